"""What one policy has revealed: outcomes of what it selected, and what they tell of items that are alike."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from tasks.feedback.backtest.past import Past
from tasks.rating.calibration import Truths
from tasks.rating.grouping import Places
from tasks.rating.knowledge import PastRecord
from tasks.rating.past_sums import Numbers


class Lessons(NamedTuple):
    """Items to learn from: their features when they were lodged, whether they violated, and their weights."""

    values: Numbers
    violated: Truths
    weights: Numbers


@dataclass
class _Counts:
    """Inspections and violations by the numbers of `Past.alike`, and of all declarations."""

    inspected: Numbers
    violated: Numbers
    all_inspected: int = 0
    all_violated: int = 0

    def copy(self) -> "_Counts":
        return _Counts(self.inspected.copy(), self.violated.copy(), self.all_inspected, self.all_violated)


class Revealed:
    """The knowledge of one policy; it begins with the outcomes of the month of history, which everybody knows."""

    def __init__(self, past: Past) -> None:
        """Know the month of history."""
        self._past = past
        count = int(past.alike.max()) + 1
        self._known = _Counts(np.zeros(count), np.zeros(count))
        self._lessons: list[Lessons] = []
        history = past.of_week(0)
        rows = past.items_of(history)
        self._learn(history, rows, past.features(rows, past.record_of(rows)), np.ones(len(history)))
        self._remembered = self._known.copy()

    def remember(self) -> None:
        """Let the rating know from now on what is known today."""
        self._remembered = self._known.copy()

    def remembered(self, rows: Places) -> PastRecord:
        """What the rating knows of some items."""
        return self._record(rows, self._remembered)

    def _record(self, rows: Places, known: _Counts) -> PastRecord:
        alike, base = self._past.alike[rows], self._past.record_of(rows)
        return replace(
            base,
            base_inspected=np.full(len(rows), known.all_inspected),
            base_violated=np.full(len(rows), known.all_violated),
            inspected=known.inspected[alike],
            violated=known.violated[alike],
        )

    def reveal(self, declarations: Places, weights: Numbers) -> None:
        """Learn the outcomes of declarations that were inspected. weights: how many others each stands for."""
        rows = self._past.items_of(declarations)
        self._learn(declarations, rows, self._past.features(rows, self._record(rows, self._known)), weights)

    def lessons(self) -> Lessons:
        """All that was revealed."""
        return Lessons(*(np.concatenate(parts) for parts in zip(*self._lessons, strict=True)))

    def _learn(self, declarations: Places, rows: Places, values: Numbers, weights: Numbers) -> None:
        """Take over outcomes, as `PastKnowledge` does: by declaration and value of a key; open items teach nothing."""
        groups, sealed = self._past.groups, self._past.sealed
        told = ~np.isnan(sealed.violating[rows]) | sealed.candidate[rows]
        rows, values = rows[told], values[told]
        owner = groups.declaration[rows]
        violated = (sealed.violating[rows] == 1.0) | sealed.candidate[rows]
        alike = self._past.alike[rows].astype(np.int64)
        count = np.int64(len(self._known.inspected))
        pairs, place = np.unique((owner[:, None] * count + alike).ravel(), return_inverse=True)
        found = np.zeros(len(pairs), dtype=bool)
        found[place[np.repeat(violated, alike.shape[1])]] = True
        np.add.at(self._known.inspected, pairs % count, 1.0)
        np.add.at(self._known.violated, pairs[found] % count, 1.0)
        self._known.all_inspected += len(declarations)
        self._known.all_violated += int(sealed.violated[declarations].sum())
        weight = np.zeros(len(groups.first))
        weight[declarations] = weights
        candidates = np.bincount(owner[sealed.candidate[rows]], minlength=len(groups.first))
        shared = weight[owner] / np.where(sealed.candidate[rows], np.maximum(candidates[owner], 1), 1)
        self._lessons.append(Lessons(values, violated, shared))
