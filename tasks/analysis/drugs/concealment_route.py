"""Goods that drugs are hidden in, on a route that drugs take."""

import pandas as pd

from sql.terms import Method, Priority, ResultKind
from tasks.analysis.membership import is_among
from tasks.analysis.method import AnalysisInput, Detector, findings_of, with_sensitive


def find(given: AnalysisInput) -> pd.DataFrame:
    """Importers that bring goods of concealment or precursors from a source or transit country, new for them.

    A source country, and an importer without record, raise the score.
    """
    recent = with_sensitive(given.recent, given.sensitive, Priority.DRUGS)
    roles = given.routes[given.routes["priority"] == Priority.DRUGS].set_index("country")["role"]
    role = recent["country_of_departure"].map(roles).fillna(recent["country_of_origin"].map(roles))
    recent = recent.assign(role=role)[role.notna()]
    seen = pd.MultiIndex.from_frame(given.past[["importer", "country_of_departure"]])
    new = recent[~pd.MultiIndex.from_frame(recent[["importer", "country_of_departure"]]).isin(seen)]
    unknown = ~is_among(new["importer"], given.past["importer"])
    score = 0.5 + 0.25 * (new["role"] == "source") + 0.2 * unknown
    return findings_of(
        new,
        ["importer"],
        score=score,
        statement=lambda table: (
            table["label"].str.capitalize()
            + " from "
            + table["country_of_departure"]
            + " ("
            + table["role"]
            + " country), a departure this importer did not use before."
        ),
        compared=["label", "country_of_departure", "role"],
    )


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
