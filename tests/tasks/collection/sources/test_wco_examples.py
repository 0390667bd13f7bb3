"""Every official example comes in, and agrees with an independent reading of its XML."""

import os
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from sql.stores import Stores
from tasks.collection.collect import collect_file
from tasks.collection.sources.columns import Installation
from tasks.collection.sources.mapping import built_in_mappings
from tasks.collection.sources.normalise import normalise
from tasks.collection.sources.raw import UnreadableFileError
from tasks.collection.sources.reading import read_raw

SAMPLE = Path(
    os.environ.get("CUSTOMS_RISK_SAMPLE_DATA", Path(__file__).parents[5] / "shared" / "data" / "declarations")
)
FILES = sorted((SAMPLE.parent / "wco-declarations").glob("*.xml"))
COLUMNS = ("declaration_id", "item_number", "hs_code", "country_of_origin", "net_mass", "item_value", "currency")
RECEIVED = date(2026, 1, 5)
FUNCTIONS = {"COR": "amended", "INV": "cancelled"}

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not FILES, reason="the WCO examples are not here: set CUSTOMS_RISK_SAMPLE_DATA"),
]


def local(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [child for child in element if child.tag.rpartition("}")[2] == name]


def text(element: ElementTree.Element | None, *path: str) -> str | None:
    for name in path:
        element = next(iter(local(element, name)), None) if element is not None else None
    return element.text.strip() or None if element is not None and element.text else None


def number(value: str | None) -> float | None:
    return None if value is None else float(value)


def item_of(item: ElementTree.Element) -> dict[str, Any]:
    commodity = next(iter(local(item, "Commodity")), None)
    codes = {
        text(each, "IdentificationTypeCode"): text(each, "ID")
        for each in (local(commodity, "Classification") if commodity is not None else [])
    }
    origins = local(item, "Origin")
    origin = next((each for each in origins if text(each, "TypeCode") == "1"), next(iter(origins), None))
    lines = local(commodity, "InvoiceLine") if commodity is not None else []
    amount = next((each for line in lines for each in local(line, "ItemChargeAmount")), None)
    return {
        "item_number": int(text(item, "SequenceNumeric") or 0),
        "hs_code": (codes.get("TSP") or "") + (codes.get("TRC") or "") or None,
        "country_of_origin": text(origin, "CountryCode"),
        "net_mass": number(text(commodity, "GoodsMeasure", "NetNetWeightMeasure")),
        "item_value": number(amount.text if amount is not None else None),
        "currency": amount.get("currencyID") if amount is not None else None,
    }


def read_independently(path: Path) -> list[tuple[str, list[dict[str, Any]]]]:
    """Function of each declaration, and its items."""
    found = []
    for declaration in ElementTree.parse(path).iter():
        if declaration.tag.rpartition("}")[2] != "Declaration":
            continue
        number_of = text(declaration, "ID") or text(declaration, "FunctionalReferenceID")
        items = [
            {"declaration_id": number_of, **item_of(item)}
            for shipment in local(declaration, "GoodsShipment")
            for item in local(shipment, "GovernmentAgencyGoodsItem")
        ]
        found.append((FUNCTIONS.get(text(declaration, "TypeCode") or "", "lodged"), items))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_agrees_with_an_independent_reading_of_it(path: Path) -> None:
    try:
        expected = read_independently(path)
    except ElementTree.ParseError:
        with pytest.raises(UnreadableFileError, match="not well-formed"):
            read_raw(path)
        return
    mapping = next(each for each in built_in_mappings() if each.name == "wco_data_model")
    canonical = normalise(read_raw(path), mapping, Installation("Europe/London", frozenset(), RECEIVED))
    rows = canonical.items.to_pylist()
    assert canonical.refused.num_rows == 0
    assert len({row["declaration_id"] for row in rows}) == len(expected)
    assert all(row["lodged_on"] is not None for row in rows)
    assert {row["function"] for row in rows} == {function for function, _ in expected}
    items = [item for _, items in expected for item in items]
    if not items:
        assert {row["hs_code"] for row in rows} == {None}  # the declaration alone
    else:
        assert [{name: row[name] for name in COLUMNS} for row in rows] == items


def test_all_examples_hold_the_declarations_and_items_that_are_in_them() -> None:
    readable = [path for path in FILES if path.stem != "TT_EX002a"]
    assert all(read_raw(path).rows.num_rows >= 1 for path in readable)
    assert len(readable) >= len(FILES) - 1


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.exhaustive)])
def test_the_examples_are_collected_and_none_of_their_items_waits(stores: Stores, every: int) -> None:
    files = [path for place, path in enumerate(FILES) if place % every == 0 or path.stem == "TT_EX002a"]
    told = [collect_file(stores, path, RECEIVED, RECEIVED) for path in files]
    assert [each["file"] for each in told if each["state"] == "unreadable"] == [
        path.name for path in files if path.stem == "TT_EX002a"
    ]
    assert sum(each["rows_quarantined"] for each in told) == 0
    declarations = {number for path in files if path.stem != "TT_EX002a" for number in numbers_in(path)}
    with stores.lake.connect("declaration_versions") as lake:
        collected = lake.execute("select distinct declaration_id from declaration_versions").fetchall()
    assert {number for (number,) in collected} == declarations


def numbers_in(path: Path) -> set[str | None]:
    found = [each for each in ElementTree.parse(path).iter() if each.tag.rpartition("}")[2] == "Declaration"]
    return {text(each, "ID") or text(each, "FunctionalReferenceID") for each in found}
