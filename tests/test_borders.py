"""A frame that does not belong at a border is noticed."""

import pandas as pd
import pytest

from sql.contents.borders import BORDERS, HITS, Border
from sql.register.tables import Inspection
from tests.borders import conforms


def hits(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({"declaration_id": ["D1"], "parameter": ["CN-1"], "version": [1], "items": [""]} | columns)


def test_the_right_frame_has_no_fault() -> None:
    assert conforms(hits(), HITS) == []


@pytest.mark.parametrize(
    ("frame", "fault"),
    [
        (hits().drop(columns="version"), "version is missing"),
        (hits(lane=["high"]), "lane is unknown"),
        (hits(version=["1"]), "version holds str, not whole number"),
        (hits(declaration_id=[17]), "declaration_id holds int64, not text"),
    ],
)
def test_a_wrong_frame_is_described(frame: pd.DataFrame, fault: str) -> None:
    assert conforms(frame, HITS) == [fault]


@pytest.mark.parametrize("border", BORDERS, ids=lambda border: border.name)
def test_a_border_names_each_column_once(border: Border) -> None:
    assert len(set(border.names)) == len(border.names)


def test_the_register_keeps_what_an_inspection_is_requested_with() -> None:
    (border,) = (each for each in BORDERS if each.name == "inspections")
    assert set(border.names) <= set(Inspection.model_fields)
