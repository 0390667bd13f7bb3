"""What the past holds: outcomes, lodgements and unit values of goods items that are alike, per key and day.

Outcomes and lodgements are counted by declaration, however many of its items share a key; unit values by item.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import pandas as pd

from tasks.rating.calibration import Truths
from tasks.rating.declared import complete
from tasks.rating.grouping import ItemGroups, Places
from tasks.rating.keys import Key, key_hashes, keys_named, useful_keys
from tasks.rating.labels import Labels, labels_of
from tasks.rating.past_sums import Days, Hashes, Numbers, PastSums

LODGED_KEYS = ("importer", "seller", "declarant", "hs_code", "importer+hs_code", "importer+seller")
PRICED_KEYS = ("hs_code", "hs_code+country_of_origin", "importer+hs_code", "seller+hs_code")


@dataclass(frozen=True)
class PastRecord:
    """What was known of goods items before their day of lodgement; one row per item, one column per key.

    base_inspected, base_violated: of all inspections, one number per item. last_lodged: day, NaN where none is known.
    priced, unit_values, squares: number, sum and sum of squares of logarithms of earlier unit values.
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


def joined(records: Sequence[PastRecord]) -> PastRecord:
    """The records of several items as one."""
    if len(records) == 1:
        return records[0]
    names = [each.name for each in fields(PastRecord)]
    return PastRecord(**{name: np.concatenate([getattr(each, name) for each in records]) for name in names})


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
        """From declarations, one row per goods item, and the outcomes of those inspected, as `labels_of` takes them."""
        groups = ItemGroups.of(history)
        return cls.learned(history, groups, labels_of(groups, history["declaration_id"], outcomes))

    @classmethod
    def learned(cls, history: pd.DataFrame, groups: ItemGroups, labels: Labels) -> Self:
        """From declarations, one row per goods item, and their labels.

        An item that may be the one that violated, because the outcome names none, counts as violating.
        """
        frame = complete(history, groups)
        keys = useful_keys(frame)
        hashes = key_hashes(frame, keys)
        days = frame["day"].to_numpy()
        values = frame["unit_value"].to_numpy()
        priced = np.isfinite(values)
        squares = np.column_stack([values, values**2])[priced]
        return cls(
            keys=keys,
            all_outcomes=_outcomes_of_all(labels),
            outcomes={key.name: _outcomes_of_key(key, hashes[key.name], groups, labels) for key in keys},
            lodgements={
                key.name: _lodgements_of_key(key, hashes[key.name], groups, days)
                for key in keys_named(LODGED_KEYS)
                if key.name in hashes
            },
            unit_values={
                name: PastSums.of(hashes[name][priced], days[priced], squares) for name in PRICED_KEYS if name in hashes
            },
        )

    def before(self, hashes: Mapping[str, Hashes], days: Days) -> PastRecord:
        """The record of many goods items. hashes: by name of the key, one number per item."""
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
        """The record of one goods item: one row, found without arrays of one row."""
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


def _outcomes_of_all(labels: Labels) -> PastSums:
    inspected = np.flatnonzero(labels.inspected)
    violated = labels.violated[inspected].astype(np.int32)
    return PastSums.of(np.zeros(len(inspected), dtype=np.uint64), labels.inspected_on[inspected], violated[:, None])


def _outcomes_of_key(key: Key, hashes: Hashes, groups: ItemGroups, labels: Labels) -> PastSums:
    """One event per inspected declaration and value of the key; it violated where one of the items of the value did."""
    if key.of_header:
        inspected = np.flatnonzero(labels.inspected)
        rows, violated = groups.first[inspected], labels.violated[inspected]
        days = labels.inspected_on[inspected]
    else:
        open_items = np.isnan(labels.violating) & ~labels.candidate
        rows = np.flatnonzero(labels.inspected[groups.declaration] & ~open_items)
        violated = (labels.violating[rows] == 1.0) | labels.candidate[rows]
        rows, violated = _once_per_declaration(hashes, groups, rows, violated)
        days = labels.inspected_on[groups.declaration[rows]]
    return PastSums.of(hashes[rows], days, violated.astype(np.int32)[:, None])


def _lodgements_of_key(key: Key, hashes: Hashes, groups: ItemGroups, days: Days) -> PastSums:
    rows = groups.first
    if not key.of_header and not groups.one_item_each:
        every = np.arange(len(hashes))
        rows, _ = _once_per_declaration(hashes, groups, every, np.zeros(len(every), dtype=bool))
    return PastSums.of(hashes[rows], days[rows], np.zeros((len(rows), 0)))


def _once_per_declaration(hashes: Hashes, groups: ItemGroups, rows: Places, violated: Truths) -> tuple[Places, Truths]:
    """Of the rows of a declaration with the same number the first that violated, else the first."""
    if groups.one_item_each:
        return rows, violated
    order = np.lexsort((rows, ~violated, hashes[rows], groups.declaration[rows]))
    ordered = rows[order]
    owner, number = groups.declaration[ordered], hashes[ordered]
    first = np.r_[True, (owner[1:] != owner[:-1]) | (number[1:] != number[:-1])] if len(ordered) else owner == owner
    return ordered[first], violated[order][first]


def _row(values: list[float]) -> Numbers:
    return np.array([values], dtype=np.float64)
