"""Sensitive goods on a new route."""

import pandas as pd

from sql.messages import msgid
from sql.terms import Method, Priority, ResultKind
from tasks.analysis.method import EXPORT, AnalysisInput, Detector, findings_of, with_sensitive

_EXPOSED = 0.9
_OTHER = 0.6
_FROM_THERE = msgid(
    "{label:capitalized} of origin {country_of_origin} from {country_of_departure}: a new route for these goods."
)
_TO_THERE = msgid(
    "{label:capitalized} of origin {country_of_origin} to {country_of_departure}: a new route for these goods."
)


def find(given: AnalysisInput) -> pd.DataFrame:
    """Importers of controlled goods with a combination of heading, origin and departure that is new.

    A sanctioned or transit country of the reference table on the route raises the score. Declarations without origin or
    departure are left out. In exports the country of destination takes the place of the departure.
    """
    route = ["hs4", "country_of_origin", "country_of_departure"]
    recent = with_sensitive(given.recent, given.sensitive, Priority.SECURITY).dropna(subset=route)
    seen = pd.MultiIndex.from_frame(given.past[route])
    new = recent[~pd.MultiIndex.from_frame(recent[route]).isin(seen)]
    exposed = given.routes.loc[given.routes["priority"] == Priority.SECURITY, "country"]
    on_route = new["country_of_origin"].isin(exposed) | new["country_of_departure"].isin(exposed)
    return findings_of(
        new,
        ["importer", "hs_code"],
        score=on_route.map({True: _EXPOSED, False: _OTHER}).astype("float64"),
        statement=_TO_THERE if given.direction == EXPORT else _FROM_THERE,
        words=["label"],
        compared=["label", "country_of_origin", "country_of_departure"],
    )


DETECTORS = (
    Detector(
        name="new_sensitive_route",
        method=Method.DYNAMIC_FOCUS,
        priority=Priority.SECURITY,
        law_or_practice="Export Control Law 2020; UN Security Council resolution 1540",
        result=ResultKind.INSTRUCTION,
        what_to_check="Identify the goods; check licence, end user and transport documents",
        department="commodity inspection",
        find=find,
    ),
)
