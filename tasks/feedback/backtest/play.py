"""One policy with one seed over the weeks of a past period."""

import numpy as np
import pandas as pd

from tasks.feedback.backtest.past import Past
from tasks.feedback.backtest.policy import Choice, Policy, Week
from tasks.feedback.backtest.revealed import Revealed
from tasks.rating.calibration import Truths
from tasks.rating.features import feature_names
from tasks.rating.grouping import ItemGroups, Places
from tasks.rating.past_sums import Numbers
from tasks.rating.rating import SAME_GOODS, selection_weights
from tasks.rating.trees import Trees


def play(past: Past, policy: Policy, share: float, seed: int) -> pd.DataFrame:
    """What a policy selects and finds, one row per inspected declaration: declaration (its place), week, ground, found.

    share: of the declarations of each week that is inspected. A week's outcomes are known after its end.
    """
    chance = np.random.default_rng([seed, 16])
    revealed = Revealed(past)
    goods = _Goods(past)
    trees = _trained(past, revealed, seed)
    chosen = []
    for number in range(1, len(past.first_days) + 1):
        if policy.training is not None and number > 1 and (number - 1) % policy.training == 0:
            trees = _trained(past, revealed, seed)
            revealed.remember()
        elif policy.remembers:
            revealed.remember()
        declarations = past.of_week(number)
        rows = past.items_of(declarations)
        goods.lodged(rows)
        record = revealed.remembered(rows)
        groups = _groups(past, declarations, rows)
        week = Week(
            number=number,
            room=round(share * len(declarations)),
            rating=groups.any_of(trees.scores(past.features(rows, record)) if len(rows) else np.zeros(0)),
            offices=past.declarations["office"].to_numpy(dtype=object)[declarations],
            unknown=_every(groups, goods.unknown(record.inspected)),
            coming=_most(groups, goods.coming(rows, number)),
            chance=chance,
        )
        picked = policy.choose(week)
        inspected = declarations[picked.places]
        revealed.reveal(inspected, _weights(picked))
        chosen.append(
            pd.DataFrame(
                {
                    "declaration": inspected,
                    "week": number,
                    "ground": picked.grounds.astype(object),
                    "found": past.sealed.violated[inspected],
                }
            )
        )
    return pd.concat(chosen, ignore_index=True)


class _Goods:
    """The same goods: what is known of them, and how often they come."""

    def __init__(self, past: Past) -> None:
        names = [key.name for key in past.knowledge.keys]
        self._key = names.index(SAME_GOODS) if SAME_GOODS in names else None
        self._alike = np.zeros(len(past.alike), dtype=np.int64) if self._key is None else past.alike[:, self._key]
        history = past.items_of(past.of_week(0))
        self._seen = np.bincount(self._alike[history], minlength=int(self._alike.max()) + 1).astype(np.float64)
        self._weeks_before = len(np.unique(past.declarations["lodged_on"].dt.normalize()[past.weeks == 0])) / 7

    def lodged(self, rows: Places) -> None:
        """Count the items of a week."""
        np.add.at(self._seen, self._alike[rows], 1.0)

    def coming(self, rows: Places, week: int) -> Numbers:
        return np.asarray(self._seen[self._alike[rows]] / (self._weeks_before + week))

    def unknown(self, inspected: Numbers) -> Numbers:
        if self._key is None:
            return np.zeros(len(inspected))
        return np.asarray((inspected[:, self._key] == 0).astype(np.float64))


def _trained(past: Past, revealed: Revealed, seed: int) -> Trees:
    lessons = revealed.lessons()
    return Trees.trained(feature_names(past.knowledge), lessons.values, lessons.violated, lessons.weights, seed)


def _weights(picked: Choice) -> Numbers:
    return selection_weights(
        pd.DataFrame({"selected_by": picked.grounds.astype(object), "selection_probability": picked.probability})
    )


def _groups(past: Past, declarations: Places, rows: Places) -> ItemGroups:
    owner = np.searchsorted(declarations, past.groups.declaration[rows])
    first = np.searchsorted(rows, past.groups.first[declarations])
    return ItemGroups(owner, first, past.groups.numbers[rows])


def _every(groups: ItemGroups, holds: Numbers) -> Truths:
    return np.asarray(np.bincount(groups.declaration, weights=1.0 - holds, minlength=len(groups.first)) == 0)


def _most(groups: ItemGroups, values: Numbers) -> Numbers:
    most = np.zeros(len(groups.first))
    np.maximum.at(most, groups.declaration, values)
    return most
