"""Why a declaration is rated as it is, in short sentences."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tasks.rating.features import Features
from tasks.rating.past_sums import Numbers

FEWEST_INSPECTIONS = 2
DOUBT = 1.28  # standard deviations that the lower bound allows for: exceeded in nine of ten cases
NOTABLE = 0.02  # share by which the lower bound must exceed the base rate to be told
NOTABLE_PRICE = 3.0
REASONS_TOLD = 2
COUNTED = "{label}: violation in {violated} of {inspected} inspections"
CHEAP = "unit value far under earlier ones of HS "
NOTHING = "no party, goods or route stands out: {:.0f} % of all inspections find a violation"
UNDECLARED = "not declared"
PRICE_FEATURE = "unit value against hs_code"


def reasons(features: Features) -> "pd.Series[str]":
    """For each declaration up to two sentences from the statistics that stand out most, one of each family."""
    strengths_of_keys = strength(features.inspected, features.violated, features.base_rate)
    families = [key.family for key in features.keys]
    best: list[NDArray[np.int64]] = []
    strengths: list[NDArray[np.float64]] = []
    for family in dict.fromkeys(families):
        members = np.array([number for number, name in enumerate(families) if name == family])
        chosen = members[np.argmax(strengths_of_keys[:, members], axis=1)]
        best.append(chosen)
        strengths.append(np.take_along_axis(strengths_of_keys, chosen[:, None], axis=1)[:, 0])
    told = pd.Series("", index=features.declarations.index, dtype="str")
    if best:
        chosen_keys, chosen_strengths = np.column_stack(best), np.column_stack(strengths)
        order = np.argsort(-chosen_strengths, axis=1, kind="stable")[:, :REASONS_TOLD]
        for rank in range(order.shape[1]):
            column = order[:, rank]
            keys = np.take_along_axis(chosen_keys, column[:, None], axis=1)[:, 0]
            notable = np.take_along_axis(chosen_strengths, column[:, None], axis=1)[:, 0] >= NOTABLE
            told = _joined(told, _sentences(features, np.where(notable, keys, -1)))
    told = _joined(told, _price_sentence(features))
    nothing = pd.Series(100 * features.base_rate, index=told.index).map(NOTHING.format).astype("str")
    return told.where(told != "", nothing)


def strength(inspected: Numbers, violated: Numbers, base_rate: Numbers) -> Numbers:
    """By how much the lower bound of the share found in violation (Wilson) exceeds the share of all inspections.

    inspected, violated: one row per declaration, one column per key. base_rate: per declaration.
    """
    looked = np.maximum(inspected, 1.0)
    share = violated / looked
    bound = (
        share + DOUBT**2 / (2 * looked) - DOUBT * np.sqrt(share * (1 - share) / looked + DOUBT**2 / (4 * looked**2))
    ) / (1 + DOUBT**2 / looked)
    return np.asarray(np.where(inspected >= FEWEST_INSPECTIONS, bound - base_rate[:, None], -np.inf))


def _sentences(features: Features, chosen: NDArray[np.int64]) -> "pd.Series[str]":
    declared: dict[str, NDArray[np.object_]] = {}
    told = np.full(len(features.declarations), "", dtype=object)
    for number, key in enumerate(features.keys):
        rows = np.flatnonzero(chosen == number)
        if len(rows):
            declared |= {part: _declared(features, part) for part in key.parts if part not in declared}
        for row in rows:
            told[row] = COUNTED.format(
                label=key.label.format(**{part: declared[part][row] for part in key.parts}),
                violated=int(features.violated[row, number]),
                inspected=int(features.inspected[row, number]),
            )
    return pd.Series(told, index=features.declarations.index, dtype="str")


def _declared(features: Features, part: str) -> NDArray[np.object_]:
    values = features.declarations[part].astype("object")
    return np.asarray(values.where(values.notna(), UNDECLARED), dtype=object)


def _price_sentence(features: Features) -> "pd.Series[str]":
    told = pd.Series("", index=features.declarations.index, dtype="str")
    if PRICE_FEATURE not in features.columns:
        return told
    far = features.columns[PRICE_FEATURE].to_numpy() <= -NOTABLE_PRICE
    codes = features.declarations["hs_code"].astype("str").fillna(UNDECLARED)
    return told.where(~far, CHEAP + codes)


def _joined(told: "pd.Series[str]", more: "pd.Series[str]") -> "pd.Series[str]":
    return (told + "; " + more).where((told != "") & (more != ""), told + more)
