"""Licences for exports, as the authorities that issue them report them to customs."""

import numpy as np
import pandas as pd

from tasks.simulation.plan import SimulationPlan
from tasks.simulation.violations import FORGED_LICENCE, Planted

_DAYS_BEFORE, _DAYS_AFTER = 60, 120  # at most, between issue, export and end
_NOT_REPORTED = 0.02  # share of licences that customs does not know


def export_licences(plan: SimulationPlan, items: pd.DataFrame, planted: Planted) -> pd.DataFrame:
    """One row per licence that goods items of exports declare, without forged ones and a few that were not reported.

    items: of declarations, in the order of `planted`. Returns the columns of the content `licences`.
    """
    chance = plan.chance(17)
    exported = (items["direction"] == "export") & (items["licences"].str.len() > 0)
    known = exported & (planted.pattern != FORGED_LICENCE.name) & (chance.random(len(items)) >= _NOT_REPORTED)
    rows = items[known]
    before, after = (chance.integers(1, most, len(rows)) for most in (_DAYS_BEFORE, _DAYS_AFTER))
    number = rows["licences"].str[0].astype("str")
    return pd.DataFrame(
        {
            "licence_number": number,
            "kind": number.str[0],
            "holder": rows["exporter"],
            "hs_code": rows["hs_code"],
            "valid_from": rows["lodged_on"] - pd.to_timedelta(np.asarray(before), unit="D"),
            "valid_to": rows["lodged_on"] + pd.to_timedelta(np.asarray(after), unit="D"),
            "quantity": rows["quantity"],
            "unit": rows["unit"],
        }
    ).reset_index(drop=True)
