"""Why one declaration is rated as it is, in the words that `rating.reasons` finds for a frame."""

from collections.abc import Sequence

import numpy as np

from tasks.rating.keys import Key
from tasks.rating.reasons import (
    CHEAP,
    COUNTED,
    NOTABLE,
    NOTABLE_PRICE,
    NOTHING,
    PRICE_FEATURE,
    REASONS_TOLD,
    UNDECLARED,
    strength,
)
from tasks.rating.single.features import OneFeatures


def reasons_of(features: OneFeatures, keys: Sequence[Key]) -> str:
    """Up to two sentences on its keys, one of each family, and one on its unit value."""
    [strengths] = strength(features.inspected, features.violated, np.array([features.base_rate])).tolist()
    best: dict[str, int] = {}
    for number, key in enumerate(keys):
        if key.family not in best or strengths[number] > strengths[best[key.family]]:
            best[key.family] = number
    strongest = sorted(best.values(), key=lambda number: -strengths[number])[:REASONS_TOLD]
    told = [_sentence(features, keys[number], number) for number in strongest if strengths[number] >= NOTABLE]
    if features.values.get(PRICE_FEATURE, 0.0) <= -NOTABLE_PRICE:
        told.append(CHEAP + _declared(features, "hs_code"))
    return "; ".join(told) or NOTHING.format(100 * features.base_rate)


def _sentence(features: OneFeatures, key: Key, number: int) -> str:
    return COUNTED.format(
        label=key.label.format(**{part: _declared(features, part) for part in key.parts}),
        violated=int(features.violated[0, number]),
        inspected=int(features.inspected[0, number]),
    )


def _declared(features: OneFeatures, part: str) -> str:
    value = features.columns[part]
    return UNDECLARED if value is None else str(value)
