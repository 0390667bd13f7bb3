"""Files of parameters that would crash, hang or fill memory: each is refused at once, in a sentence with its place."""

import tracemalloc
from pathlib import Path

import pytest

from tasks.parameters.published_format import ParameterFaultsError, read_parameter_file
from tests.ending import ends

UNITS = frozenset({"CN", "SH", "SHA"})
_MOST = 200 * 1024**2  # bytes
GOOD = """parameters:
  - code: SH-REV-0001
    owner: SH
    priority: revenue
    lane: high
    reason: Unit price far below its peers
    instruction: Weigh
    valid_from: 2021-01-01
    conditions: {hs_code: {prefix: ["8703"]}}
"""


def instead(line: str, other: str) -> str:
    """The good file with one line as another."""
    assert line in GOOD
    return GOOD.replace(line, other)


def bomb(levels: int, each: int = 10) -> str:
    """Anchors that refer to anchors: few lines, and `each` to the power of `levels` entries."""
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * each)}]" for level in range(1, levels)]
    return "\n".join(lines) + f"\nparameters: *a{levels - 1}\n"


def merges(levels: int) -> str:
    """Mappings merged into mappings."""
    lines = ["m0: &m0 {a: 1, b: 2}"]
    lines += [f"m{level}: &m{level} {{<<: [{', '.join([f'*m{level - 1}'] * 10)}]}}" for level in range(1, levels)]
    return "\n".join(lines) + f"\nparameters: [*m{levels - 1}]\n"


DATE, LANE, CODE, PREFIX = "valid_from: 2021-01-01", "lane: high", "code: SH-REV-0001", '{prefix: ["8703"]}'
HOSTILE: dict[str, str] = {
    "a moment that is none": instead(DATE, 'valid_from: !!timestamp "x"'),
    "a number without digits": instead(DATE, 'valid_from: !!int ""'),
    "a code that says it is a moment": instead(CODE, 'code: !!timestamp "SH-REV-0001"'),
    "a code that says it is a number": instead(CODE, 'code: !!int ""'),
    "a code that says it is a fraction": instead(CODE, 'code: !!float "x"'),
    "a reason that says it is a truth": instead("reason: Unit price far below its peers", 'reason: !!bool "perhaps"'),
    "a reason that says it is binary": instead("reason: Unit price far below its peers", 'reason: !!binary "%%"'),
    "a reason that is null by force": instead("reason: Unit price far below its peers", 'reason: !!null "x"'),
    "an object of Python": instead(LANE, "lane: !!python/object/apply:os.system [touch hacked]"),
    "a name of Python": instead(LANE, "lane: !!python/name:os.system"),
    "a tag of somebody": instead(LANE, "lane: !custom high"),
    "a set": instead(PREFIX, "!!set {prefix}"),
    "an ordered mapping": instead(PREFIX, "!!omap [prefix: 8703]"),
    "pairs": instead(PREFIX, "!!pairs [prefix: 8703]"),
    "a bomb of anchors": bomb(9),
    "a deep bomb of anchors": bomb(60),
    "a bomb of merges": merges(40),
    "an anchor within itself": "parameters: &a [*a]\n",
    "a mapping within itself": "parameters: &a\n  b: *a\n",
    "an alias of nothing": instead(LANE, "lane: *nothing"),
    "a list nested 100,000 times": "parameters: " + "[" * 100_000,
    "a mapping nested 5,000 times": "parameters: " + "{a: " * 5_000 + "1" + "}" * 5_000,
    "JSON nested 100,000 times": "[" * 100_000 + "]" * 100_000,
    "a number of a million digits": instead(DATE, f"valid_from: {'9' * 1_000_000}"),
    "a number of base 60": instead(DATE, f"valid_from: {'59:' * 200_000}59"),
    "an endless exponent": instead(PREFIX, "{prefix: [1e999999999]}"),
    "a bound without end": instead("hs_code: " + PREFIX, "item_value: {min: .inf}"),
    "a bound that is no number": instead("hs_code: " + PREFIX, "item_value: {max: .nan}"),
    "a code of ten megabytes": instead(CODE, f"code: {'A' * 10_000_000}é"),
    "a NUL": instead(CODE, "code: SH\0REV"),
    "a bell": instead(CODE, 'code: "SH\\aREV"'),
    "half a sign": '{"parameters": [{"code": "\\ud800"}]}',
    "a key twice": instead(LANE, "lane: high\n    lane: medium"),
    "a list as a name": instead(LANE, "? [a, b]\n    : c"),
    "two documents": GOOD + "---\n" + GOOD,
    "a tab before a name": instead("    " + LANE, "\t" + LANE),
    "a quotation mark that stays open": instead(LANE, 'lane: "high'),
    "a directive of another version": "%YAML 9.9\n---\n" + GOOD,
    "a date that is none": instead(DATE, "valid_from: 2021-02-30"),
    "a date of the year 0": instead(DATE, "valid_from: 0000-01-01"),
    "nothing": "",
    "a text": "parameters",
    "a hundred thousand empty entries": "parameters:\n" + "  - {}\n" * 100_000,
    "forty thousand entries of nothing": "parameters:\n" + "  - \n" * 40_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_at_once_with_its_place(name: str, tmp_path: Path) -> None:
    path = tmp_path / "parameters.yaml"
    path.write_text(HOSTILE[name], encoding="utf-8", errors="surrogatepass")
    with ends(), pytest.raises(ParameterFaultsError) as refused:
        read_parameter_file(path, UNITS)
    assert all(fault.place and fault.what for fault in refused.value.faults)
    assert "Traceback" not in str(refused.value)
    assert len(str(refused.value).splitlines()[0]) < 1_000
    assert not (Path.cwd() / "hacked").exists()


def test_of_many_empty_entries_the_first_is_named_and_faults_of_others_keep_their_places(tmp_path: Path) -> None:
    path = tmp_path / "parameters.yaml"
    path.write_text(
        f"parameters:\n  - {{}}\n  - {{}}\n{instead(LANE, 'lane: low').partition(chr(10))[2]}", encoding="utf-8"
    )
    with pytest.raises(ParameterFaultsError) as refused:
        read_parameter_file(path, UNITS)
    empty, lane = refused.value.faults
    assert (empty.place, empty.line) == ("parameters[0]", 2)
    assert "1 more like it" in empty.what
    assert lane.place == "parameters[2].lane"


def test_the_good_file_is_good(tmp_path: Path) -> None:
    path = tmp_path / "parameters.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert [each.code for each in read_parameter_file(path, UNITS)] == ["SH-REV-0001"]


def test_a_file_in_no_encoding_of_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "parameters.yaml"
    for content in (b"\xff\xfe\x00\x00", GOOD.encode("utf-16"), b"\x80" * 1_000):
        path.write_bytes(content)
        with pytest.raises(ParameterFaultsError, match="UTF-8"):
            read_parameter_file(path, UNITS)


@pytest.mark.parametrize("name", ["a deep bomb of anchors", "a bomb of merges", "a number of base 60"])
def test_a_bomb_fills_no_memory(name: str, tmp_path: Path) -> None:
    path = tmp_path / "parameters.yaml"
    path.write_text(HOSTILE[name], encoding="utf-8")
    tracemalloc.start()
    try:
        with pytest.raises(ParameterFaultsError):
            read_parameter_file(path, UNITS)
        assert tracemalloc.get_traced_memory()[1] < _MOST
    finally:
        tracemalloc.stop()
