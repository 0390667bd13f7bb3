"""Records of customs control: manifests and actions of officers."""

import numpy as np
import pandas as pd

from tasks.simulation.plan import SimulationPlan, numbered, text_where

_MANIFEST_SHARE, _WATCHED_SHARE = 0.3, 0.2
OFFICERS_PER_OFFICE = 9
_DISCRETION_SHARE = 0.06
_FAVOURING_OFFICES = 3


def manifests(plan: SimulationPlan, declarations: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Bills of a share of the imports, one line per container: gross mass, seals as found, some without a declaration.

    declarations: one row each. The second table holds the lines of the bills that were declared only after their
    arrival was reported, as they were reported, without a declaration.
    """
    chance = plan.chance(8)
    imports = declarations.index[(declarations["direction"] == "import").to_numpy()].to_numpy()
    bills = declarations.loc[np.sort(chance.permutation(imports)[: round(len(imports) * _MANIFEST_SHARE)])]
    count = len(bills)
    undeclared, late = chance.random(count) < 0.003, chance.random(count) < 0.01
    arrived = bills["lodged_on"] - pd.to_timedelta(chance.integers(1, 6, count), unit="D")
    mass = bills["net_mass"].to_numpy() * chance.uniform(1.02, 1.15, count)
    boxes = np.maximum(bills["containers"].str.len().to_numpy(), 1)
    bill = np.repeat(np.arange(count), boxes)
    seal = numbered("SEAL", len(bill), 8)
    replaced = chance.random(len(bill)) < 0.002
    table = pd.DataFrame(
        {
            "bill_number": pd.Series(numbered("BILL", count, 8)[bill], dtype="str"),
            "office": bills["office"].to_numpy()[bill],
            "arrived_on": arrived.to_numpy()[bill],
            "declaration_id": bills["declaration_id"].to_numpy()[bill],
            "container": bills["containers"].explode().astype("str").to_numpy(),
            "manifest_mass": np.round((mass / boxes)[bill], 1),
            "seal_on_manifest": seal,
            "seal_found": np.where(replaced, numbered("X", len(bill), 8), seal),
        }
    )
    left = table[undeclared[bill]].assign(
        bill_number=lambda lines: lines["bill_number"] + "U", declaration_id=pd.Series(dtype="str")
    )
    order = ["arrived_on", "bill_number", "container"]
    reported = table[late[bill]].assign(declaration_id=pd.Series(dtype="str"))
    every = pd.concat([table, left], ignore_index=True)
    return every.sort_values(order, ignore_index=True), reported.sort_values(order, ignore_index=True)


def officer_actions(
    plan: SimulationPlan, declarations: pd.DataFrame, inspected: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Entry and release of a share of the declarations, changes to inspections, and the improper ones among them.

    The second table is the truth about the first: action_id, declaration_id, officer, kind (released_in_seconds,
    released_at_night, favoured_declarant, without_reason).
    """
    chance = plan.chance(9)
    share = np.flatnonzero(chance.random(len(declarations)) < _WATCHED_SHARE)
    rows = declarations.iloc[share]
    count = len(rows)
    office = rows["office"].to_numpy(dtype=object)
    officer = office + "-" + chance.integers(0, OFFICERS_PER_OFFICE, count).astype(str).astype(object)
    favours = np.zeros(count, dtype=bool)
    busiest = rows["office"].value_counts().index[:_FAVOURING_OFFICES]
    for place in busiest:  # one officer handles nearly all declarations of one declarant
        theirs = rows.loc[rows["office"] == place, "declarant"].value_counts()
        favoured = (office == place) & (rows["declarant"] == theirs.index[0]).to_numpy()
        taken_over = favoured & (chance.random(count) < 0.9)
        officer[taken_over] = f"{place}-0"
        favours |= taken_over
    entered = rows["lodged_on"] + pd.to_timedelta(chance.integers(8 * 3600, 16 * 3600, count), unit="s")
    taken = chance.integers(60, 4 * 3600, count)
    hasty = chance.random(count) < 0.0008
    at_night = chance.random(count) < 0.0008
    released = entered + pd.to_timedelta(np.where(hasty, chance.integers(1, 5, count), taken), unit="s")
    night = rows["lodged_on"] + pd.to_timedelta(chance.integers(23 * 3600, 27 * 3600, count), unit="s")
    released = released.where(~at_night, night)
    done = pd.DataFrame({"declaration_id": rows["declaration_id"], "office": rows["office"], "officer": officer})
    parts = [
        done.assign(action="entered", happened_at=entered),
        done.assign(
            action="released",
            happened_at=released,
            kind=np.select(
                [at_night, hasty, favours],
                ["released_at_night", "released_in_seconds", "favoured_declarant"],
                default="",
            ),
        ),
        _improper(chance, declarations, pd.concat([inspected, _at_discretion(plan, chance, declarations)])),
    ]
    table = pd.concat(parts, ignore_index=True)
    table = table.sort_values(["happened_at", "declaration_id", "action"], ignore_index=True)
    table.insert(0, "action_id", pd.Series(numbered("ACT", len(table), 9), dtype="str"))
    kind = table.pop("kind").fillna("").astype("str")
    misconduct = table.loc[kind != "", ["action_id", "declaration_id", "officer"]].assign(kind=kind[kind != ""])
    return table, misconduct.reset_index(drop=True)


def _at_discretion(plan: SimulationPlan, chance: np.random.Generator, declarations: pd.DataFrame) -> pd.DataFrame:
    """Declarations of the screened period that officers inspected at their discretion."""
    screened = (declarations["lodged_on"] >= pd.Timestamp(plan.screened_from)).to_numpy()
    chosen = declarations[screened & (chance.random(len(declarations)) < _DISCRETION_SHARE)]
    looked_into = chosen[["declaration_id"]].assign(inspected_on=chosen["lodged_on"] + pd.Timedelta(days=1))
    return looked_into[looked_into["inspected_on"] <= pd.Timestamp(plan.last_day)]


def _improper(chance: np.random.Generator, declarations: pd.DataFrame, inspected: pd.DataFrame) -> pd.DataFrame:
    """Waived inspections, most of them with a reason, and results changed after closing."""
    offices = declarations.set_index("declaration_id")["office"]
    chosen = inspected[chance.random(len(inspected)) < 0.01]
    count = len(chosen)
    office = chosen["declaration_id"].map(offices).to_numpy(dtype=object)
    changed = chance.random(count) < 0.4
    excused = ~changed & (chance.random(count) < 0.7)
    when = chosen["inspected_on"] + pd.to_timedelta(chance.integers(9 * 3600, 17 * 3600, count), unit="s")
    return pd.DataFrame(
        {
            "declaration_id": chosen["declaration_id"].to_numpy(),
            "office": office,
            "officer": office + "-" + chance.integers(0, OFFICERS_PER_OFFICE, count).astype(str).astype(object),
            "action": np.where(changed, "result_changed", "inspection_waived"),
            "happened_at": when.to_numpy(),
            "reason": text_where(excused, "Scanned at the gate: image without anomaly"),
            "kind": np.where(excused, "", "without_reason"),
        }
    )
