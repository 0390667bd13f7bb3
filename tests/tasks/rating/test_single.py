"""One declaration is rated to the digit and to the word as a frame of it is, and far faster."""

from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sql.lake import SCHEMAS
from tasks.rating import Rating, train_rating
from tasks.rating.declared import TEXTS
from tasks.rating.single import rate_single
from tasks.simulation.world import SimulationPlan, simulate
from tests.examples import examples
from tests.tasks.rating.inspected import LAST_DAY, inspected_history

HISTORY, OUTCOMES = inspected_history(1_500)
CUT = date(2020, 10, 31)
NUMBERS = st.one_of(
    st.none(),
    st.sampled_from([0.0, -0.0, -3.0, 100.0, 1e-300, 1e300, *HISTORY["net_mass"][:20], *HISTORY["item_value"][:20]]),
    st.floats(min_value=0, max_value=1e9),
)
LISTS = st.none() | st.lists(st.sampled_from(["CN", "HK", "a>b"]), max_size=3)


def _texts(name: str) -> st.SearchStrategy[str | None]:
    seen = HISTORY[name].drop_duplicates()[:40].tolist() if name in HISTORY else ["A", "B"]
    return st.sampled_from([None, "", "never seen", "né \U0001f30d", *seen])


DECLARATIONS = st.fixed_dictionaries(
    {"lodged_on": st.dates(date(2019, 12, 31), date(2021, 3, 1))}
    | {name: _texts(name) for name in TEXTS}
    | dict.fromkeys(("duty_rate", "net_mass", "item_value", "value", "quantity"), NUMBERS)
    | {"currency": st.sampled_from([None, "CNY", "USD"])}
    | dict.fromkeys(("licences", "containers", "route"), LISTS)
)


@pytest.fixture(scope="module")
def rating() -> Rating:
    return train_rating(HISTORY, OUTCOMES, CUT, seed=1)


def as_frame(declarations: list[dict[str, Any]]) -> pd.DataFrame:
    rows = [each | {"declaration_id": str(number)} for number, each in enumerate(declarations)]
    frame: pd.DataFrame = pa.Table.from_pylist(rows, SCHEMAS["declarations"]).to_pandas()
    return frame


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as the endpoint sees declarations: what is missing is None, days are dates."""
    rows = pa.Table.from_pandas(frame, preserve_index=False).to_pylist()
    return [row | {"lodged_on": pd.Timestamp(row["lodged_on"]).date()} for row in rows]


def assert_rated_alike(rating: Rating, declarations: list[dict[str, Any]]) -> None:
    expected = rating.rate(as_frame(declarations))
    rated = [rate_single(rating, [each]) for each in declarations]
    assert rated == list(zip(expected["probability"], expected["reasons"], expected["items"], strict=True))


@settings(max_examples=examples(45), deadline=None)
@given(declarations=st.lists(DECLARATIONS, min_size=1, max_size=12))
def test_whatever_is_declared_is_rated_as_in_a_frame(rating: Rating, declarations: list[dict[str, Any]]) -> None:
    assert_rated_alike(rating, declarations)


def test_a_single_declaration_is_rated_as_in_a_frame_of_one_row(rating: Rating) -> None:
    for row in rows_of(HISTORY.tail(3)):
        assert_rated_alike(rating, [row])


def test_a_column_that_is_left_out_is_one_that_is_empty(rating: Rating) -> None:
    bare = {"lodged_on": LAST_DAY, "importer": "I2", "hs_code": "840310"}
    empty = dict.fromkeys((*TEXTS, "net_mass", "item_value", "route")) | bare
    assert rate_single(rating, [bare]) == rate_single(rating, [empty])
    assert_rated_alike(rating, [bare])


def test_a_simulated_world_is_rated_as_in_a_frame() -> None:
    world = simulate(SimulationPlan(5, 4_000, date(2020, 1, 1), date(2020, 12, 31), date(2020, 12, 1)))
    rating = train_rating(world.declarations, world.outcomes, date(2020, 11, 30), seed=1)
    columns = [name for name in SCHEMAS["declarations"].names if name in world.declarations]
    declarations = rows_of(world.declarations[columns].tail(400))
    assert len({rate_single(rating, [each]) for each in declarations[:50]}) > 10
    assert_rated_alike(rating, declarations)


def test_knowledge_of_nothing_is_rated_as_in_a_frame(rating: Rating) -> None:
    before_all = {"lodged_on": date(2019, 1, 1), "importer": "I2", "hs_code": "840310", "item_value": 5.0}
    assert_rated_alike(rating, [before_all])
