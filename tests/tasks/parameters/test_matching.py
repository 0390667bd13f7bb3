"""The join, the lookup of one declaration and a slow obvious oracle agree on every hit."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from fractions import Fraction
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
from sql.lake import SCHEMAS, conformed
from sql.reference import organisation
from tasks.parameters.columns import COLUMNS
from tasks.parameters.conditions import Condition
from tasks.parameters.matching import in_jurisdiction, match_parameters
from tasks.parameters.prepared import prepared
from tasks.parameters.published_format import Parameter
from tests.borders import conforms
from tests.tasks.parameters.cases import DAY, declaration, items_of, parameter

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


def added_up(items: list[dict[str, Any]], amount: Callable[[dict[str, Any]], Any]) -> float | None:
    """The sum of what the items add, to four decimals; none where an item adds nothing."""
    amounts = [amount(item) for item in items]
    if any(each is None or isnan(each) for each in amounts):
        return None
    return float(sum(round(Fraction(each) * 10_000) for each in amounts)) / 10_000


def duty(item: dict[str, Any]) -> float | None:
    value, rate = item["value"], item["duty_rate"]
    return None if value is None or rate is None else float(value * rate / 100)


def seen(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The items of one declaration with everything that is computed of them."""
    header = {
        "total_value": added_up(items, lambda item: item["value"]),
        "total_net_mass": added_up(items, lambda item: item["net_mass"]),
        "total_duty": added_up(items, duty),
        "item_count": float(len(items)),
    }
    rows = []
    for item in items:
        value, mass = item["item_value"], item["net_mass"]
        rows.append(item | header | {"unit_value": value / mass if value is not None and mass else None})
    return rows


def fits(conditions: Mapping[str, Condition], item: dict[str, Any]) -> bool:
    return all(holds(condition, item.get(column)) for column, condition in conditions.items())


Hits = set[tuple[str, str, str]]


def expected(rows: list[dict[str, Any]], parameters: list[Parameter]) -> Hits:
    """Declarations, the codes that hit them and the items hit, each looked at by itself."""
    hits = set()
    for name in {row["declaration_id"] for row in rows}:
        items = seen([row for row in rows if row["declaration_id"] == name])
        office, day = items[0]["office"], items[0]["lodged_on"]
        for each in parameters:
            if (office in UNITS.lineages and not UNITS.holds(each.owner, office)) or day < each.valid_from:
                continue
            if each.valid_to is not None and day > each.valid_to:
                continue
            hit = sorted(item["item_number"] for item in items if fits(each.conditions, item))
            if hit and any(fits(each.any_item, item) for item in items):
                hits.add((name, each.code, ";".join(map(str, hit)) if len(items) > 1 else ""))
    return hits


def joined(rows: list[dict[str, Any]], parameters: list[Parameter]) -> Hits:
    """Declarations, the codes that hit them and the items hit, by the join; no hit is found twice."""
    arriving = conformed(pa.Table.from_pylist(rows), SCHEMAS["declarations"]) if rows else []
    hits = match_parameters(CONNECTION, arriving, in_jurisdiction([(each, 1) for each in parameters], UNITS))
    assert conforms(hits, HITS) == []
    found = set(zip(hits["declaration_id"], hits["parameter"], hits["items"], strict=True))
    assert len(found) == len(hits)
    return found


def looked_up(rows: list[dict[str, Any]], parameters: list[Parameter]) -> Hits:
    """Declarations, the codes that hit them and the items hit, one declaration at a time; no hit is found twice."""
    ready = prepared(in_jurisdiction([(each, 1) for each in parameters], UNITS))
    names = dict.fromkeys(row["declaration_id"] for row in rows)
    of_each = [(name, [row for row in rows if row["declaration_id"] == name]) for name in names]
    hits = [(name, hit.parameter.parameter.code, hit.items) for name, items in of_each for hit in ready.hits(items)]
    assert len(set(hits)) == len(hits)
    return set(hits)


def agree(seed: bytes, declarations: int, parameters: int, most_items: int) -> None:
    columns = Random(seed).sample(sorted(COLUMNS), 4)
    numbers = {declaration(seed.hex(), number, columns)["declaration_id"]: number for number in range(declarations)}
    rows = [item for number in numbers.values() for item in items_of(seed.hex(), number, columns, most_items)]
    made = [parameter(seed.hex(), number, columns) for number in range(parameters)]
    assert joined(rows, made) == looked_up(rows, made) == expected(rows, made)


CASES = {
    "seed": st.binary(min_size=8, max_size=8),
    "declarations": st.integers(1, 15),
    "parameters": st.integers(1, 10),
}


@pytest.mark.exhaustive
@settings(max_examples=2_000, deadline=None)
@given(**CASES, most_items=st.integers(1, 12))
def test_the_join_and_the_lookup_hit_what_the_oracle_hits(
    seed: bytes, declarations: int, parameters: int, most_items: int
) -> None:
    """What fails is shrunk to the fewest declarations, items and parameters, as each is made from its own number."""
    agree(seed, declarations, parameters, most_items)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(**CASES, most_items=st.integers(1, 12))
def test_in_a_few_cases_join_and_lookup_hit_what_the_oracle_hits(
    seed: bytes, declarations: int, parameters: int, most_items: int
) -> None:
    agree(seed, declarations, parameters, most_items)


def test_the_cases_hit_and_miss_in_every_column() -> None:
    """The property says something only where cases do both."""
    for column in sorted(COLUMNS):
        rows = [item for number in range(12) for item in items_of("1", number, [column], 4)]
        made = [parameter("1", number, [column]) for number in range(40)]
        hits = expected(rows, made)
        assert 20 < len(hits) < 300, column


def test_a_day_is_inside_validity_to_its_last_day() -> None:
    rows = [
        declaration("1", 1, []) | {"declaration_id": str(days), "lodged_on": DAY + timedelta(days), "item_number": 1}
        for days in (0, 1)
    ]
    rows = [row | {"office": "SHA1", "importer": "I1"} for row in rows]
    ends = Parameter(**(vars(parameter("1", 1, ["importer"])) | {"owner": "CN", "valid_from": DAY, "valid_to": DAY}))
    ends = Parameter(**(vars(ends) | {"conditions": {"importer": Condition(among=("I1",))}}))
    assert joined(rows, [ends]) == {("0", "P1", "")}


def test_without_parameters_nothing_is_hit() -> None:
    assert joined([declaration("1", 1, []) | {"item_number": 1}], []) == set()
