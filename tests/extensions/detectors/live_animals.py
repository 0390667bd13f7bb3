"""Live animals, which one administration looks at above all."""

import pandas as pd

from sql.terms import HandlingKind, Method, Priority, ResultKind
from tasks.analysis.method import AnalysisInput, Detector, HandlingRule, findings_of

HEADING = "0106"


def find(given: AnalysisInput) -> pd.DataFrame:
    """Importers of live animals."""
    rows = given.recent[given.recent["hs4"] == HEADING]
    return findings_of(
        rows,
        ["importer"],
        score=pd.Series(0.9, index=rows.index),
        statement="Live animals in {declarations} declarations.",
        compared=["value"],
    )


DETECTORS = (
    Detector(
        name="live_animals",
        method=Method.DYNAMIC_FOCUS,
        priority=Priority.SECURITY,
        law_or_practice="Convention on International Trade in Endangered Species",
        result=ResultKind.INSTRUCTION,
        what_to_check="Compare species and number with the permit",
        department="commodity inspection",
        find=find,
        handling=HandlingRule(HandlingKind.ASK_INSPECTION, min_score=0.5, days=28),
    ),
)
