"""A preferential rate for goods with an origin outside the agreement."""

import pandas as pd

from sql.reference import reference_table
from sql.terms import HintFamily, Severity
from tasks.records.agreements import holds_for
from tasks.supervision.hint_rule import Facts, HintRule


def find(facts: Facts) -> pd.DataFrame:
    """Declarations at a rate of an agreement (by duty type) with an origin that is no member on that day."""
    members = reference_table("agreement_members")
    agreement = facts.declarations["duty_type"].str.extract(r"^F([A-Z]{2})", expand=False)
    rows = facts.declarations.assign(agreement=agreement)
    rows = rows[rows["agreement"].isin(members["agreement"]) & rows["country_of_origin"].notna()]
    return rows[~holds_for(rows, members, "agreement", "country_of_origin")]


RULES = (
    HintRule(
        "preference_without_origin",
        HintFamily.REVENUE,
        "declaration_id",
        "Regulations on the Origin of Import and Export Goods; the agreement's rules of origin",
        due_working_days=10,
        find=find,
        subject="declaration_id",
        evidence="Duty type {duty_type} claimed for goods of origin {country_of_origin}.",
        compared=("duty_type", "country_of_origin", "duty_rate"),
        severity=Severity.HIGH,
        stake="value",
    ),
)
