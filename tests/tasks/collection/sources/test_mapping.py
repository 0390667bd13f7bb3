"""Mappings describe a source; their faults are told with their places."""

from pathlib import Path

import pytest

from tasks.collection.sources.mapping import (
    HeaderIndex,
    MappingError,
    built_in_mappings,
    read_mapping,
)
from tasks.collection.sources.recognised import mappings_for


def test_every_mapping_of_the_package_is_usable_and_has_a_name_of_its_own() -> None:
    names = [mapping.name for mapping in built_in_mappings()]
    assert len(names) == len(set(names))
    assert {"canonical_declarations", "korea_customs_service", "china_single_window"} <= set(names)


@pytest.mark.parametrize("written", ["启运国(地区)", "启运国（地区）", " 启运国 (地区) ", "启运国【地区】", "启运国"])
def test_a_header_is_known_whatever_its_brackets_case_and_spaces(written: str) -> None:
    assert HeaderIndex([written, "hs_code"]).find("启运国(地区)") == written
    assert HeaderIndex(["Declaration_ID "]).find("declaration id") == "Declaration_ID "


def test_a_header_is_not_taken_for_another_that_differs_in_its_brackets_alone() -> None:
    headers = HeaderIndex(["毛重(千克)", "毛重(磅)"])
    assert headers.find("毛重(千克)") == "毛重(千克)"
    assert headers.find("毛重") is None


def test_a_file_may_hold_declarations_and_outcomes_side_by_side() -> None:
    headers = ["Declaration ID", "Date", "Office ID", "HS6 Code", "Tax Rate", "Item Price", "Fraud", "Critical Fraud"]
    assert {mapping.content for mapping in mappings_for(headers)} == {"declarations", "outcomes"}
    assert {mapping.content for mapping in mappings_for(headers[:-2])} == {"declarations"}


def test_short_and_long_forms_of_a_column(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(
        "name: a\ncontent: declarations\ncolumns:\n"
        "  declaration_id: MRN\n  office: [Zollstelle, Amt]\n  hs_code: {join: [KN, TARIC]}\n"
        "  currency: {constant: EUR}\n"
    )
    columns = read_mapping(path).columns
    assert columns["declaration_id"].headers == ("MRN",)
    assert columns["office"].headers == ("Zollstelle", "Amt")
    assert columns["hs_code"].join == ("KN", "TARIC")
    assert columns["currency"].constant == "EUR"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("name: a\ncontent: declarations\ncolumns: {hs: HS}\n", "declarations have no column hs"),
        ("name: a\ncontent: goods\ncolumns: {}\n", "there is no content goods"),
        ("name: a\ncontent: outcomes\ncolumns: {kind: {}}\n", "name a source, a join or a constant"),
        ("name: a\ncontent: outcomes\ncolumns: {}\nnumbers: {decimal: ',', thousands: ','}\n", "the same sign"),
        ("- a\n", "holds no mapping"),
        ("name: [\n", "is no YAML file in line"),
    ],
)
def test_a_mapping_that_is_not_usable_is_refused_in_one_sentence(tmp_path: Path, written: str, sentence: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(written)
    with pytest.raises(MappingError, match=sentence):
        read_mapping(path)
