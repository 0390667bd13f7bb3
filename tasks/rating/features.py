"""Features of declarations: what was known of their like before they were lodged, and what they say themselves."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd

from tasks.rating.keys import Key, complete, days_of, key_hashes, useful_keys
from tasks.rating.past_sums import Days, Numbers, PastSums

SMOOTHING = 3.0  # inspections that the base rate counts for beside those of a key
LODGED_KEYS = ("importer", "seller", "declarant", "hs_code", "importer+hs_code", "importer+seller")
PRICED_KEYS = ("hs_code", "hs_code+country_of_origin", "importer+hs_code", "seller+hs_code")
OWN_COLUMNS = ("duty_rate", "log_value", "log_mass", "unit_value", "quantity")
LIST_COLUMNS = ("licences_count", "containers_count", "route_count")


@dataclass(frozen=True)
class PastKnowledge:
    """Everything that features take from the past: outcomes, lodgements and unit values, per key.

    A row that is lodged on a day learns from it only what was known on the days before.
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

    def features(self, declarations: pd.DataFrame) -> "Features":
        """Features of declarations, each seeing only days before its own lodgement."""
        frame = complete(declarations)
        days: Days = frame["day"].to_numpy()
        hashes = key_hashes(frame, self.keys)
        columns: dict[str, Numbers] = {}
        base_rate = self.base_rate(days)
        inspected = np.zeros((len(frame), len(self.keys)))
        violated = np.zeros((len(frame), len(self.keys)))
        for number, key in enumerate(self.keys):
            count, sums = self.outcomes[key.name].before(hashes[key.name], days)
            inspected[:, number], violated[:, number] = count, sums[:, 0]
            columns[f"rate:{key.name}"] = (sums[:, 0] + SMOOTHING * base_rate) / (count + SMOOTHING)
            columns[f"inspected:{key.name}"] = np.log1p(count)
        for name, past in self.lodgements.items():
            columns[f"lodged:{name}"] = np.log1p(past.before(hashes[name], days)[0])
            columns[f"silence:{name}"] = days - past.last_day_before(hashes[name], days)
        own = frame["unit_value"].to_numpy()
        for name, past in self.unit_values.items():
            columns[f"unit value against {name}"] = _deviation(own, *past.before(hashes[name], days))
        columns |= {name: frame[name].to_numpy(dtype=np.float64) for name in (*OWN_COLUMNS, *LIST_COLUMNS)}
        columns["log_duty"] = np.log1p(np.nan_to_num(frame["item_value"] * frame["duty_rate"]).clip(min=0))
        columns["round_value"] = (np.mod(frame["item_value"].to_numpy(), 100) == 0).astype(np.float64)
        columns["departure_is_origin"] = _same(frame["country_of_departure"], frame["country_of_origin"])
        return Features(pd.DataFrame(columns), frame, self.keys, base_rate, inspected, violated)

    def base_rate(self, days: Days) -> Numbers:
        """Share of inspections with a violation before each day; one in five where none is known."""
        inspected, violated = self.all_outcomes.before(np.zeros(len(days), dtype=np.uint64), days)
        return (violated[:, 0] + 1.0) / (inspected + 5.0)


@dataclass(frozen=True)
class Features:
    """The features, and beside them the plain counts per key that reasons are told from."""

    columns: pd.DataFrame
    declarations: pd.DataFrame
    keys: tuple[Key, ...]
    base_rate: Numbers
    inspected: Numbers
    violated: Numbers


def _deviation(own: Numbers, count: Numbers, sums: Numbers) -> Numbers:
    """Standard deviations of `own` from the past mean, the deviation of few past values drawn towards one."""
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = sums[:, 0] / count
        variance = (np.maximum(sums[:, 1] - count * mean**2, 0.0) + 2.0) / (count + 1.0)
        return np.where(count > 0, (own - mean) / np.sqrt(variance), np.nan)


def _same(left: "pd.Series[str]", right: "pd.Series[str]") -> Numbers:
    return np.where(left.isna() | right.isna(), np.nan, (left == right).astype(np.float64))
