"""Features of goods items: the past of similar items and parties, the declared values, and the rest of the declaration.

One description serves many items in a frame and those of a single declaration without a frame.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Self

import numpy as np
import pandas as pd

from tasks.rating.declared import Texts, complete
from tasks.rating.grouping import ItemGroups, Places
from tasks.rating.keys import KEYS, Key, key_hashes
from tasks.rating.knowledge import PastKnowledge, PastRecord
from tasks.rating.past_sums import Numbers

SMOOTHING = 3.0  # inspections that the hit rate of all counts for beside those of a key


@dataclass(frozen=True)
class PastFeature:
    """A feature that each of some keys gives: from the past of declarations that are alike.

    wording: its name, with the title of the key. keys: names of the keys that it is taken for. values: from the record
    and the declared unit values (logarithms), one column per key. Where the past holds nothing, the hit rate is that of
    all inspections, a count is none, and silence and deviation are missing.
    """

    wording: str
    keys: Callable[[PastKnowledge], Sequence[str]]
    values: Callable[[PastRecord, Numbers], Numbers]


def base_rate(record: PastRecord) -> Numbers:
    """Share of all earlier inspections that found a violation; one in five where there was none."""
    return (record.base_violated + 1.0) / (record.base_inspected + 5.0)


def _hit_rate(record: PastRecord, unit_value: Numbers) -> Numbers:
    return (record.violated + SMOOTHING * base_rate(record)[:, None]) / (record.inspected + SMOOTHING)


def _deviation(record: PastRecord, unit_value: Numbers) -> Numbers:
    """Standard deviations from the past mean; the deviation of few past values is drawn towards one."""
    count = record.priced
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = record.unit_values / count
        variance = (np.maximum(record.squares - count * mean**2, 0.0) + 2.0) / (count + 1.0)
        return np.where(count > 0, (unit_value[:, None] - mean) / np.sqrt(variance), np.nan)


def _inspections(record: PastRecord, unit_value: Numbers) -> Numbers:
    return np.log1p(record.inspected)


def _declarations(record: PastRecord, unit_value: Numbers) -> Numbers:
    return np.log1p(record.lodged)


def _silence(record: PastRecord, unit_value: Numbers) -> Numbers:
    return record.day[:, None] - record.last_lodged


PAST_FEATURES = (
    PastFeature("hit rate of the same {}", attrgetter("outcomes"), _hit_rate),
    PastFeature("inspections of the same {}", attrgetter("outcomes"), _inspections),
    PastFeature("declarations of the same {}", attrgetter("lodgements"), _declarations),
    PastFeature("days since the last declaration of the same {}", attrgetter("lodgements"), _silence),
    PastFeature("unit value against the same {}", attrgetter("unit_values"), _deviation),
)
# Name of the feature: the completed column. Amounts and masses are logarithms; what is not declared is missing.
DECLARED_FEATURES = {
    "duty rate": "duty_rate",
    "value": "log_value",
    "net mass": "log_mass",
    "unit value": "unit_value",
    "quantity": "quantity",
    "licences": "licences_count",
    "containers": "containers_count",
    "ports on the route": "route_count",
    "duty": "log_duty",
    "value in full hundreds": "round_value",
    "departure is the origin": "departure_is_origin",
    "items of the declaration": "item_count",
    "share of the value of the declaration": "value_share",
}


@dataclass(frozen=True)
class Features:
    """Features of goods items, and beside them the plain counts per key that reasons quote.

    values: one row per item, one column per name. declared: the declared values of a column, for reasons.
    """

    names: tuple[str, ...]
    values: Numbers
    keys: tuple[Key, ...]
    record: PastRecord
    declared: Callable[[str], Texts]

    @classmethod
    def of(cls, knowledge: PastKnowledge, items: pd.DataFrame, groups: ItemGroups) -> Self:
        """Features of the items of many declarations, canonical columns."""
        frame = complete(items, groups)
        record = knowledge.before(key_hashes(frame, knowledge.keys), frame["day"].to_numpy())
        numbers = {name: frame[name].to_numpy(dtype=np.float64) for name in DECLARED_FEATURES.values()}
        return cls.computed(knowledge, record, numbers, lambda name: frame[name].to_numpy(dtype=object))

    @classmethod
    def computed(
        cls,
        knowledge: PastKnowledge,
        record: PastRecord,
        numbers: Mapping[str, Numbers],
        declared: Callable[[str], Texts],
    ) -> Self:
        """From the record of items and their completed columns of numbers, of one as of many."""
        past = [each.values(record, numbers["unit_value"]) for each in PAST_FEATURES]
        own = np.column_stack([numbers[name] for name in DECLARED_FEATURES.values()])
        return cls(feature_names(knowledge), np.hstack([*past, own]), knowledge.keys, record, declared)

    def take(self, rows: Places) -> Self:
        """The features of some rows."""
        record = {field.name: getattr(self.record, field.name)[rows] for field in fields(self.record)}
        declared = self.declared
        return replace(
            self,
            values=self.values[rows],
            record=PastRecord(**record),
            declared=lambda name: declared(name)[rows],
        )

    def column(self, name: str) -> Numbers | None:
        """One feature; None where the history gave no such feature."""
        return self.values[:, self.names.index(name)] if name in self.names else None


def feature_names(knowledge: PastKnowledge) -> tuple[str, ...]:
    """The features that knowledge of the past gives, in order."""
    past = [each.wording.format(_TITLES[name]) for each in PAST_FEATURES for name in each.keys(knowledge)]
    return (*past, *DECLARED_FEATURES)


_TITLES = {key.name: key.title for key in KEYS}
