"""False origin: preference claimed with an origin or a route that is new for the goods."""

import pandas as pd

from sql.messages import messages, msgid
from sql.reference import reference_table
from sql.terms import Method, Priority, ResultKind
from tasks.analysis.counting import declarations_by
from tasks.analysis.method import AnalysisInput, Detector, findings_of, no_findings
from tasks.analysis.unit_values import ordinary_rates
from tasks.records.agreements import holds_for

FEWEST_PEERS = 20
USUAL_SHARE = 0.05  # of a heading's past declarations; an origin with less is new for the goods
RARE_ROUTE = 0.01  # of the past claims of an origin; a departure with less is new for the claim
LEAST_GAIN = 3.0  # percentage points under the ordinary rate of the code
_NEW_ORIGIN = msgid(
    "Preferential origin {country_of_origin}, declared for {origin_share:.1%} of these goods before; departed from "
    "{country_of_departure}; rate {duty_rate:.1f} %, ordinary rate {usual_rate:.1f} %."
)
_NEW_ROUTE = msgid(
    "Preferential origin {country_of_origin}, declared for {origin_share:.1%} of these goods before; departed from "
    "{country_of_departure}, like {route_share:.1%} of its claims before; rate {duty_rate:.1f} %, ordinary rate "
    "{usual_rate:.1f} %."
)
_KEY = ["hs4", "country_of_origin"]
_CLAIM = ["duty_type", "country_of_origin"]


def find(given: AnalysisInput) -> pd.DataFrame:
    """Importers and origins with a rate far below the ordinary one, for goods that departed from another country.

    The country of departure is neither the origin nor a member of the agreement that the duty type names. Either the
    origin is new for the heading, or goods of this origin hardly ever departed from there. The score is higher if the
    importer declared another origin for the same heading before.
    """
    if given.past.empty:
        return no_findings()
    ordinary_rate = ordinary_rates(given.past, "hs_code")
    peers = declarations_by(given.past, "hs4")
    share = declarations_by(given.past, *_KEY).div(peers, level="hs4").rename("origin_share")
    rows = given.recent.assign(
        usual_rate=given.recent["hs_code"].map(ordinary_rate).astype("float64"),
        peers=given.recent["hs4"].map(peers).fillna(0),
    ).join(share, on=_KEY)
    rows["origin_share"] = rows["origin_share"].fillna(0.0)
    named = rows["country_of_origin"].notna() & rows["country_of_departure"].notna()
    elsewhere = named & (rows["country_of_departure"] != rows["country_of_origin"]) & ~_within_agreement(rows)
    preferred = rows["usual_rate"] - rows["duty_rate"] >= LEAST_GAIN
    new_origin = (rows["peers"] >= FEWEST_PEERS) & (rows["origin_share"] < USUAL_SHARE)
    rows = rows.assign(route_share=_route_share(rows, given.past))
    rows = rows[elsewhere & preferred & (new_origin | (rows["route_share"] < RARE_ROUTE))]
    shifted = _shifted(rows, given.past)
    return findings_of(
        rows,
        ["importer", "country_of_origin"],
        score=0.5
        + 0.2 * (1 - rows["origin_share"] / USUAL_SHARE).clip(lower=0)
        + 0.1 * (rows["route_share"] < RARE_ROUTE)
        + 0.15 * shifted,
        statement=lambda table: messages(
            table["route_share"].isna().map({True: _NEW_ORIGIN, False: _NEW_ROUTE}), table
        ),
        compared=["country_of_departure", "origin_share", "route_share", "duty_rate", "usual_rate", "peers"],
        amount=rows["value"] * (rows["usual_rate"] - rows["duty_rate"]) / 100,
    )


def _route_share(rows: pd.DataFrame, past: pd.DataFrame) -> "pd.Series[float]":
    """Share of the past claims of a duty type and origin with the same departure; missing for few claims."""
    claims = declarations_by(past, *_CLAIM)
    routes = declarations_by(past, *_CLAIM, "country_of_departure").rename("routes")
    joined = rows[[*_CLAIM, "country_of_departure"]].join(claims.rename("claims"), on=_CLAIM)
    joined = joined.join(routes, on=[*_CLAIM, "country_of_departure"])
    return joined["routes"].fillna(0) / joined["claims"].where(joined["claims"] >= FEWEST_PEERS)


def _within_agreement(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Whether goods departed from a member of the agreement of their duty type (cumulation, direct transport)."""
    return holds_for(rows, reference_table("trade_agreements"), "duty_type", "country_of_departure")


def _shifted(rows: pd.DataFrame, past: pd.DataFrame) -> "pd.Series[bool]":
    """Whether the importer declared the same heading before, but never with this origin."""
    heading = ["importer", "hs4"]
    before = pd.MultiIndex.from_frame(rows[heading]).isin(pd.MultiIndex.from_frame(past[heading]))
    origin = ["importer", *_KEY]
    same = pd.MultiIndex.from_frame(rows[origin]).isin(pd.MultiIndex.from_frame(past[origin]))
    return pd.Series(before & ~same, index=rows.index)


DETECTORS = (
    Detector(
        name="false_origin",
        method=Method.DYNAMIC_FOCUS,
        priority=Priority.REVENUE,
        law_or_practice="Regulations on the Origin of Import and Export Goods; direct transport rule",
        result=ResultKind.INSTRUCTION,
        what_to_check="Ask for certificate of origin and through bill of lading; examine marks of origin on the goods",
        department="origin and duty collection",
        find=find,
    ),
)
