"""Goods in which drugs are hidden, on a drug route."""

import pandas as pd

from sql.messages import messages, msgid
from sql.terms import Method, Priority, ResultKind
from tasks.analysis.counting import declarations_by
from tasks.analysis.method import EXPORT, AnalysisInput, Detector, findings_of, no_findings, with_sensitive
from tasks.records.membership import is_among

RARE_FOR_GOODS = 0.03  # of a heading's past declarations; a departure with less is unusual for the goods
_FROM_THERE = msgid(
    "{label:capitalized} from {country_of_departure} ({role}), from where {route_share:.1%} of these goods came before."
)
_OF_ORIGIN = msgid(
    "{label:capitalized} from {country_of_departure} of origin {country_of_origin} ({role}), from where "
    "{route_share:.1%} of these goods came before."
)


_CAME_FROM = {True: _FROM_THERE, False: _OF_ORIGIN}
_TO_THERE = {
    True: msgid(
        "{label:capitalized} to {country_of_departure} ({role}), where {route_share:.1%} of these goods went before."
    ),
    False: msgid(
        "{label:capitalized} to {country_of_departure} of origin {country_of_origin} ({role}), where {route_share:.1%} "
        "of these goods went before."
    ),
}


def find(given: AnalysisInput) -> pd.DataFrame:
    """Importers of concealment goods or precursors from a source or transit country that is unusual for them.

    A departure is unusual if the importer did not use it before, or if the goods hardly ever come from there, so that
    the trade makes no economic sense. The latter, a source country and an importer without a record raise the score.
    Declarations without a departure are left out. In exports the country of destination takes its place.
    """
    recent = with_sensitive(given.recent, given.sensitive, Priority.DRUGS)
    recent = recent[recent["country_of_departure"].notna()]
    roles = given.routes[given.routes["priority"] == Priority.DRUGS].set_index("country")["role"]
    from_there = recent["country_of_departure"].map(roles)
    role = from_there.fillna(recent["country_of_origin"].map(roles))
    origin = (" of origin " + recent["country_of_origin"]).where(from_there.isna(), "")
    recent = recent.assign(role=role, way=recent["country_of_departure"] + origin)[role.notna()]
    if recent.empty or given.past.empty:
        return no_findings()
    seen = pd.MultiIndex.from_frame(given.past[["importer", "country_of_departure"]])
    unused = ~pd.MultiIndex.from_frame(recent[["importer", "country_of_departure"]]).isin(seen)
    recent = recent.assign(route_share=_route_share(recent, given.past))
    uneconomic = recent["route_share"] < RARE_FOR_GOODS
    new = recent[unused | uneconomic]
    unknown = ~is_among(new["importer"], given.past["importer"])
    score = 0.35 + 0.3 * uneconomic[new.index] + 0.2 * (new["role"] == "source") + 0.1 * unknown
    return findings_of(
        new,
        ["importer"],
        score=score,
        statement=lambda table: messages(
            (table["way"] == table["country_of_departure"]).map(_TO_THERE if given.direction == EXPORT else _CAME_FROM),
            table.assign(role=table["role"] + " country"),
            words=["label", "role"],
        ),
        shown=["country_of_origin"],
        compared=["label", "way", "country_of_departure", "role", "route_share"],
    )


def _route_share(rows: pd.DataFrame, past: pd.DataFrame) -> "pd.Series[float]":
    """Share of a heading's past declarations with the same departure as the row."""
    route = ["hs4", "country_of_departure"]
    same = rows[route].join(declarations_by(past, *route).rename("same"), on=route)["same"].fillna(0)
    return same / rows["hs4"].map(declarations_by(past, "hs4")).astype("float64").fillna(1)


DETECTORS = (
    Detector(
        name="concealment_route",
        method=Method.DYNAMIC_FOCUS,
        priority=Priority.DRUGS,
        law_or_practice="UN Convention against Illicit Traffic in Narcotic Drugs 1988; Anti-drug Law",
        result=ResultKind.INSTRUCTION,
        what_to_check="Scan, use the dog, look at density and cavities; sample chemicals",
        department="anti-smuggling",
        find=find,
    ),
)
