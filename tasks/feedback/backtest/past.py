"""The past period of a backtest, prepared once for all policies and seeds.

What is declared is known to everybody, and with it lodgements and unit values before each day. Outcomes are sealed: a
policy sees those of the first month, and then those of the declarations that it selects itself.
"""

from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tasks.rating.declared import Texts, complete, days_of
from tasks.rating.features import DECLARED_FEATURES, Features
from tasks.rating.grouping import ItemGroups, Places
from tasks.rating.keys import key_hashes
from tasks.rating.knowledge import PastKnowledge, PastRecord
from tasks.rating.labels import Labels, labels_of
from tasks.rating.past_sums import Numbers
from tasks.records.membership import is_among

WEEK = 7
_NEVER = np.iinfo(np.int64).max


class NoPeriodError(ValueError):
    """A period that is too short, or too little inspected, to backtest."""


@dataclass(frozen=True)
class Past:
    """A past period whose declarations were inspected.

    declarations: one row each, in the order of lodgement: declaration_id, lodged_on, office, week (0 in the month of
    history, then 1, 2, …), recovered_duty and officer_hours (missing where the outcome tells none). first_days: of each
    week, by its number less one. groups: rows, one per goods item, by declaration. sealed: the outcomes of all.
    knowledge: of the month of history, with every lodgement and unit value. record: of each item on its day, by the
    outcomes of that month alone. alike: for each item and key a number, equal where items are alike; keys share none.
    """

    declarations: pd.DataFrame
    first_days: tuple[date, ...]
    groups: ItemGroups
    sealed: Labels
    knowledge: PastKnowledge
    record: PastRecord
    numbers: dict[str, Numbers]
    alike: NDArray[np.int32]
    importer: NDArray[np.int64]
    uninspected: int

    @property
    def weeks(self) -> NDArray[np.int64]:
        """The week of each declaration."""
        return self.declarations["week"].to_numpy(dtype=np.int64)

    def of_week(self, number: int) -> Places:
        """The declarations of a week."""
        return np.flatnonzero(self.weeks == number)

    def items_of(self, declarations: Places) -> Places:
        """The rows of some declarations, in their order."""
        chosen = np.zeros(len(self.groups.first), dtype=bool)
        chosen[declarations] = True
        return np.flatnonzero(chosen[self.groups.declaration])

    def features(self, rows: Places, record: PastRecord) -> Numbers:
        """The features of the rating for some items. record: what was known of these items."""
        numbers = {name: values[rows] for name, values in self.numbers.items()}
        return Features.computed(self.knowledge, record, numbers, _undeclared).values

    def record_of(self, rows: Places) -> PastRecord:
        """What the month of history tells of some items."""
        taken = {each.name: getattr(self.record, each.name)[rows] for each in fields(PastRecord)}
        return replace(self.record, **taken)


def past_of(items: pd.DataFrame, outcomes: pd.DataFrame) -> Past:
    """Prepare the declarations of a period that have an outcome.

    items: canonical columns, one row per goods item. outcomes: as the content `outcomes`; of other declarations they
    are passed over. A month of history goes before the first week; days that make no whole week at the end are left
    out. Raises NoPeriodError.
    """
    lodged = items["declaration_id"].nunique()
    items = items[is_among(items["declaration_id"], outcomes["declaration_id"])]
    if items.empty:
        raise NoPeriodError("no declaration has an outcome: a backtest needs a past whose inspections are known")
    order = [name for name in ("lodged_on", "declaration_id", "item_number") if name in items]
    items = items.sort_values(order, ignore_index=True)
    days = pd.to_datetime(items["lodged_on"])
    begin = (days.iloc[0] + pd.DateOffset(months=1)).normalize()
    count = int((days.iloc[-1].normalize() - begin).days + 1) // WEEK
    if count < 2:
        raise NoPeriodError(
            f"the period from {days.iloc[0]:%Y-%m-%d} to {days.iloc[-1]:%Y-%m-%d} is too short: "
            "a backtest needs a month of history and two weeks after it"
        )
    items = items[days < begin + pd.Timedelta(days=WEEK * count)].reset_index(drop=True)
    groups = ItemGroups.of(items)
    sealed = labels_of(groups, items["declaration_id"], outcomes)
    first = items.iloc[groups.first].reset_index(drop=True)
    since = (pd.to_datetime(first["lodged_on"]).dt.normalize() - begin).dt.days.to_numpy()
    weeks = np.maximum(since // WEEK + 1, 0)
    if not 0 < sealed.violated[weeks == 0].sum() < (weeks == 0).sum():
        raise NoPeriodError("the first month has outcomes of one kind only: a backtest begins by learning from it")
    frame = complete(items, groups)
    known = replace(sealed, inspected=sealed.inspected & (weeks == 0))
    knowledge = PastKnowledge.learned(items, groups, known)
    hashes = key_hashes(frame, knowledge.keys)
    amounts = outcomes.groupby("declaration_id")[["recovered_duty", "officer_hours"]].sum(min_count=1)
    return Past(
        declarations=pd.DataFrame(
            {
                "declaration_id": first["declaration_id"],
                "lodged_on": first["lodged_on"],
                "office": first["office"],
                "week": weeks,
                **{name: amounts[name].reindex(first["declaration_id"]).to_numpy() for name in amounts},
            }
        ),
        first_days=tuple((begin + pd.Timedelta(days=WEEK * number)).date() for number in range(count)),
        groups=groups,
        sealed=sealed,
        knowledge=knowledge,
        record=knowledge.before(hashes, days_of(items["lodged_on"])),
        numbers={name: frame[name].to_numpy(dtype=np.float64) for name in DECLARED_FEATURES.values()},
        alike=_numbered([hashes[key.name] for key in knowledge.keys]),
        importer=pd.factorize(first["importer"])[0].astype(np.int64),
        uninspected=lodged - len(first),
    )


def _numbered(hashes: list[NDArray[np.uint64]]) -> NDArray[np.int32]:
    """A column per key: its values as numbers, each key beginning where the one before ends."""
    table = np.empty((len(hashes[0]), len(hashes)), dtype=np.int32)
    begin = 0
    for place, values in enumerate(hashes):
        numbers, distinct = pd.factorize(values)
        table[:, place] = numbers + begin
        begin += len(distinct)
    return table


def _undeclared(name: str) -> Texts:
    raise KeyError(name)  # the texts behind reasons, which a backtest gives none of
