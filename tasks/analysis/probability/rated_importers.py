"""Importers with recent declarations that are rated likely to violate, for each priority."""

from functools import partial

import pandas as pd

from sql.terms import Method, Priority, ResultKind
from tasks.analysis.counting import has_several_items, one_per_declaration
from tasks.analysis.method import LIKELY, AnalysisInput, Detector, findings_of, no_findings, with_sensitive


def find(given: AnalysisInput, priority: Priority) -> pd.DataFrame:
    """Importers with recent declarations that the calibrated rating considers more likely than not to violate.

    The evidence is the items that drive the rating. Revenue counts all goods; the other priorities count the goods that
    are sensitive for them.
    """
    rows = given.recent[(given.recent["probability"] >= LIKELY) & given.recent["drives"]]
    if priority is not Priority.REVENUE:
        rows = with_sensitive(rows, given.sensitive, priority)
    if rows.empty:
        return no_findings()
    score = rows["probability"]
    rated = one_per_declaration(rows).groupby("importer")["probability"]
    rows = rows.assign(expected_violations=rows["importer"].map(rated.sum()).astype("float64"))
    amount = score * rows["duty"].where(rows["duty"] > 0, rows["value"]).fillna(0)
    if has_several_items(rows):
        rows = rows.assign(probability=rows["importer"].map(rated.mean()).astype("float64"))
    return findings_of(
        rows,
        ["importer"],
        score=score,
        statement="Recent declarations that are more likely than not to violate: {declarations}; mean probability "
        "{probability:.0%}, expected violations {expected_violations:.2f}.",
        compared=["probability", "expected_violations"],
        amount=amount,
    )


DETECTORS = tuple(
    Detector(
        name=f"rated_importers_{priority}",
        method=Method.PROBABILITY_EVALUATION,
        priority=priority,
        law_or_practice="Kyoto Convention, general annex, standard 6.4: risk analysis decides what to examine",
        result=ResultKind.WARNING if priority is Priority.REVENUE else ResultKind.INSTRUCTION,
        what_to_check="Compare the goods with value, classification, origin and quantity declared",
        department=department,
        find=partial(find, priority=priority),
    )
    for priority, department in (
        (Priority.REVENUE, "duty collection"),
        (Priority.SECURITY, "commodity inspection"),
        (Priority.IPR, "IPR protection"),
        (Priority.DRUGS, "anti-smuggling"),
    )
)
