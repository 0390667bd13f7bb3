"""Manifests with a different seal or without a declaration."""

from datetime import timedelta

import pandas as pd

from sql.terms import HintFamily, Severity
from tasks.supervision.hint_rule import Facts, HintRule

UNDECLARED = timedelta(days=14)


def seal_differs(facts: Facts) -> pd.DataFrame:
    """Containers with another seal number than on the manifest."""
    rows = facts.manifests
    known = rows["seal_found"].notna() & rows["seal_on_manifest"].notna()
    return rows[known & (rows["seal_found"] != rows["seal_on_manifest"])]


def undeclared(facts: Facts) -> pd.DataFrame:
    """Arrivals without a declaration after fourteen days.

    A bill is declared once any of its containers is.
    """
    rows = facts.manifests
    late = pd.Timestamp(facts.as_of - UNDECLARED)
    declared = rows["bill_number"].isin(rows.loc[rows["declaration_id"].notna(), "bill_number"])
    return rows[~declared & (rows["arrived_on"] < late)]


RULES = (
    HintRule(
        "seal_differs",
        HintFamily.CUSTOMS_CONTROL,
        "bill_number",
        "Customs Law, article 37",
        due_working_days=5,
        find=seal_differs,
        subject="bill_number",
        evidence="Seal {seal_found} found; the manifest says {seal_on_manifest}.",
        compared=("container", "seal_on_manifest", "seal_found"),
        severity=Severity.HIGH,
    ),
    HintRule(
        "manifest_undeclared",
        HintFamily.CUSTOMS_CONTROL,
        "bill_number",
        "Customs Law, article 24: declaration within fourteen days of arrival",
        due_working_days=10,
        find=undeclared,
        subject="bill_number",
        evidence="Arrived on {arrived_on} and is not declared.",
        compared=("container", "manifest_mass"),
        severity=Severity.MEDIUM,
        stake="manifest_mass",
        lasts=True,
    ),
)
