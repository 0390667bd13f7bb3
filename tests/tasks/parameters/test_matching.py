"""The join, the lookup of one declaration and a slow obvious oracle agree on every hit."""

from datetime import timedelta
from math import isnan
from random import Random
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sql.contents.borders import HITS
from sql.jurisdiction import Organisation
from sql.lake import SCHEMAS
from sql.reference import organisation
from tasks.parameters.columns import COLUMNS
from tasks.parameters.conditions import Condition
from tasks.parameters.matching import in_jurisdiction, match_parameters
from tasks.parameters.prepared import prepared
from tasks.parameters.published_format import Parameter
from tests.borders import conforms
from tests.tasks.parameters.cases import DAY, declaration, parameter

UNITS = Organisation(organisation())
CONNECTION = duckdb.connect(config={"threads": 1})


def holds(condition: Condition, value: Any) -> bool:
    """One condition on one value, said as plainly as can be."""
    values = [each for each in (value if isinstance(value, list) else [value]) if each is not None and each != ""]
    values = [each for each in values if not (isinstance(each, float) and isnan(each))]
    if condition.present is not None and condition.present == (not values):
        return False
    if condition.among is not None and not any(each in condition.among for each in values):
        return False
    if condition.prefixes is not None and not any(
        each.startswith(start) for each in values for start in condition.prefixes
    ):
        return False
    if condition.minimum is not None and not any(each >= condition.minimum for each in values):
        return False
    return condition.maximum is None or any(each < condition.maximum for each in values)


def expected(rows: list[dict[str, Any]], parameters: list[Parameter]) -> set[tuple[str, str]]:
    """Declarations and the codes that hit them, each looked at by itself."""
    hits = set()
    for row in rows:
        value, mass = row["item_value"], row["net_mass"]
        row = row | {"unit_value": value / mass if value is not None and mass else None}
        for each in parameters:
            if not UNITS.holds(each.owner, row["office"]) or row["lodged_on"] < each.valid_from:
                continue
            if each.valid_to is not None and row["lodged_on"] > each.valid_to:
                continue
            if all(holds(condition, row.get(column)) for column, condition in each.conditions.items()):
                hits.add((row["declaration_id"], each.code))
    return hits


def joined(rows: list[dict[str, Any]], parameters: list[Parameter]) -> set[tuple[str, str]]:
    """Declarations and the codes that hit them, by the join; no hit is told twice."""
    arriving = pa.Table.from_pylist(rows, SCHEMAS["declarations"])
    hits = match_parameters(CONNECTION, arriving, in_jurisdiction([(each, 1) for each in parameters], UNITS))
    assert conforms(hits, HITS) == []
    found = set(zip(hits["declaration_id"], hits["parameter"], strict=True))
    assert len(found) == len(hits)
    return found


def looked_up(rows: list[dict[str, Any]], parameters: list[Parameter]) -> set[tuple[str, str]]:
    """Declarations and the codes that hit them, one declaration at a time; no hit is told twice."""
    ready = prepared(in_jurisdiction([(each, 1) for each in parameters], UNITS))
    hits = [(row["declaration_id"], hit.parameter.code) for row in rows for hit in ready.hits(row)]
    assert len(set(hits)) == len(hits)
    return set(hits)


@pytest.mark.slow
@settings(max_examples=2_000, deadline=None)
@given(seed=st.binary(min_size=8, max_size=8), declarations=st.integers(1, 15), parameters=st.integers(1, 10))
def test_the_join_and_the_lookup_hit_what_the_oracle_hits(seed: bytes, declarations: int, parameters: int) -> None:
    """What fails is shrunk to the fewest declarations and parameters, as each is made from its own number."""
    columns = Random(seed).sample(sorted(COLUMNS), 4)
    rows = [declaration(seed.hex(), number, columns) for number in range(declarations)]
    made = [parameter(seed.hex(), number, columns) for number in range(parameters)]
    assert joined(rows, made) == looked_up(rows, made) == expected(rows, made)


def test_the_cases_hit_and_miss_in_every_column() -> None:
    """The property says something only where cases do both."""
    for column in sorted(COLUMNS):
        rows = [declaration("1", number, [column]) for number in range(12)]
        made = [parameter("1", number, [column]) for number in range(40)]
        hits = expected(rows, made)
        assert 20 < len(hits) < 300, column


def test_a_day_is_inside_validity_to_its_last_day() -> None:
    rows = [
        declaration("1", 1, []) | {"declaration_id": str(days), "lodged_on": DAY + timedelta(days)} for days in (0, 1)
    ]
    rows = [row | {"office": "SHA1", "importer": "I1"} for row in rows]
    ends = Parameter(**(vars(parameter("1", 1, ["importer"])) | {"owner": "CN", "valid_from": DAY, "valid_to": DAY}))
    ends = Parameter(**(vars(ends) | {"conditions": {"importer": Condition(among=("I1",))}}))
    assert joined(rows, [ends]) == {("0", "P1")}


def test_without_parameters_nothing_is_hit() -> None:
    assert joined([declaration("1", 1, [])], []) == set()
