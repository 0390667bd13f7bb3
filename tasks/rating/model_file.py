"""The file of a rating: numbers, text and JSON in an archive of NumPy; reading it runs no code of the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import numpy as np
from numpy.lib.format import write_array
from numpy.typing import NDArray
from pydantic import TypeAdapter

from tasks.rating.calibration import Calibration
from tasks.rating.features import feature_names
from tasks.rating.keys import keys_named
from tasks.rating.knowledge import PastKnowledge
from tasks.rating.past_sums import PastSums
from tasks.rating.rating import Rating, RatingCard
from tasks.rating.trees import Trees

_GROUPS = ("outcomes", "lodgements", "unit_values")  # of sums per key in the knowledge of the past
_PARTS = ("keys", "starts", "days", "totals")
_ALL_OUTCOMES = "all_outcomes"


class ModelFileError(RuntimeError):
    """A model file that is not one of this version, or not the one that was trained."""


@dataclass(frozen=True)
class _Description:
    """What a model file says of the rating beside its numbers; groups: names of keys by group of sums."""

    card: RatingCard
    calibration: Calibration
    keys: tuple[str, ...]
    groups: dict[str, tuple[str, ...]]


_JSON = TypeAdapter(_Description)


def written(rating: Rating) -> bytes:
    """The content of the file of a rating: the same bytes for the same rating."""
    knowledge = rating.knowledge
    groups = {name: getattr(knowledge, name) for name in _GROUPS}
    description = _Description(
        rating.card,
        rating.calibration,
        tuple(key.name for key in knowledge.keys),
        {name: tuple(group) for name, group in groups.items()},
    )
    arrays = {
        "description": np.frombuffer(_JSON.dump_json(description), dtype=np.uint8),
        "trees": np.frombuffer(rating.trees.text.encode(), dtype=np.uint8),
        **_arrays(_ALL_OUTCOMES, knowledge.all_outcomes),
    }
    for name, group in groups.items():
        for key, sums in group.items():
            arrays |= _arrays(f"{name}/{key}", sums)
    return _archive(arrays)


def read(content: bytes) -> Rating:
    """The rating of a file. Raises ModelFileError where the content is no rating that this version can use."""
    try:
        with np.load(BytesIO(content), allow_pickle=False) as arrays:
            description = _JSON.validate_json(arrays["description"].tobytes())
            groups = {
                name: {key: _sums(arrays, f"{name}/{key}") for key in description.groups[name]} for name in _GROUPS
            }
            knowledge = PastKnowledge(keys_named(description.keys), all_outcomes=_sums(arrays, _ALL_OUTCOMES), **groups)
            trees = Trees(arrays["trees"].tobytes().decode())
        usable = trees.take(feature_names(knowledge))
    except (ValueError, KeyError, EOFError, BadZipFile) as problem:
        raise ModelFileError("the model file is damaged or of another version: restore it or retrain") from problem
    if not usable:
        raise ModelFileError("the model was trained on features of another version: retrain")
    return Rating(description.card, knowledge, trees, description.calibration)


def _archive(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """The arrays as an archive of NumPy, lightly compressed: four times as fast as NumPy does it, and hardly larger."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as part:
                write_array(part, np.asanyarray(array), allow_pickle=False)
    return content.getvalue()


def _arrays(name: str, sums: PastSums) -> dict[str, NDArray[Any]]:
    return {f"{name}/{part}": getattr(sums, part) for part in _PARTS}


def _sums(arrays: Mapping[str, NDArray[Any]], name: str) -> PastSums:
    return PastSums(**{part: arrays[f"{name}/{part}"] for part in _PARTS})
