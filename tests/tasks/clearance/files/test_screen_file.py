"""A file of declarations against a file of parameters: parameters alone decide."""

from pathlib import Path

import pandas as pd
import pytest

from tasks.clearance.files.screen_file import PolicyFiles, screen_file
from tasks.collection.reading import UnreadableFileError
from tasks.collection.sources.recognised import UnknownFormatError
from tasks.parameters.published_format import ParameterFaultsError

HEADER = "declaration_id,lodged_on,office,importer,hs_code,country_of_departure,country_of_origin,duty_rate,net_mass,"
HEADER += "item_value,licences"
ROWS = (
    "D1,2021-03-02,SHA1,I1,870310,CN,CN,8,10,100,L1;L2",
    "D2,2021-03-02,SHA1,I1,090121,CN,VN,8,0,100,",
    "D3,2021-03-02,QDG1,I1,870310,CN,CN,8,10,100,",
    "D0,2021-03-02,SHA1,I1,870310,CN,CN,8,10,20,",
)
PARAMETERS = """
parameters:
  - {code: SH-1, owner: SH, priority: revenue, lane: high, reason: cars, instruction: look, valid_from: 2021-01-01,
     conditions: {hs_code: {prefix: ["87"]}}}
  - {code: CN-1, owner: CN, priority: revenue, lane: medium, reason: cheap, instruction: look, valid_from: 2021-01-01,
     conditions: {unit_value: {max: 3}}}
  - {code: CN-2, owner: CN, priority: revenue, lane: medium, reason: licences, instruction: look,
     valid_from: 2021-01-01, conditions: {licences: {in: [L2]}}}
"""

OVER_THE_WHOLE = """
parameters:
  - {code: CN-1, owner: CN, priority: revenue, lane: high, reason: r, instruction: i, valid_from: 2021-01-01,
     conditions: {total_net_mass: {min: 30}, item_count: {min: 5, max: 6}}}
  - {code: CN-2, owner: CN, priority: revenue, lane: medium, reason: r, instruction: i, valid_from: 2021-01-01,
     conditions: {hs_code: {prefix: ["0901"]}}, any_item: {hs_code: {prefix: ["8703"]}}}
"""


def files(folder: Path, *rows: str, parameters: str = PARAMETERS) -> tuple[Path, Path, Path]:
    """Paths of declarations, parameters and the result."""
    declarations, published = folder / "declarations.csv", folder / "parameters.yaml"
    declarations.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    published.write_text(parameters, encoding="utf-8")
    return declarations, published, folder / "lanes.csv"


def test_the_lane_is_the_highest_that_a_hit_demands_else_low(tmp_path: Path) -> None:
    declarations, parameters, out = files(tmp_path, *ROWS)
    told = screen_file(declarations, parameters, out)
    assert (told["screened"], told["refused"]) == (4, 0)
    assert out.read_text(encoding="utf-8").splitlines() == [
        "declaration_id,lane,parameters,items",
        "D0,high,CN-1;SH-1,",
        "D1,high,CN-2;SH-1,",
        "D2,low,,",
        "D3,low,,",
    ]


def test_parquet_in_and_out_say_the_same_as_csv(tmp_path: Path) -> None:
    declarations, parameters, out = files(tmp_path, *ROWS)
    screen_file(declarations, parameters, out)
    rows = pd.read_csv(declarations, dtype={"hs_code": "str"}).assign(
        licences=pd.Series([["L1", "L2"], None, [], None], dtype="object"), lodged_on=pd.Timestamp("2021-03-02")
    )
    rows.to_parquet(tmp_path / "declarations.parquet")
    screen_file(tmp_path / "declarations.parquet", parameters, tmp_path / "lanes.parquet")
    written = pd.read_parquet(tmp_path / "lanes.parquet")
    assert written.to_csv(index=False) == out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "bad",
    [
        "D9,2021-13-02,SHA1,I1,870310,CN,CN,8,10,100,",
        "D9,2021-03-02,SHA1,I1,870310,CN,CN,8,-10,100,",
        "2.2E+17,2021-03-02,SHA1,I1,870310,CN,CN,8,10,100,",
    ],
)
def test_a_bad_row_is_counted_wherever_it_stands(tmp_path: Path, bad: str) -> None:
    for place in (1, 4):
        rows = [*ROWS[:place], bad, *ROWS[place:]]
        told = screen_file(*files(tmp_path, *rows))
        assert (told["screened"], told["refused"]) == (4, 1)


def test_nothing_is_screened_by_a_refused_file(tmp_path: Path) -> None:
    declarations, parameters, out = files(tmp_path, *ROWS, parameters=PARAMETERS.replace("lane: high", "lane: red"))
    with pytest.raises(ParameterFaultsError, match=r"parameters\[0\].lane"):
        screen_file(declarations, parameters, out)
    assert not out.exists()


def test_a_file_of_no_parameter_leaves_all_in_the_low_lane(tmp_path: Path) -> None:
    declarations, parameters, out = files(tmp_path, *ROWS, parameters="parameters: []")
    screen_file(declarations, parameters, out)
    assert set(pd.read_csv(out)["lane"]) == {"low"}


def test_what_is_no_file_of_declarations_is_refused_in_a_sentence(tmp_path: Path) -> None:
    declarations, parameters, out = files(tmp_path, *ROWS)
    declarations.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UnknownFormatError, match=r"customs-risk sources propose declarations\.csv"):
        screen_file(declarations, parameters, out)
    declarations.write_text("", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="empty"):
        screen_file(declarations, parameters, out)


POLICY = "lane_policies: [{unit: CN, random_rate: 0.2, parameter_cap: 0.5, inspections_per_day: 3}]"


def in_row_groups(folder: Path, size: int) -> Path:
    """Forty items of 39 declarations, one of them refused, in row groups of a size; D35 has items in two of them."""
    rows = [ROWS[number % 4].replace(ROWS[number % 4].split(",")[0], f"D{number * 7 % 40}") for number in range(40)]
    rows[17] = rows[17].replace("870310", "87031").replace("090121", "09")
    rows[33] = ROWS[0].replace("D1", "D35")
    path = folder / "declarations.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    target = folder / "declarations.parquet"
    pd.read_csv(path, dtype="str").to_parquet(target, row_group_size=size, index=False)
    return target


@pytest.mark.parametrize("with_policy", [False, True])
def test_a_file_in_slices_gets_the_lanes_and_refusals_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_policy: bool
) -> None:
    _, parameters, _ = files(tmp_path)
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY, encoding="utf-8")
    told = {}
    for size in (40, 7):
        monkeypatch.setattr("tasks.clearance.files.screen_file.MOST_ROWS", size)
        out = tmp_path / f"lanes-{size}.csv"
        by = PolicyFiles(policy, b"key") if with_policy else None
        summary = screen_file(in_row_groups(tmp_path, size), parameters, out, by)
        assert (summary["screened"], summary["refused"]) == (38, 1)
        refused = pd.read_csv(summary["refused_path"])
        assert refused["row_number"].tolist() == [18]
        told[size] = (out.read_bytes(), refused.to_csv())
        lanes = pd.read_csv(out)
        assert lanes.loc[lanes["declaration_id"] == "D35", "parameters"].str.contains("SH-1").all()
    assert told[7] == told[40]


@pytest.mark.parametrize("with_policy", [False, True])
@pytest.mark.parametrize("sort", [True, False])
def test_declarations_are_whole_though_slices_cut_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_policy: bool, sort: bool
) -> None:
    """Sums, any item and items hit are those of all items of a declaration, in whichever slices they are."""
    rows = [
        f"M{n // 5},2021-03-02,SHA1,I1,{'870310' if n % 7 else '090121'},CN,VN,8,{n},10,,{n % 5 + 1}" for n in range(60)
    ]
    rows = rows if sort else sorted(rows, key=lambda row: (row.rsplit(",", 1)[1], row))
    text = "\n".join([HEADER + ",item_number", *rows]) + "\n"
    (tmp_path / "declarations.csv").write_text(text, encoding="utf-8")
    frame = pd.read_csv(tmp_path / "declarations.csv", dtype="str")
    _, parameters, _ = files(tmp_path, parameters=OVER_THE_WHOLE)
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY, encoding="utf-8")
    written = {}
    for size in (100, 7):
        monkeypatch.setattr("tasks.clearance.files.screen_file.MOST_ROWS", size)
        frame.to_parquet(tmp_path / "declarations.parquet", row_group_size=size, index=False)
        out = tmp_path / f"lanes-{size}.csv"
        by = PolicyFiles(policy, b"key") if with_policy else None
        assert screen_file(tmp_path / "declarations.parquet", parameters, out, by)["screened"] == 12
        written[size] = out.read_text(encoding="utf-8")
    assert written[7] == written[100]
    lanes = pd.read_csv(tmp_path / "lanes-100.csv", dtype="str").fillna("")
    found = dict(zip(lanes["declaration_id"], lanes["parameters"] + " " + lanes["items"], strict=True))
    assert [found[name] for name in ("M0", "M1", "M3")] == ["CN-2 1", "CN-1;CN-2 1;2;3;4;5", "CN-1 1;2;3;4;5"]


def test_a_declaration_of_several_items_gets_one_lane_and_a_row_wrong_in_itself_costs_itself(tmp_path: Path) -> None:
    header = HEADER + ",item_number"
    rows = [
        *("M1,2021-03-02,SHA1,I1,090121,CN,VN,8,0,100,,1", "M1,2021-03-02,SHA1,I1,870310,CN,CN,8,10,20,,2"),
        *("M1,2021-03-02,SHA1,I1,870310,CN,CN,8,10,100,,2", "M2,2021-03-02,SHA1,I1,090121,CN,VN,8,1,100,,1"),
    ]
    declarations, parameters, out = files(tmp_path)
    declarations.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    told = screen_file(declarations, parameters, out)
    assert (told["screened"], told["refused"]) == (2, 1)
    assert out.read_text(encoding="utf-8").splitlines()[1:] == ["M1,high,CN-1;SH-1,2", "M2,low,,"]
    assert "3,item_number,M1 item 2,is in the declaration twice" in told["refused_path"].read_text(encoding="utf-8")


def test_a_cancelled_declaration_and_an_earlier_version_leave_the_queue(tmp_path: Path) -> None:
    header = HEADER + ",version,function"
    rows = [
        "V1,2021-03-02,SHA1,I1,870310,CN,CN,8,10,100,,1,lodged",
        "V1,2021-03-02,SHA1,I1,090121,CN,VN,8,10,100,,2,amended",
        "V2,2021-03-02,SHA1,I1,870310,CN,CN,8,10,100,,1,lodged",
        "V2,2021-03-02,SHA1,I1,870310,CN,CN,8,10,100,,2,cancelled",
    ]
    declarations, parameters, out = files(tmp_path)
    declarations.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    screen_file(declarations, parameters, out)
    assert out.read_text(encoding="utf-8").splitlines()[1:] == ["V1,low,,"]
    assert not list(tmp_path.glob(".screening-*"))
