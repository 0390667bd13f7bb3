"""Everything that is wrong with a file of parameters is told at once, each with its place; else all of it is read."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from sql.register.tables import RiskParameter
from sql.stores import Stores
from sql.terms import Lane, Priority
from tasks.parameters.conditions import Condition, conditions_of, conditions_text
from tasks.parameters.document import read_document
from tasks.parameters.published_format import (
    Parameter,
    ParameterFaultsError,
    parameter_schema,
    read_parameter_file,
    read_parameters,
)
from tasks.parameters.starter import STARTER_FILE
from tests.ending import ends

UNITS = frozenset({"CN", "SH", "SHA"})
GOOD: dict[str, Any] = {
    "code": "SH-REV-0001",
    "owner": "SH",
    "priority": "revenue",
    "lane": "high",
    "reason": "Unit price far below its peers",
    "instruction": "Weigh, count, compare with the invoice",
    "valid_from": "2021-01-01",
    "valid_to": "2021-12-31",
    "conditions": {
        "hs_code": {"prefix": ["8703", "090121"]},
        "country_of_origin": {"in": ["CN", "VN"]},
        "item_value": {"min": 1000, "max": 50000},
        "unit_value": {"max": 3.5},
        "licences": {"present": False},
    },
}


def as_yaml(content: Any) -> str:
    """YAML that says everything where it stands, without references."""
    return str(yaml.safe_dump(json.loads(json.dumps(content)), sort_keys=False))


DUMPS: list[Callable[[Any], str]] = [
    lambda content: json.dumps(content, indent=2),
    lambda content: json.dumps(content, indent="\t"),
    as_yaml,
]


def faults(text: str) -> list[str]:
    """Places and sentences of what is refused."""
    with pytest.raises(ParameterFaultsError) as refused:
        read_parameters(text, UNITS)
    return [f"{fault.place}: {fault.what}" for fault in refused.value.faults]


def with_conditions(**conditions: object) -> dict[str, Any]:
    return GOOD | {"conditions": conditions}


@pytest.mark.parametrize("dump", DUMPS)
def test_a_good_file_says_the_same_in_yaml_and_json(dump: Callable[[Any], str]) -> None:
    [read] = read_parameters(dump({"parameters": [GOOD]}), UNITS)
    assert read == Parameter(
        code="SH-REV-0001",
        owner="SH",
        priority=Priority.REVENUE,
        lane=Lane.HIGH,
        reason="Unit price far below its peers",
        instruction="Weigh, count, compare with the invoice",
        valid_from=date(2021, 1, 1),
        valid_to=date(2021, 12, 31),
        conditions={
            "hs_code": Condition(prefixes=("8703", "090121")),
            "country_of_origin": Condition(among=("CN", "VN")),
            "item_value": Condition(minimum=1000, maximum=50000),
            "unit_value": Condition(maximum=3.5),
            "licences": Condition(present=False),
        },
    )
    assert conditions_of(conditions_text(read.conditions)) == read.conditions


REFUSALS: list[tuple[dict[str, Any], str]] = [
    ({name: value for name, value in GOOD.items() if name != "owner"}, "owner: is missing"),
    (GOOD | {"conditions": None}, "conditions: is missing"),
    (GOOD | {"colour": "red"}, "colour: is no field of a parameter"),
    (GOOD | {"code": 12}, "code: must be a text"),
    (GOOD | {"code": "A;B"}, "code: must neither hold ; or | nor begin with REQUEST-"),
    (GOOD | {"code": "REQUEST-1"}, "code: must neither hold ; or | nor begin with REQUEST-"),
    (GOOD | {"reason": "  "}, "reason: must be a text"),
    (GOOD | {"owner": "MARS"}, "owner: MARS is no unit"),
    (GOOD | {"owner": ["SH"]}, "owner: must be a text"),
    (GOOD | {"priority": "fun"}, "priority: must be one of revenue, security, ipr, drugs"),
    (GOOD | {"lane": "low"}, "lane: must be medium or high"),
    (GOOD | {"valid_from": "yesterday"}, "valid_from: must be a date such as 2021-01-31"),
    (GOOD | {"valid_from": "2021-02-30"}, "valid_from: must be a date such as 2021-01-31"),
    (GOOD | {"valid_to": 20211231}, "valid_to: must be a date such as 2021-01-31"),
    (GOOD | {"valid_to": "2020-12-31"}, "valid_to: lies before valid_from"),
    (GOOD | {"conditions": {}}, "conditions: must name at least one column with its condition"),
    (GOOD | {"conditions": ["hs_code"]}, "conditions: must name at least one column with its condition"),
    (with_conditions(colour={"in": ["red"]}), "conditions.colour: is no column of a declaration"),
    (with_conditions(hs_code={}), "conditions.hs_code: must hold a condition: in, prefix, min, max or present"),
    (
        with_conditions(hs_code={"like": "87"}),
        "conditions.hs_code.like: is no condition: use in, prefix, min, max or present",
    ),
    (with_conditions(hs_code={"min": "x"}), "conditions.hs_code.min: does not fit a column of text"),
    (with_conditions(licences={"max": 1}), "conditions.licences.max: does not fit a column of list of texts"),
    (with_conditions(item_value={"in": ["1"]}), "conditions.item_value.in: does not fit a column of number"),
    (with_conditions(hs_code={"in": []}), "conditions.hs_code.in: must be a list with at least one text"),
    (with_conditions(hs_code={"prefix": "87"}), "conditions.hs_code.prefix: must be a list with at least one text"),
    (with_conditions(hs_code={"in": None}), "conditions.hs_code.in: must be a list with at least one text"),
    (
        with_conditions(hs_code={"in": ["870310", 8703]}),
        "conditions.hs_code.in[1]: must be a text: write it in quotes, such as '0901' or 'NO'",
    ),
    (
        with_conditions(hs_code={"prefix": [""]}),
        "conditions.hs_code.prefix[0]: must be a text: write it in quotes, such as '0901' or 'NO'",
    ),
    (with_conditions(item_value={"min": 5, "max": 5}), "conditions.item_value: min must be less than max"),
    (with_conditions(item_value={"min": "5"}), "conditions.item_value.min: must be a number"),
    (with_conditions(item_value={"min": True}), "conditions.item_value.min: must be a number"),
    (with_conditions(item_value={"max": 10**400}), "conditions.item_value.max: must be a number"),
    (with_conditions(item_value={"max": None}), "conditions.item_value.max: must be a number"),
    (with_conditions(hs_code={"present": "yes, please"}), "conditions.hs_code.present: must be true or false"),
    (
        with_conditions(hs_code={"in": ["870310", "8703"]}),
        "conditions.hs_code.in[1]: 8703 is no whole HS code, which has 6, 8 or 10 digits: use prefix",
    ),
    (
        with_conditions(hs_code={"prefix": ["cars"]}),
        "conditions.hs_code.prefix[0]: cars is no beginning of an HS code: write its digits",
    ),
    (
        with_conditions(country_of_origin={"in": ["VN", "Vietnam"]}),
        "conditions.country_of_origin.in[1]: Vietnam is no country code: write the two letters of ISO 3166, such as US",
    ),
    (
        with_conditions(currency={"in": ["$"]}),
        "conditions.currency.in[0]: $ is no currency: write the three letters of ISO 4217, such as USD",
    ),
    (
        with_conditions(direction={"in": ["inwards"]}),
        "conditions.direction.in[0]: inwards is neither import nor export",
    ),
    (
        with_conditions(importer={"in": ["\u200b"]}),
        "conditions.importer.in[0]: holds nothing that a declaration can hold",
    ),
    (GOOD | {"any_item": {}}, "any_item: must name at least one column with its condition"),
    (
        GOOD | {"any_item": {"importer": {"in": ["I1"]}}},
        "any_item.importer: is no column of a goods item: put it into conditions",
    ),
    (
        GOOD | {"any_item": {"total_value": {"min": 1}}},
        "any_item.total_value: is no column of a goods item: put it into conditions",
    ),
    (GOOD | {"any_item": {"colour": {"in": ["red"]}}}, "any_item.colour: is no column of a declaration"),
    (GOOD | {"any_item": {"hs_code": {"min": 1}}}, "any_item.hs_code.min: does not fit a column of text"),
]


def test_values_are_read_as_collection_reads_them() -> None:
    """A code in another form, or a blank too many, would hit nothing."""
    conditions = {
        "hs_code": {"in": ["9302.00", "0901 2100"], "prefix": ["87.03", "09-01"]},
        "country_of_origin": {"in": ["USA", "vn", "CHN"]},
        "country_of_destination": {"prefix": ["u", "fr"]},
        "importer": {"in": ["IMP1 ", " ＩＭＰ２", "IMP\u200b3", "a  b"]},
        "goods_description": {"prefix": ["ACME CO ", "mobile "]},
        "currency": {"in": ["usd"]},
        "direction": {"in": ["Export"]},
    }
    any_item = {"country_of_origin": {"in": ["PRK"]}}
    [read] = read_parameters(as_yaml({"parameters": [GOOD | {"conditions": conditions, "any_item": any_item}]}), UNITS)
    assert read.conditions == {
        "hs_code": Condition(among=("930200", "09012100"), prefixes=("8703", "0901")),
        "country_of_origin": Condition(among=("US", "VN", "CN")),
        "country_of_destination": Condition(prefixes=("U", "FR")),
        "importer": Condition(among=("IMP1", "IMP2", "IMP3", "a b")),
        "goods_description": Condition(prefixes=("ACME CO ", "mobile")),
        "currency": Condition(among=("USD",)),
        "direction": Condition(among=("export",)),
    }
    assert read.any_item == {"country_of_origin": Condition(among=("KP",))}


BEYOND_A_SCHEMA = (
    *("MARS", "lies before", "min must be less", "HS code", "is no country code", "is no currency"),
    *("is neither import nor export", "holds nothing"),
)


@pytest.mark.parametrize(("bad", "fault"), REFUSALS, ids=[fault for _, fault in REFUSALS])
@pytest.mark.parametrize("dump", DUMPS)
def test_each_refusal_is_told_once_with_its_place(dump: Callable[[Any], str], bad: dict[str, Any], fault: str) -> None:
    assert faults(dump({"parameters": [GOOD | {"code": "other"}, bad]})) == [f"parameters[1].{fault}"]


@pytest.mark.parametrize("dump", DUMPS)
def test_all_refusals_are_told_at_once_in_the_order_of_the_file(dump: Callable[[Any], str]) -> None:
    entries = [
        bad | {"code": bad["code"] if bad["code"] != GOOD["code"] else f"C{n}"} for n, (bad, _) in enumerate(REFUSALS)
    ]
    expected = [f"parameters[{number}].{fault}" for number, (_, fault) in enumerate(REFUSALS)]
    assert faults(dump({"parameters": entries})) == expected


def test_codes_that_stand_twice_are_told_with_both_places() -> None:
    text = as_yaml({"parameters": [GOOD, GOOD | {"code": "other"}, GOOD]})
    assert faults(text) == ["parameters[2].code: SH-REV-0001 stands at parameters[0].code already, in line 2"]


def test_a_key_that_stands_twice_is_refused_though_yaml_and_json_would_take_the_last() -> None:
    for text in (
        as_yaml({"parameters": [GOOD]}).replace("  owner: SH", "  owner: SH\n  owner: CN"),
        json.dumps({"parameters": [GOOD]}).replace('"owner": "SH"', '"owner": "SH", "owner": "CN"'),
    ):
        assert faults(text) == ["parameters[0].owner: stands twice in the same place"]


def test_a_time_of_day_is_no_date() -> None:
    text = as_yaml({"parameters": [GOOD]}).replace("'2021-01-01'", "2021-01-01 08:00:00")
    assert faults(text) == ["parameters[0].valid_from: must be a date such as 2021-01-31"]


def test_norway_written_without_quotes_is_told_and_not_taken_for_a_no() -> None:
    text = as_yaml({"parameters": [GOOD]}).replace("- VN", "- NO")
    assert faults(text)[0].startswith("parameters[0].conditions.country_of_origin.in[1]: must be a text")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "the file: has no list named parameters"),
        ("parameters: {}", "the file: has no list named parameters"),
        ("- a", "the file: has no list named parameters"),
        ("parameters: [1]", "parameters[0]: is no mapping"),
    ],
)
def test_what_holds_no_parameters_is_refused(text: str, fault: str) -> None:
    assert faults(text) == [fault]


@pytest.mark.parametrize(
    ("right", "hostile", "fault"),
    [
        ("'2021-01-01'", '!!timestamp "x"', "valid_from: must be a date such as 2021-01-31"),
        ("'2021-01-01'", '!!int ""', "valid_from: must be a date such as 2021-01-31"),
        ("min: 1000", 'min: !!int ""', "conditions.item_value.min: must be a number"),
        ("min: 1000", 'min: !!bool "x"', "conditions.item_value.min: must be a number"),
        ("min: 1000", f"min: 1{'0' * 5_000}", "conditions.item_value.min: must be a number"),
        ("min: 1000", f"min: {'1:' * 200_000}1", "conditions.item_value.min: must be a number"),
    ],
)
def test_hostile_values_are_refused_with_their_place_and_without_delay(right: str, hostile: str, fault: str) -> None:
    text = as_yaml({"parameters": [GOOD]})
    assert right in text
    with ends():
        assert faults(text.replace(right, hostile)) == [f"parameters[0].{fault}"]


def test_references_and_merges_that_multiply_are_read_without_delay() -> None:
    lists = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))]
    merges = ["b0: &b0 {x: 1}", *(f"b{n}: &b{n} {{<<: [{', '.join([f'*b{n - 1}'] * 9)}]}}" for n in range(1, 12))]
    text = as_yaml({"parameters": [GOOD]}).replace("reason: Unit price far below its peers", "reason: *a11")
    with ends():
        assert faults("\n".join([*lists, *merges, text])) == ["parameters[0].reason: must be a text"]


def test_the_json_schema_takes_what_is_read_and_refuses_what_is_not() -> None:
    schema = parameter_schema()
    Draft202012Validator.check_schema(schema)
    check = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert check.is_valid({"parameters": [GOOD]})
    starter = read_document(STARTER_FILE.read_text(encoding="utf-8")).content
    assert len(starter["parameters"]) > 5
    assert [error.message for error in check.iter_errors(json.loads(json.dumps(starter, default=str)))] == []
    for bad, fault in REFUSALS:
        # A schema knows neither units nor codes, compares no two values, and bounds no number by what stores keep.
        passes = any(each in fault for each in BEYOND_A_SCHEMA) or "00000" in str(bad)
        assert check.is_valid({"parameters": [bad]}) == passes, fault


def test_an_encoding_other_than_utf_8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "parameters.yaml"
    path.write_bytes("parameters: [进口]".encode("gb18030"))
    with pytest.raises(ParameterFaultsError, match="UTF-8"):
        read_parameter_file(path, UNITS)
    path.write_bytes(("\ufeff" + json.dumps({"parameters": [GOOD]})).encode())
    assert len(read_parameter_file(path, UNITS)) == 1


def test_a_file_of_ten_thousand_lines_with_fifty_errors_tells_fifty_each_with_its_line(stores: Stores) -> None:
    entries = [GOOD | {"code": f"SH-{number:04d}"} for number in range(500)]
    bad = range(7, 500, 10)
    for place, number in enumerate(bad):
        entries[number] = REFUSALS[place % len(REFUSALS)][0] | {"code": f"SH-{number:04d}"}
    for number in (n for place, n in enumerate(bad) if REFUSALS[place % len(REFUSALS)][1].startswith("code:")):
        entries[number]["lane"] = "red"
    text = as_yaml({"parameters": entries})
    assert 10_000 <= text.count("\n") <= 12_500
    with pytest.raises(ParameterFaultsError) as refused:
        read_parameters(text, UNITS)
    assert len(refused.value.faults) == 50
    assert [fault.place.split(".")[0] for fault in refused.value.faults] == [f"parameters[{number}]" for number in bad]
    lines = text.splitlines()
    for fault in refused.value.faults:
        assert fault.line is not None
        entry = next(n for n in range(fault.line - 1, -1, -1) if lines[n].startswith("- "))
        assert f"SH-{int(fault.place.split('[')[1].split(']')[0]):04d}" in "".join(lines[entry : entry + 9])
    assert stores.register.read(RiskParameter, ["key"]).empty
