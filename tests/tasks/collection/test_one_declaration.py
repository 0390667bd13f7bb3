"""One declaration is judged as a file of it is, and quickly where nothing is wrong with it."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sql.reference import organisation
from tasks.collection.one_declaration import DeclarationRefusedError, _plainly_right, _validated, checked_declaration
from tasks.collection.validation import validate
from tests.tasks.collection.declared import row

UNITS = frozenset(organisation()["code"])
TODAY = date(2020, 5, 4)
VALUES: dict[str, list[Any]] = {
    "declaration_id": ["D1", " D1 ", 17, None],
    "lodged_on": ["2020-05-04", "20200504", "2020-05-05", "2020-02-30", "1999-12-31", "2020-05-04T10:00:00Z", ""],
    "office": ["SHA1", "NOWHERE", None],
    "importer": ["I1", "I" * 4_001, "I\x001", "中国石油"],
    "hs_code": ["870310", "8703", "87031O", 870310, "8703101234", "870310\n"],
    "country_of_origin": ["DE", "XX", "", None],
    "net_mass": [1200, "1200", -1, "many", float("nan"), float("inf"), 0, True, 0.1],
    "licences": [["L1", "L2"], "L1;L2", [], None],
}


@settings(max_examples=150, deadline=None)
@given(st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()}))
@example({name: values[0] for name, values in VALUES.items()})
def test_what_is_plainly_right_is_what_validation_lets_through(values: dict[str, Any]) -> None:
    said = {name: value for name, value in (row() | values).items() if value not in (None, "")}
    said["duty_rate"], said["item_value"] = 15.0, 45_000.0
    days = _plainly_right(said, UNITS, TODAY)
    if days is not None:
        assert _validated(said, UNITS, TODAY) == said | days


def test_nothing_that_is_right_takes_the_long_way() -> None:
    right = row(duty_rate=15, net_mass=1200.5, item_value=45_000, licences=["L1"])  # type: ignore[arg-type]
    assert _plainly_right(right, UNITS, TODAY) == {"lodged_on": TODAY}


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("hs_code", "8703", "is no HS code of 6, 8 or 10 digits"),
        ("office", "NOWHERE", "is no known office"),
        ("net_mass", -1, "is negative"),
        ("net_mass", "many", "is no number"),
        ("item_value", 10**400, "is too large a number"),
        ("lodged_on", "2020-05-05", "lies in the future: after 2020-05-04"),
        ("importer", None, "is missing"),
        ("importer", "  ", "is missing"),
        ("weight", 3, "is no column of a declaration"),
        ("licences", [1], "must be a list of texts"),
        ("importer", {"name": "I1"}, "must be a single value"),
    ],
)
def test_a_refusal_says_column_value_and_reason(column: str, value: Any, reason: str) -> None:
    with pytest.raises(DeclarationRefusedError) as refused:
        checked_declaration(row() | {column: value}, UNITS, TODAY)
    assert (refused.value.column, refused.value.reason) == (column, reason)


def test_a_refusal_is_that_of_a_file() -> None:
    wrong = row(country_of_origin="XX")
    failure = validate("declarations", pd.DataFrame([wrong], index=[1], dtype="str"), UNITS).failures.iloc[0]
    with pytest.raises(DeclarationRefusedError) as refused:
        checked_declaration(wrong, UNITS, TODAY)
    told = (refused.value.column, refused.value.value, refused.value.reason)
    assert told == (failure["column_name"], failure["value"], failure["reason"])


def test_text_that_holds_numbers_is_taken_as_numbers() -> None:
    assert checked_declaration(row(net_mass="1200"), UNITS, TODAY)["net_mass"] == 1200.0
