"""Why a declaration is rated as it is, in short sentences."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tasks.analysis.rating.features import Features

FEWEST_INSPECTIONS = 2
DOUBT = 1.28  # standard deviations that the lower bound allows for: exceeded in nine of ten cases
NOTABLE = 0.02  # share by which the lower bound must exceed the base rate to be told
NOTABLE_PRICE = 3.0
REASONS_TOLD = 2
_COUNTED = "{label}: violation in {violated} of {inspected} inspections"


def reasons(features: Features) -> "pd.Series[str]":
    """For each declaration up to two sentences from the statistics that stand out most, one of each family."""
    strength = _strength(features)
    families = [key.family for key in features.keys]
    best: list[NDArray[np.int64]] = []
    strengths: list[NDArray[np.float64]] = []
    for family in dict.fromkeys(families):
        members = np.array([number for number, name in enumerate(families) if name == family])
        chosen = members[np.argmax(strength[:, members], axis=1)]
        best.append(chosen)
        strengths.append(np.take_along_axis(strength, chosen[:, None], axis=1)[:, 0])
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
    shares = pd.Series(100 * features.base_rate, index=told.index).map("{:.0f}".format).astype("str")
    nothing = "no party, goods or route stands out: " + shares + " % of all inspections find a violation"
    return told.where(told != "", nothing)


def _strength(features: Features) -> NDArray[np.float64]:
    """By how much the lower bound of the share found in violation (Wilson) exceeds the share of all inspections."""
    looked = np.maximum(features.inspected, 1.0)
    share = features.violated / looked
    bound = (
        share + DOUBT**2 / (2 * looked) - DOUBT * np.sqrt(share * (1 - share) / looked + DOUBT**2 / (4 * looked**2))
    ) / (1 + DOUBT**2 / looked)
    return np.asarray(np.where(features.inspected >= FEWEST_INSPECTIONS, bound - features.base_rate[:, None], -np.inf))


def _sentences(features: Features, chosen: NDArray[np.int64]) -> "pd.Series[str]":
    declared: dict[str, NDArray[np.object_]] = {}
    told = np.full(len(features.declarations), "", dtype=object)
    for number, key in enumerate(features.keys):
        rows = np.flatnonzero(chosen == number)
        if len(rows):
            declared |= {part: _declared(features, part) for part in key.parts if part not in declared}
        for row in rows:
            told[row] = _COUNTED.format(
                label=key.label.format(**{part: declared[part][row] for part in key.parts}),
                violated=int(features.violated[row, number]),
                inspected=int(features.inspected[row, number]),
            )
    return pd.Series(told, index=features.declarations.index, dtype="str")


def _declared(features: Features, part: str) -> NDArray[np.object_]:
    values = features.declarations[part].astype("object")
    return np.asarray(values.where(values.notna(), "not declared"), dtype=object)


def _price_sentence(features: Features) -> "pd.Series[str]":
    told = pd.Series("", index=features.declarations.index, dtype="str")
    name = "unit value against hs_code"
    if name not in features.columns:
        return told
    far = features.columns[name].to_numpy() <= -NOTABLE_PRICE
    codes = features.declarations["hs_code"].astype("str")
    return told.where(~far, "unit value far under earlier ones of HS " + codes)


def _joined(told: "pd.Series[str]", more: "pd.Series[str]") -> "pd.Series[str]":
    return (told + "; " + more).where((told != "") & (more != ""), told + more)
