"""Unit consumption far above that of other manuals for the same material."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sql.terms import HintFamily, Severity
from tasks.supervision.hint_rule import Facts, HintRule

FEWEST_PEERS = 5
FACTOR = 1.3


def find(facts: Facts) -> pd.DataFrame:
    """Open manuals with a unit consumption over 1.3 times the median of at least five others for the HS code."""
    manuals = facts.manuals[facts.manuals["unit_consumption"] > 0]
    manuals = manuals.assign(peers=manuals.groupby("hs_code")["number"].transform("size") - 1)
    rows = manuals[manuals["peers"] >= FEWEST_PEERS]
    rows = rows.assign(peer_unit_consumption=_median_of_others(rows))
    return rows[rows["written_off_on"].isna() & (rows["unit_consumption"] > FACTOR * rows["peer_unit_consumption"])]


def _median_of_others(manuals: pd.DataFrame) -> "pd.Series[float]":
    """Per manual: median unit consumption of the other manuals for its HS code; each code has at least two."""
    ordered = manuals.sort_values(["hs_code", "unit_consumption"], kind="stable")
    values: NDArray[np.float64] = ordered["unit_consumption"].to_numpy(dtype="float64")
    same = ordered.groupby("hs_code")["unit_consumption"]
    place, others = same.cumcount().to_numpy(), same.transform("size").to_numpy(dtype="int64") - 1
    first = np.arange(len(ordered)) - place

    def ranked(rank: NDArray[np.int64]) -> NDArray[np.float64]:
        own_is_passed = rank >= place
        return np.asarray(values[first + rank + own_is_passed])

    middle = (ranked((others - 1) // 2) + ranked(others // 2)) / 2
    return pd.Series(middle, index=ordered.index).reindex(manuals.index)


RULES = (
    HintRule(
        "unit_consumption_off_peers",
        HintFamily.PROCESSING_TRADE,
        "manual_number",
        "Measures on Unit Consumption of Processing Trade (GACC order 155)",
        due_working_days=10,
        find=find,
        subject="number",
        evidence="Declares {unit_consumption:.2f} kg of material per kg of finished goods; the median of {peers} other "
        "manuals is {peer_unit_consumption:.2f}.",
        compared=("unit_consumption", "peer_unit_consumption", "peers", "duty_suspended"),
        severity=Severity.MEDIUM,
        stake="duty_suspended",
        lasts=True,
    ),
)
