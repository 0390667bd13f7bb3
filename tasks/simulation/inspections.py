"""Past inspections: which declarations were inspected, and with which outcome."""

import numpy as np
import pandas as pd

from tasks.simulation.importers import Importers
from tasks.simulation.plan import Columns, SimulationPlan
from tasks.simulation.violations import Planted

RATE = 0.06  # share of the history that was inspected
_BY_CHANCE = 0.25  # share of them selected by chance
_SUSPICION = {"AA": 0.2, "A": 0.5, "B": 1.0, "C": 3.0, "D": 6.0}
_KNOWN_OFFENDER = 4.0
_NAMED = 0.75  # share of the outcomes of declarations of several items that name the item


def found_in(
    declaration_ids: "pd.Series[str]", owner: np.ndarray, item_numbers: "pd.Series[int]", planted: Planted
) -> pd.DataFrame:
    """What was planted in each declaration, from its items; owner: place of the declaration of each item.

    Returns one row per declaration: declaration_id, pattern, priority, violation (the gravest), kind, evaded_duty (the
    sum), item_number (of the item that evades most; missing without a violation), items (the numbers of all that
    violate, such as `1;3`), size (number of items).
    """
    guilty = np.flatnonzero(planted.violation != "none")
    gravity = (planted.violation[guilty] == "critical").astype(int)
    items = pd.DataFrame(
        {
            "owner": owner[guilty],
            "item_number": item_numbers.to_numpy()[guilty],
            "pattern": planted.pattern[guilty],
            "priority": planted.priority[guilty],
            "violation": planted.violation[guilty],
            "kind": planted.kind[guilty],
            "gravity": gravity,
            "evaded_duty": planted.evaded_duty[guilty],
        }
    )
    named = items["item_number"].astype("str").groupby(items["owner"]).agg(";".join)
    duty = items.groupby("owner")["evaded_duty"].sum().round(2)
    order = ["owner", "gravity", "evaded_duty", "item_number"]
    worst = items.sort_values(order, ascending=[True, False, False, True]).drop_duplicates("owner").set_index("owner")
    found = worst.drop(columns=["gravity", "evaded_duty"]).assign(evaded_duty=duty, items=named)
    found = found.reindex(np.arange(len(declaration_ids)))
    texts = {name: found[name].astype("str") for name in ("pattern", "priority", "kind", "items")}
    return found.assign(
        declaration_id=declaration_ids,
        violation=found["violation"].fillna("none").astype("str"),
        evaded_duty=found["evaded_duty"].fillna(0.0),
        item_number=found["item_number"].astype("Int64"),
        size=np.bincount(owner, minlength=len(found)),
        **texts,
    )


def results(plan: SimulationPlan, found: pd.DataFrame) -> pd.DataFrame:
    """The outcome that an inspection of each declaration would have, in their order; without a date.

    Most outcomes of declarations of several items name the item; the others, and those without a violation, are of the
    whole declaration.
    """
    chance = plan.chance(4)
    count, violated = len(found), found["violation"] != "none"
    named = violated & (found["size"] > 1) & (chance.random(count) < _NAMED)
    return pd.DataFrame(
        {
            "declaration_id": found["declaration_id"],
            "item_number": found["item_number"].where(named),
            "inspected_on": pd.Series(pd.NaT, index=found.index, dtype="datetime64[us]"),
            "violation": found["violation"],
            "kind": found["kind"],
            "recovered_duty": found["evaded_duty"],
            "officer_hours": np.round(np.exp(chance.normal(1.0, 0.4, count)) * (1 + violated), 1),
        }
    )


def inspected_history(
    plan: SimulationPlan,
    declarations: pd.DataFrame,
    leads: np.ndarray,
    shown: pd.DataFrame,
    importers: Importers,
    columns: Columns,
    planted: Planted,
) -> pd.DataFrame:
    """Outcomes of past inspections: selected by suspicion, by the record of an enterprise, and a few by chance.

    leads: the row of the lead in `columns` of each declaration.
    """
    chance = plan.chance(5)
    past = np.flatnonzero(declarations["lodged_on"] < pd.Timestamp(plan.screened_from))
    rows = leads[past]
    suspicion = pd.Series(columns["enterprise_category"][rows]).map(_SUSPICION).to_numpy(dtype=float, copy=True)
    known_from = np.where(
        planted.offender, chance.integers(20, max(plan.days // 2, 21), len(planted.offender)), plan.days
    )
    known = columns["day"][rows] >= known_from[columns["importer_place"][rows]]
    suspicion *= np.where(known, _KNOWN_OFFENDER, 1.0) * (1 + columns["ordinary_rate"][rows] / 10)
    attention = np.exp(chance.normal(0, 0.6, len(importers.names)))[columns["importer_place"][rows]]
    count = round(len(rows) * RATE)
    by_chance = chance.permutation(len(rows))[: round(count * _BY_CHANCE)]
    # The largest keys of weighted sampling without replacement (Efraimidis and Spirakis).
    keys = np.log(chance.random(len(rows))) / (suspicion * attention)
    keys[by_chance] = 1.0
    chosen = np.sort(np.argpartition(-keys, count - 1)[:count])
    inspected = shown.iloc[past[chosen]].reset_index(drop=True)
    delay = pd.to_timedelta(chance.integers(1, 4, count), unit="D")
    lodged = declarations["lodged_on"].iloc[past[chosen]].reset_index(drop=True)
    return inspected.assign(inspected_on=lodged + delay)
