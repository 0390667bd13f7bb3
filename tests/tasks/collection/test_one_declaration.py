"""One declaration is read as a file of it is, item by item, and quickly where nothing in it is odd."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sql.reference import organisation
from tasks.collection.frames import checked_declarations
from tasks.collection.one_declaration import DeclarationRefusedError, checked_items
from tasks.collection.reading import FileSlice
from tasks.collection.sources.columns import Installation
from tests.examples import examples

TODAY = date(2020, 5, 4)
HERE = Installation("Asia/Shanghai", frozenset(organisation()["code"]), received_on=TODAY, latest=TODAY)
HEADER: dict[str, Any] = {"declaration_id": "D1", "lodged_on": "2020-05-04", "office": "SHA1", "importer": "I1"}
ITEM: dict[str, Any] = {
    **{"hs_code": "87031000", "country_of_origin": "DE", "duty_rate": 15, "net_mass": 1200.5},
    **{"item_value": 45_000, "licences": ["L1"], "goods_description": "passenger car"},
}
VALUES: dict[str, list[Any]] = {
    "office": ["SHA1", "2225", "NOWHERE", " sha1"],
    "importer": ["I1", "I1 ", "ＩＭＰ１", "IMP\u200b1", "中国石油", "'00123", "N/A", "3.10191E+09"],
    "hs_code": ["870310", "8703.10.00", "８７０３１０", "8703", "0901 21", "87031O"],
    "country_of_origin": ["DE", "USA", "usa", "XX", "NA", "Viet Nam"],
    "currency": ["USD", "usd", "US Dollar", "???"],
    "direction": ["import", "出口", "Export"],
    "net_mass": ["1200", "1200.5", "2 t", "-1", "many"],
    "goods_description": ["passenger car", " a  car ", "小汽车", "none", "null", '"car"'],
}


def refusal(declaration: dict[str, Any]) -> tuple[str, str]:
    with pytest.raises(DeclarationRefusedError) as refused:
        checked_items(declaration, HERE)
    return refused.value.column, refused.value.reason


def from_a_file(folder: Path, declaration: dict[str, Any]) -> dict[str, Any] | str:
    """The declaration as a JSON lines file of it is read; the column that is at fault where it is refused."""
    path = folder / "declarations.jsonl"
    path.write_text(json.dumps(declaration) + "\n", encoding="utf-8")
    checked = checked_declarations(FileSlice(path))
    if len(checked.failures):
        return str(checked.failures.iloc[0]["column_name"])
    (row,) = checked.table.to_pylist()
    return {name: value for name, value in row.items() if value is not None and name not in ("version", "function")}


@settings(max_examples=examples(80), deadline=None)
@given(st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()}))
@example({name: values[0] for name, values in VALUES.items()})
def test_endpoint_and_file_agree(tmp_path_factory: pytest.TempPathFactory, values: dict[str, str]) -> None:
    declaration = HEADER | {"hs_code": "870310"} | values
    expected = from_a_file(tmp_path_factory.mktemp("file"), declaration)
    if expected == "importer":
        return  # a flat file needs one
    if isinstance(expected, str):
        assert refusal(declaration)[0] in VALUES
    else:
        assert checked_items(declaration, HERE) == [expected]


def test_a_flat_declaration_is_one_item() -> None:
    (item,) = checked_items(HEADER | ITEM, HERE)
    assert item == HEADER | ITEM | {"lodged_on": TODAY, "item_number": 1}


def test_the_header_is_on_every_item() -> None:
    items = checked_items(HEADER | {"items": [ITEM, ITEM | {"item_number": 5}, {"hs_code": "0901.21"}]}, HERE)
    assert [item["item_number"] for item in items] == [5, 6, 7]
    assert [item["hs_code"] for item in items] == ["87031000", "87031000", "090121"]
    assert all(item["importer"] == "I1" and item["lodged_on"] == TODAY for item in items)


def test_its_number_alone_is_indispensable() -> None:
    (item,) = checked_items({"declaration_id": "D1"}, HERE)
    assert item == {"declaration_id": "D1", "lodged_on": TODAY, "item_number": 1}
    assert refusal({"importer": "I1"}) == ("declaration_id", "is missing")


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("hs_code", "8703", "is no HS code of 6 to 13 digits"),
        ("net_mass", -1, "is negative"),
        ("net_mass", "-1", "is negative"),
        ("net_mass", "many", "is no number"),
        ("net_mass", True, "must be a text or a number"),
        ("item_value", 10**400, "is too large a number"),
        ("lodged_on", "2020-05-05", "lies in the future: after 2020-05-04"),
        ("lodged_on", "2020-02-30", "is no possible date"),
        ("lodged_on", "1999-12-31", "is no possible date"),
        ("weight", 3, "is no column of a declaration"),
        ("version", 3, "is for customs to say: leave it out"),
        ("function", "withdrawn", "is not lodged, amended or cancelled"),
        ("licences", [1], "must be a list of texts"),
        ("importer", {"name": "I1"}, "must be a single value"),
        ("items", [], "must be a list of at least one goods item"),
        ("items", [{"importer": "I1"}], "is a column of the header: take it out of items"),
        ("items", [{"item_number": 1}, {"item_number": 1}], "is in the declaration twice"),
    ],
)
def test_a_refusal_says_column_and_reason(column: str, value: Any, reason: str) -> None:
    declaration = HEADER | {column: value}
    assert refusal(declaration)[1] == reason


def test_items_do_not_stand_beside_columns_of_an_item() -> None:
    declaration = HEADER | {"hs_code": "870310", "items": [ITEM]}
    assert refusal(declaration) == ("hs_code", "is a column of a goods item: put it into items")


def test_numbers_in_text_are_numbers() -> None:
    (item,) = checked_items(HEADER | ITEM | {"net_mass": "1200"}, HERE)
    assert item["net_mass"] == 1200.0
