"""An officer who releases nearly all declarations of one declarant."""

import pandas as pd

from sql.terms import HintFamily, Severity
from tasks.supervision.hint_rule import Facts, HintRule

FEWEST_RELEASES = 15
FEWEST_OFFICERS = 4
SHARE = 0.75


def find(facts: Facts) -> pd.DataFrame:
    """Pairs of officer and declarant: the officer did three quarters of the declarant's releases at an office.

    The office has at least four officers, and the declarant at least fifteen releases.
    """
    released = facts.officer_actions[facts.officer_actions["action"] == "released"]
    declarants = facts.declarations[["declaration_id", "declarant"]].dropna().drop_duplicates("declaration_id")
    rows = released[["declaration_id", "office", "officer"]].merge(declarants, on="declaration_id")
    if rows.empty:
        return rows
    pairs = rows.groupby(["office", "declarant", "officer"]).size().rename("releases").reset_index()
    pairs["releases_of_declarant"] = pairs.groupby(["office", "declarant"])["releases"].transform("sum")
    pairs["officers"] = pairs["office"].map(rows.groupby("office")["officer"].nunique())
    pairs["share"] = pairs["releases"] / pairs["releases_of_declarant"]
    pairs["pair"] = pairs["officer"] + "+" + pairs["declarant"]
    pairs = pairs[(pairs["releases_of_declarant"] >= FEWEST_RELEASES) & (pairs["officers"] >= FEWEST_OFFICERS)]
    return pairs[pairs["share"] >= SHARE]


RULES = (
    HintRule(
        "one_officer_one_declarant",
        HintFamily.LAW_ENFORCEMENT,
        "officer+declarant",
        "Regulations on integrity risk of customs law enforcement",
        due_working_days=10,
        find=find,
        subject="pair",
        evidence="{officer} released {share:.0%} of {releases_of_declarant} declarations of {declarant} at an office "
        "with {officers} officers.",
        compared=("releases", "releases_of_declarant", "share", "officers"),
        severity=Severity.HIGH,
        stake="releases",
    ),
)
