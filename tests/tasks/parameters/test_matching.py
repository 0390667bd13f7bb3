"""The join and a slow obvious oracle agree on every hit."""

from datetime import date
from typing import Any

import duckdb
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sql.jurisdiction import Organisation
from sql.lake import SCHEMAS, conformed
from sql.reference import organisation
from sql.terms import Lane, Priority
from tasks.parameters.columns import COLUMNS, ColumnKind
from tasks.parameters.matching import in_jurisdiction, match_parameters
from tasks.parameters.published_format import Condition, Parameter

UNITS = Organisation(organisation())
TEXTS = ("hs_code", "importer", "country_of_origin")
WORDS = st.sampled_from(["8703", "870310", "87", "0901", "CN", "NA", "a"])
NUMBERS = st.sampled_from([0.0, 1.0, 2.5, 3.5, 10.0])


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Condition]:
    chosen = draw(st.lists(st.sampled_from([*TEXTS, "licences", "item_value", "unit_value"]), min_size=1, unique=True))
    made = {}
    for column in chosen:
        present = draw(st.none() | st.booleans())
        if COLUMNS[column] is ColumnKind.NUMBER:
            low, high = draw(st.none() | NUMBERS), draw(st.none() | NUMBERS)
            made[column] = Condition(minimum=low, maximum=high, present=present)
        else:
            words = st.none() | st.lists(WORDS, min_size=1, max_size=3).map(tuple)
            made[column] = Condition(among=draw(words), prefixes=draw(words), present=present)
    return made


@st.composite
def declarations(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    for number in range(draw(st.integers(1, 6))):
        row: dict[str, Any] = {column: draw(st.none() | WORDS) for column in TEXTS}
        row |= {"item_value": draw(st.none() | NUMBERS), "net_mass": draw(st.none() | NUMBERS)}
        row["licences"] = draw(st.none() | st.lists(WORDS, max_size=2))
        row["office"] = draw(st.sampled_from(["SHA1", "QDG1"]))
        rows.append(row | {"declaration_id": str(number), "lodged_on": pd.Timestamp("2021-01-15")})
    return rows


def holds(condition: Condition, value: Any) -> bool:
    """One condition on one value, said as plainly as can be."""
    if isinstance(value, list):
        missing, values = not value, value
    else:
        missing, values = value is None or value == "", [value]
    if condition.present is not None and condition.present == missing:
        return False
    asks = (condition.among, condition.prefixes, condition.minimum, condition.maximum)
    if missing:
        return all(ask is None for ask in asks)
    if condition.among is not None and not any(each in condition.among for each in values):
        return False
    prefixes = condition.prefixes
    if prefixes is not None and not any(each.startswith(start) for each in values for start in prefixes):
        return False
    if condition.minimum is not None and value < condition.minimum:
        return False
    return condition.maximum is None or value < condition.maximum


def expected(rows: list[dict[str, Any]], parameters: list[Parameter]) -> set[tuple[str, str]]:
    hits = set()
    for row in rows:
        value, mass = row["item_value"], row["net_mass"]
        row = row | {"unit_value": value / mass if value is not None and mass else None}
        for parameter in parameters:
            inside = UNITS.holds(parameter.owner, row["office"])
            if inside and all(holds(each, row[column]) for column, each in parameter.conditions.items()):
                hits.add((row["declaration_id"], parameter.code))
    return hits


@settings(max_examples=150, deadline=None)
@given(rows=declarations(), made=st.lists(conditions(), min_size=1, max_size=5), owner=st.sampled_from(["CN", "SH"]))
def test_join_hits_what_the_oracle_hits(
    rows: list[dict[str, Any]], made: list[dict[str, Condition]], owner: str
) -> None:
    parameters = [
        Parameter(f"P{n}", owner, Priority.REVENUE, Lane.HIGH, "r", "i", date(2021, 1, 1), None, each)
        for n, each in enumerate(made)
    ]
    frame = pd.DataFrame(rows, columns=pd.Index(SCHEMAS["declarations"].names))
    with duckdb.connect() as connection:
        arriving = conformed(frame, SCHEMAS["declarations"])
        hits = match_parameters(connection, arriving, in_jurisdiction([(each, 1) for each in parameters], UNITS))
    found = set(zip(hits["declaration_id"], hits["parameter"], strict=True))
    assert len(found) == len(hits)
    assert found == expected(rows, parameters)
