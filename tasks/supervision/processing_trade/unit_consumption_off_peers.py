"""Unit consumption far from what others declare for the same material."""

import pandas as pd

from sql.terms import HintFamily, Severity
from tasks.supervision.hint_rule import Facts, HintRule, hints_of, no_hints

FEWEST_PEERS = 5
FACTOR = 1.3


def find(facts: Facts) -> pd.DataFrame:
    """Open manuals whose unit consumption is over 1.3 times the median of at least five others of the HS code."""
    manuals = facts.manuals[facts.manuals["unit_consumption"] > 0]
    groups = manuals.groupby("hs_code")["unit_consumption"]
    rows = manuals.assign(
        peer_unit_consumption=groups.transform("median").astype("float64"), peers=groups.transform("size") - 1
    )
    rows = rows[rows["written_off_on"].isna() & (rows["peers"] >= FEWEST_PEERS)]
    rows = rows[rows["unit_consumption"] > FACTOR * rows["peer_unit_consumption"]]
    if rows.empty:
        return no_hints()
    evidence = (
        "Declares "
        + rows["unit_consumption"].map("{:.2f}".format)
        + " kg of material per kg of finished goods; the median of "
        + rows["peers"].astype("str")
        + " other manuals is "
        + rows["peer_unit_consumption"].map("{:.2f}.".format)
    )
    return hints_of(
        rows,
        subject="number",
        unit="office",
        evidence=evidence,
        compared=["unit_consumption", "peer_unit_consumption", "peers", "duty_suspended"],
        severity=Severity.MEDIUM,
        stake="duty_suspended",
    )


RULES = (
    HintRule(
        "unit_consumption_off_peers",
        HintFamily.PROCESSING_TRADE,
        "manual_number",
        "Measures on Unit Consumption of Processing Trade (GACC order 155)",
        10,
        find,
    ),
)
