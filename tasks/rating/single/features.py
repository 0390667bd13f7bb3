"""The features of one declaration, as `PastKnowledge.features` gives them for a frame."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan, nan, sqrt
from typing import Any

import numpy as np

from tasks.rating.features import LIST_COLUMNS, OWN_COLUMNS, SMOOTHING, PastKnowledge
from tasks.rating.past_sums import BeforeOne, Numbers
from tasks.rating.single.columns import Value, completed, day_of, hashes_of


@dataclass(frozen=True)
class OneFeatures:
    """The features by name, and beside them what reasons are told from; as `Features`, of one row.

    inspected, violated: per key, one row.
    """

    values: dict[str, float]
    columns: Mapping[str, Value]
    base_rate: float
    inspected: Numbers
    violated: Numbers


def features_of(knowledge: PastKnowledge, declaration: Mapping[str, Any]) -> OneFeatures:
    """The features of a declaration, canonical columns, `lodged_on` a date; only earlier days are looked at."""
    columns, day = completed(declaration), day_of(declaration["lodged_on"])
    hashes = dict(zip((key.name for key in knowledge.keys), hashes_of(columns, knowledge.keys), strict=True))
    known = knowledge.all_outcomes.before_one(np.uint64(0), day)
    base_rate = (_only(known) + 1.0) / (known.count + 5.0)
    values: dict[str, float] = {}
    to_log: dict[str, float] = {}
    outcomes = [knowledge.outcomes[key.name].before_one(hashes[key.name], day) for key in knowledge.keys]
    for key, past in zip(knowledge.keys, outcomes, strict=True):
        values[f"rate:{key.name}"] = (_only(past) + SMOOTHING * base_rate) / (past.count + SMOOTHING)
        to_log[f"inspected:{key.name}"] = past.count
    for name, lodged in knowledge.lodgements.items():
        past = lodged.before_one(hashes[name], day)
        to_log[f"lodged:{name}"] = past.count
        values[f"silence:{name}"] = day - past.last_day
    own = _number(columns, "unit_value")
    for name, priced in knowledge.unit_values.items():
        values[f"unit value against {name}"] = _deviation(own, priced.before_one(hashes[name], day))
    values |= {name: _number(columns, name) for name in (*OWN_COLUMNS, *LIST_COLUMNS)}
    value = _number(columns, "item_value")
    duty = float(np.nan_to_num(value * _number(columns, "duty_rate")))
    to_log["log_duty"] = max(duty, 0.0)
    values["round_value"] = float(value % 100 == 0)
    departure, origin = columns["country_of_departure"], columns["country_of_origin"]
    values["departure_is_origin"] = nan if departure is None or origin is None else float(departure == origin)
    logs = np.log1p(np.array(list(to_log.values()), dtype=np.float64))
    return OneFeatures(
        values | dict(zip(to_log, logs.tolist(), strict=True)),
        columns,
        base_rate,
        np.array([[past.count for past in outcomes]], dtype=np.float64),
        np.array([[_only(past) for past in outcomes]], dtype=np.float64),
    )


def _deviation(own: float, past: BeforeOne) -> float:
    """As `features._deviation`, step by step in the same order so that no digit differs."""
    if past.count == 0 or isnan(own):
        return nan
    total, squares = past.sums
    mean = total / past.count
    variance = (max(squares - past.count * (mean * mean), 0.0) + 2.0) / (past.count + 1.0)
    return (own - mean) / sqrt(variance)


def _only(past: BeforeOne) -> float:
    return past.sums[0]


def _number(columns: Mapping[str, Value], name: str) -> float:
    value = columns[name]
    assert isinstance(value, float)
    return value
