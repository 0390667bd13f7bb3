"""Routes that gained a share of the trade of an origin lately."""

import pandas as pd
from scipy.stats import betabinom

from sql.messages import msgid
from sql.terms import Method, Priority, ResultKind
from tasks.analysis.change_points import FEWEST_IMPORTERS, FEWEST_NOW, findings_of_changes
from tasks.analysis.counting import declarations_by
from tasks.analysis.method import EXPORT, AnalysisInput, Detector, no_findings

LEAST_CHANGE = 0.10  # of the trade of the origin
FEWEST_PAST = 50
_LUMPINESS = 0.01  # correlation of two declarations' routes: an importer's consignments travel together
_ROUTE = ["country_of_origin", "country_of_departure"]
_FROM_THERE = msgid(
    "Since {since_day} {route_share:.0%} of the declarations of this origin departed from there ({declarations}); "
    "{usual_share:.0%} are expected from the past."
)
_TO_THERE = msgid(
    "Since {since_day} {route_share:.0%} of the exports of this origin went there ({declarations}); "
    "{usual_share:.0%} are expected from the past."
)


def find(given: AnalysisInput) -> pd.DataFrame:
    """Origins and departures: a departure with a much larger share of the trade of an origin than in the past.

    The number of declarations with this departure in the latest one to four weeks, without the largest importer, is
    compared with the past share by a beta-binomial distribution (correlation 0.01, because an importer's consignments
    travel together). p-values keep a false discovery rate of 0.2 %, and the share must have grown by at least 10
    percentage points.
    """
    past = given.past.dropna(subset=_ROUTE)
    recent = given.recent.dropna(subset=_ROUTE)
    if past.empty or recent.empty:
        return no_findings()
    of_origin = declarations_by(past, "country_of_origin")
    by_route = declarations_by(past, *_ROUTE)

    def test(since: pd.Timestamp, days: int) -> pd.DataFrame:
        now = recent[recent["lodged_on"] >= since]
        by_importer = declarations_by(now, *_ROUTE, "importer").groupby(_ROUTE)
        table = by_importer.agg(["sum", "max", "size"]).set_axis(["declarations_now", "most", "importers"], axis=1)
        origin = table.index.get_level_values("country_of_origin")
        all_now = declarations_by(now, "country_of_origin").reindex(origin).to_numpy()
        all_past = of_origin.reindex(origin).fillna(0).to_numpy()
        usual = (by_route.reindex(table.index).fillna(0).to_numpy() + 0.5) / (all_past + 1)
        share = table["declarations_now"] / all_now
        firm = 1 / _LUMPINESS - 1
        p_values = betabinom.sf(
            table["declarations_now"] - table["most"] - 1, all_now, usual * firm, (1 - usual) * firm
        )
        tested = (table["declarations_now"] >= FEWEST_NOW) & (table["importers"] >= FEWEST_IMPORTERS)
        tested &= (all_past >= FEWEST_PAST) & (usual < 1)
        p_value = pd.Series(p_values, index=table.index).where(tested)
        large = share - usual >= LEAST_CHANGE
        return pd.DataFrame({"route_share": share, "usual_share": usual, "large": large, "p_value": p_value})

    text = _TO_THERE if given.direction == EXPORT else _FROM_THERE
    return findings_of_changes(
        recent,
        given.as_of,
        _ROUTE,
        test,
        statement=text,
        compared=["route_share", "usual_share"],
    )


DETECTORS = (
    Detector(
        name="route_mix",
        method=Method.DYNAMIC_FOCUS,
        priority=Priority.SECURITY,
        law_or_practice="WCO guidelines on monitoring of trade flows; rules on transshipment",
        result=ResultKind.WARNING,
        what_to_check="Find out why the route changed: carrier, hub, embargo; examine seals and transport documents",
        department="logistics monitoring",
        find=find,
    ),
)
