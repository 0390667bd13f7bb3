"""A file, a single declaration and a parameter agree on what a text says, however it is spelled."""

import json
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sql.reference import organisation
from sql.spelling import plain_spelling
from tasks.collection.one_declaration import DeclarationRefusedError, checked_items
from tasks.collection.sources.canonical import CONTENTS
from tasks.collection.sources.columns import Installation
from tasks.collection.sources.mapping import canonical_mapping
from tasks.collection.sources.normalise import normalise
from tasks.collection.sources.raw import RawRows
from tasks.collection.sources.text import clean_text
from tasks.parameters.conditions import Condition
from tasks.parameters.document import FaultsError
from tasks.parameters.published_format import read_parameters
from tests.examples import examples

DAY = date(2021, 3, 2)
HERE = Installation("Asia/Shanghai", frozenset(organisation()["code"]), received_on=DAY, latest=DAY)
PIECES = (
    *(
        "9",
        "3",
        "01",
        "٣",
        "９",
        "Ⅸ",
        "A",
        "ａ",
        "é",
        "e\u0301",
        "中",
        "ﬁ",
        " ",
        "  ",
        "\u3000",
        "\u00a0",
        "\u2028",
        "\t",
    ),
    *(
        "\u200b",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\u00ad",
        "\u034f",
        "\ufe0f",
        "\U000e0101",
        "\u2800",
        "\x07",
        "-",
        ".",
        "'",
    ),
)
SPELLED = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join)


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(SPELLED, min_size=1, max_size=10))
@example(["9\u200b\u0301", "A \u200b B"])
def test_a_column_is_spelled_as_each_of_its_texts(texts: list[str]) -> None:
    meaningful = frozenset({"-", ".", "--", "..", "..."})
    found = clean_text(pa.array(texts), meaningful).values.to_pylist()
    for text, read in zip(texts, found, strict=True):
        if "'" not in plain_spelling(text):
            assert read == (plain_spelling(text) or None)


def in_a_file(column: str, text: str) -> str | None:
    """What a file says in a column; None where it says nothing or is refused."""
    columns = {"declaration_id": ["D1"], column: [text]}
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    mapping = canonical_mapping("declarations").model_copy(update={"required": ()})
    read = normalise(RawRows(table, pa.array([1], pa.int64())), mapping, HERE).items
    return str(read.column(column)[0].as_py()) if len(read) and read.column(column)[0].is_valid else None


def in_a_single_declaration(column: str, text: str) -> str | None:
    try:
        (item,) = checked_items({"declaration_id": "D1", column: text}, HERE)
    except DeclarationRefusedError:
        return None
    return item.get(column)


def in_a_parameter(column: str, text: str) -> str | None:
    """The text that a parameter hits; None where it is refused."""
    entry = {"code": "CN-1", "owner": "CN", "priority": "security", "lane": "high", "reason": "r", "instruction": "i"}
    dated = entry | {"valid_from": "2021-01-01", "valid_to": "2021-12-31", "conditions": {column: {"in": [text]}}}
    try:
        (parameter,) = read_parameters(json.dumps({"parameters": [dated]}), HERE.units)
    except FaultsError:
        return None
    assert isinstance(parameter.conditions[column], Condition)
    (hit,) = parameter.conditions[column].among or ()
    return hit


@settings(max_examples=examples(60), deadline=None)
@given(st.sampled_from(("importer", "hs_code", "goods_description", "seller")), SPELLED)
@example("hs_code", "９３０１００")
@example("hs_code", "٩٣٠١٠٠")
@example("importer", "IMP\u200b9")
@example("seller", "ACME  Co")
def test_file_single_declaration_and_parameter_agree(column: str, text: str) -> None:
    assert CONTENTS["declarations"][column]
    from_file = in_a_file(column, text)
    assert in_a_single_declaration(column, text) == from_file
    hit = in_a_parameter(column, text)
    if from_file is not None and hit is not None:
        assert hit == from_file


@pytest.mark.parametrize("text", ["ІМР9", "IМP9"])
def test_look_alikes_of_other_scripts_are_told(text: str) -> None:
    table = pa.table({"declaration_id": ["D1"], "importer": [text]})
    mapping = canonical_mapping("declarations").model_copy(update={"required": ()})
    faults = normalise(RawRows(table, pa.array([1], pa.int64())), mapping, HERE).faults.to_pylist()
    assert any("look" in fault["reason"] for fault in faults if fault["column_name"] == "importer")
