"""A model file gives back the rating that was written, and anything else is refused with advice."""

import ast
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from tasks.rating import Rating, model_file, train_rating
from tasks.rating.model_file import ModelFileError
from tests.tasks.rating.inspected import inspected_history

HISTORY, OUTCOMES = inspected_history(800)


@pytest.fixture(scope="module")
def rating() -> Rating:
    return train_rating(HISTORY, OUTCOMES, date(2020, 10, 31), seed=1)


def arrays_of(content: bytes) -> dict[str, NDArray[Any]]:
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)


def archive(arrays: dict[str, NDArray[Any]]) -> bytes:
    content = BytesIO()
    np.savez(content, allow_pickle=True, **arrays)
    return content.getvalue()


def test_a_rating_that_was_read_rates_as_the_one_that_was_written(rating: Rating) -> None:
    content = model_file.written(rating)
    loaded = model_file.read(content)
    assert (loaded.card, loaded.calibration) == (rating.card, rating.calibration)
    pd.testing.assert_frame_equal(loaded.rate(HISTORY.tail(60)), rating.rate(HISTORY.tail(60)))
    assert model_file.written(loaded) == content


def test_contents_that_are_no_rating_are_refused(rating: Rating) -> None:
    content = model_file.written(rating)
    incomplete = arrays_of(content)
    del incomplete["outcomes/importer/days"]
    for damaged in (b"", b"x", content[:-100], archive(incomplete), archive({})):
        with pytest.raises(ModelFileError, match="restore it or retrain"):
            model_file.read(damaged)


def test_an_archive_that_would_run_code_is_refused() -> None:
    with pytest.raises(ModelFileError, match="restore it or retrain"):
        model_file.read(archive({"description": np.array([date(2020, 1, 1)], dtype=object)}))


def test_a_model_of_other_features_asks_for_a_new_training(rating: Rating) -> None:
    arrays = arrays_of(model_file.written(rating))
    text = arrays["trees"].tobytes().replace(b"duty_rate", b"levy_rate")
    with pytest.raises(ModelFileError, match="features of another version: retrain"):
        model_file.read(archive(arrays | {"trees": np.frombuffer(text, dtype=np.uint8)}))


def test_no_module_of_the_package_reads_objects_that_could_run_code() -> None:
    root = Path(__file__).parents[3]
    loaders = {"pickle", "cPickle", "cloudpickle", "dill", "joblib", "shelve", "marshal", "skops"}
    for room in ("blocks", "deployments", "flows", "sql", "tasks"):
        for path in (root / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                assert not loaders & {name.split(".")[0] for name in names}, path
