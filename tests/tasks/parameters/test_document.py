"""What people wrote is read as they meant it, and what stands wrong is told with its line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.parameters.document import FaultsError, read_document, read_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3),
    max_leaves=12,
)


@given(VALUES.map(lambda value: {"a": value}), st.sampled_from([None, 2, "\t"]), st.booleans())
def test_json_is_read_as_json_however_it_is_written(
    content: object, indent: int | str | None, ascii_only: bool
) -> None:
    text = json.dumps(content, indent=indent, ensure_ascii=ascii_only)
    assert read_document(text).content == content


def test_yaml_knows_where_everything_stands() -> None:
    document = read_document("# a remark\nparameters:\n  - code: X\n    conditions:\n      hs_code: {in: [a, b]}\n")
    assert document.lines["parameters[0].code"] == 3
    assert document.lines["parameters[0].conditions.hs_code.in[1]"] == 5
    assert document.faults == []


def test_a_key_that_stands_twice_is_told_and_one_that_is_merged_in_is_not() -> None:
    document = read_document("a: 1\nb: &b {x: 1, y: 1}\na: 2\nc:\n  <<: *b\n  x: 2\n")
    assert [str(fault) for fault in document.faults] == ["line 3, a: stands twice in the same place"]
    assert document.content["c"] == {"x": 2, "y": 1}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: [1,\n  2", "the file: is neither YAML nor JSON: did not find expected"),
        ('{"a": 1,\n"b": 2', "the file: is neither"),
        ("a: !!python/object:os.system x", "constructor"),
        ("[" * 100_000, "nest"),
        ("a: 1\n---\na: 2", "line 2, the file: is neither YAML nor JSON: but found another document"),
        ("a: \x01", "neither"),
    ],
)
def test_what_is_neither_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(FaultsError, match=sentence) as refused:
        read_document(text)
    assert "\n" not in str(refused.value).strip()


def test_what_refers_to_itself_ends() -> None:
    assert [fault.what for fault in read_document("a: &a [1, *a]").faults] == ["refers to itself"]


def test_no_type_of_its_own_is_made() -> None:
    document = read_document("a: !!python/object/apply:os.system [ls]\nb: !!set {x, y}")
    assert [(fault.place, fault.what.split(":")[0]) for fault in document.faults] == [
        ("a", "has a type of its own"),
        ("b", "has a type of its own"),
    ]


def test_many_references_to_many_are_read_once_each() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))]
    assert len(read_document("\n".join(lines)).content["a29"]) == 9


@pytest.mark.parametrize(
    "text",
    [
        '{"parameters": [{"code": "CN-1", "n": [1, 2.5, -3e2, true, null], "中": "é\\n\\u4e2d"}]}',
        '\ufeff \t[1, {"a": {}}]',
        '{"a": 1, "a": 2}',
        '{"a": "\\ud83d"}',
        '{"a": "\\ud83d\\ude00"}',
        "a: [1, 2]",
        '{"a": 1',
    ],
)
def test_json_read_without_lines_says_the_same_or_nothing(text: str) -> None:
    quick = read_json(text)
    if quick is not None:
        assert quick == read_document(text).content
    assert (quick is None) == (text in ('{"a": 1, "a": 2}', "a: [1, 2]", '{"a": 1') or "ud83d" in text)
