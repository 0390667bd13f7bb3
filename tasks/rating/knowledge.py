"""What the past holds: outcomes, lodgements and unit values of declarations that are alike, per key and day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd

from tasks.rating.declared import complete, days_of
from tasks.rating.keys import Key, key_hashes, useful_keys
from tasks.rating.past_sums import Days, Hashes, Numbers, PastSums

LODGED_KEYS = ("importer", "seller", "declarant", "hs_code", "importer+hs_code", "importer+seller")
PRICED_KEYS = ("hs_code", "hs_code+country_of_origin", "importer+hs_code", "seller+hs_code")


@dataclass(frozen=True)
class PastRecord:
    """What was known of declarations before their day of lodgement; one row per declaration, one column per key.

    base_inspected, base_violated: of all inspections, one number per declaration. last_lodged: day, NaN where none is
    known. priced, unit_values, squares: number, sum and sum of squares of logarithms of earlier unit values.
    """

    day: Numbers
    base_inspected: Numbers
    base_violated: Numbers
    inspected: Numbers
    violated: Numbers
    lodged: Numbers
    last_lodged: Numbers
    priced: Numbers
    unit_values: Numbers
    squares: Numbers


@dataclass(frozen=True)
class PastKnowledge:
    """Everything that features take from the past, by the names of keys.

    A declaration learns only what was known on the days before its own.
    """

    keys: tuple[Key, ...]
    all_outcomes: PastSums
    outcomes: dict[str, PastSums]
    lodgements: dict[str, PastSums]
    unit_values: dict[str, PastSums]

    @classmethod
    def of(cls, history: pd.DataFrame, outcomes: pd.DataFrame) -> Self:
        """From declarations and the outcomes of those inspected: declaration_id, inspected_on, violation."""
        frame = complete(history)
        keys = useful_keys(frame)
        hashes = key_hashes(frame, keys)
        places = pd.Index(history["declaration_id"]).get_indexer(pd.Index(outcomes["declaration_id"]))
        known = places >= 0
        places, inspected_on = places[known], days_of(outcomes["inspected_on"][known])
        violated = (outcomes["violation"][known] != "none").to_numpy(dtype=np.int32)
        days = frame["day"].to_numpy()
        values = frame["unit_value"].to_numpy()
        priced = np.isfinite(values)
        nothing = np.zeros((len(frame), 0))
        squares = np.column_stack([values, values**2])[priced]
        return cls(
            keys=keys,
            all_outcomes=PastSums.of(np.zeros(len(violated), dtype=np.uint64), inspected_on, violated[:, None]),
            outcomes={key.name: PastSums.of(hashes[key.name][places], inspected_on, violated[:, None]) for key in keys},
            lodgements={name: PastSums.of(hashes[name], days, nothing) for name in LODGED_KEYS if name in hashes},
            unit_values={
                name: PastSums.of(hashes[name][priced], days[priced], squares) for name in PRICED_KEYS if name in hashes
            },
        )

    def before(self, hashes: Mapping[str, Hashes], days: Days) -> PastRecord:
        """The record of many declarations. hashes: by name of the key, one number per declaration."""
        base_inspected, base_violated = self.all_outcomes.before(np.zeros(len(days), dtype=np.uint64), days)
        record = PastRecord(
            day=days.astype(np.float64),
            base_inspected=base_inspected,
            base_violated=base_violated[:, 0],
            **{name: np.zeros((len(days), len(self.outcomes))) for name in ("inspected", "violated")},
            **{name: np.zeros((len(days), len(self.lodgements))) for name in ("lodged", "last_lodged")},
            **{name: np.zeros((len(days), len(self.unit_values))) for name in ("priced", "unit_values", "squares")},
        )
        for number, (name, past) in enumerate(self.outcomes.items()):
            record.inspected[:, number], sums = past.before(hashes[name], days)
            record.violated[:, number] = sums[:, 0]
        for number, (name, past) in enumerate(self.lodgements.items()):
            record.lodged[:, number], _ = past.before(hashes[name], days)
            record.last_lodged[:, number] = past.last_day_before(hashes[name], days)
        for number, (name, past) in enumerate(self.unit_values.items()):
            record.priced[:, number], sums = past.before(hashes[name], days)
            record.unit_values[:, number], record.squares[:, number] = sums[:, 0], sums[:, 1]
        return record

    def before_single(self, hashes: Mapping[str, int], day: int) -> PastRecord:
        """The record of one declaration: one row, found without arrays of one row."""
        base_inspected, [base_violated], _ = self.all_outcomes.before_single(0, day)
        outcomes = [past.before_single(hashes[name], day) for name, past in self.outcomes.items()]
        lodgements = [past.before_single(hashes[name], day) for name, past in self.lodgements.items()]
        prices = [past.before_single(hashes[name], day) for name, past in self.unit_values.items()]
        return PastRecord(
            day=np.array([float(day)]),
            base_inspected=np.array([base_inspected]),
            base_violated=np.array([base_violated]),
            inspected=_row([count for count, _, _ in outcomes]),
            violated=_row([violated for _, [violated], _ in outcomes]),
            lodged=_row([count for count, _, _ in lodgements]),
            last_lodged=_row([last_day for _, _, last_day in lodgements]),
            priced=_row([count for count, _, _ in prices]),
            unit_values=_row([total for _, [total, _], _ in prices]),
            squares=_row([squares for _, [_, squares], _ in prices]),
        )


def _row(values: list[float]) -> Numbers:
    return np.array([values], dtype=np.float64)
