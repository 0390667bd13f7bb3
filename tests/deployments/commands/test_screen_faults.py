"""Files as offices really send them: what spreadsheets, code pages and habits do to values, screened as what is meant.

Each kind of fault has an input of its own; a value is read as what it means, or refused with the reason.
"""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from tests.deployments.commands.shell import run

COLUMNS = (
    *("declaration_id", "lodged_on", "office", "direction", "importer", "seller", "hs_code"),
    *("country_of_departure", "country_of_origin", "duty_rate", "net_mass", "item_value", "currency"),
)
GOOD = dict(
    zip(
        COLUMNS,
        ("Z0", "2021-04-12", "SHA1", "import", "KITE", "MOON", "640399", "VN", "VN", "8", "250", "5000", "USD"),
        strict=True,
    )
)
ANY = "hs_code: {prefix: ['64']}"


def lanes(
    folder: Path, rows: list[dict[str, str]], condition: str, *, separator: str = ",", encoding: str = "utf-8"
) -> dict[str, str]:
    """Lane by declaration of rows that differ from a good one, by a parameter that leads to the high lane."""
    lines = [separator.join(COLUMNS)]
    for number, row in enumerate(rows):
        lines.append(separator.join({**GOOD, "declaration_id": f"Z{number}", **row}.values()))
    file = folder / "declarations.csv"
    file.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return screened(folder, file, condition)


def screened(folder: Path, file: Path, condition: str, valid_from: str = "2021-01-01") -> dict[str, str]:
    published = folder / "parameters.yaml"
    published.write_text(
        "parameters:\n  - {code: CN-T-1, owner: CN, priority: revenue, lane: high, reason: shoes, instruction: look,\n"
        f"     valid_from: {valid_from}, conditions: {{{condition}}}}}\n",
        encoding="utf-8",
    )
    out = folder / "lanes.csv"
    told = run("screen", "--declarations", str(file), "--parameters", str(published), "--out", str(out))
    assert told.status == 0, told.err
    return dict(pd.read_csv(out, dtype="str")[["declaration_id", "lane"]].itertuples(index=False, name=None))


def refused(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "lanes.refused.csv", dtype="str")


@pytest.mark.parametrize("written", ["６４０３９９", "٦٤٠٣٩٩", "६४०३९९", "6403.99", "6403 99", "'640399", '="640399"'])
def test_an_hs_code_is_known_in_any_spelling(tmp_path: Path, written: str) -> None:
    assert lanes(tmp_path, [{"hs_code": written}], "hs_code: {in: ['640399']}") == {"Z0": "high"}


@pytest.mark.parametrize("mark", ["\u200b", "\u200e", "\u2060", "\ufeff", "\u00ad", "\u202e"])
def test_an_invisible_character_makes_no_other_enterprise(tmp_path: Path, mark: str) -> None:
    rows = [{"importer": "KITE" + mark}, {"importer": f"KI{mark}TE"}, {"importer": "ＫＩＴＥ"}]
    assert set(lanes(tmp_path, rows, "importer: {in: [KITE]}").values()) == {"high"}


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("shift_jis", "東京靴製造"),
        ("gb18030", "上海鞋业进出口"),
        ("euc_kr", "한국신발무역"),
        ("cp1252", "CHAUSSURES DÉCOR"),
    ],
)
def test_names_are_read_in_the_encoding_of_their_file(tmp_path: Path, encoding: str, name: str) -> None:
    rows = [{"importer": name}, {"importer": name}, {"importer": "KITE"}]
    found = lanes(tmp_path, rows, f"importer: {{in: ['{name}']}}", separator="|", encoding=encoding)
    assert found == {"Z0": "high", "Z1": "high", "Z2": "low"}


def test_a_comma_before_decimals_is_read_from_the_whole_file(tmp_path: Path) -> None:
    rows = [{"net_mass": "2.500"}, {"net_mass": "12,5"}, {"item_value": "1.234,50"}, {"duty_rate": "8,5"}]
    found = lanes(tmp_path, rows, "net_mass: {min: 2400, max: 2600}", separator=";")
    assert found == {"Z0": "high", "Z1": "low", "Z2": "low", "Z3": "low"}


def test_an_identifier_whose_digits_are_lost_is_refused(tmp_path: Path) -> None:
    found = lanes(tmp_path, [{"declaration_id": "3.1003E+17"}, {"declaration_id": "3.1003E+17"}, {}], ANY)
    assert found == {"Z2": "high"}
    assert refused(tmp_path)["column_name"].tolist() == ["declaration_id", "declaration_id"]


@pytest.mark.parametrize("nothing", ["NULL", "null", "n/a", "N.A.", "无", "-", "—", "#N/A", "none", ""])
def test_a_placeholder_stands_for_nothing(tmp_path: Path, nothing: str) -> None:
    assert lanes(tmp_path, [{"seller": nothing}, {}], "seller: {present: false}") == {"Z0": "high", "Z1": "low"}


@pytest.mark.parametrize("written", ["I", "IM", "Import", "进口"])
def test_a_direction_is_mapped(tmp_path: Path, written: str) -> None:
    found = lanes(tmp_path, [{"direction": written}], "direction: {in: [import]}")
    assert found == {"Z0": "high"} or (not found and refused(tmp_path)["column_name"].tolist() == ["direction"])


@pytest.mark.parametrize("written", ["usd", "US$", "美元", "840", "US Dollar"])
def test_a_currency_is_mapped(tmp_path: Path, written: str) -> None:
    found = lanes(tmp_path, [{"currency": written}, {}], "currency: {in: [USD]}")
    assert found["Z1"] == "high"
    assert found.get("Z0", "high") == "high"


def test_a_moment_is_of_the_day_at_the_installation(tmp_path: Path) -> None:
    rows = pd.DataFrame([{**GOOD, "declaration_id": name} for name in ("Z0", "Z1")])
    rows["lodged_on"] = [datetime(2021, 4, 11, 16, 30, tzinfo=UTC), datetime(2021, 4, 11, 15, 30, tzinfo=UTC)]
    rows.to_parquet(tmp_path / "declarations.parquet")
    found = screened(tmp_path, tmp_path / "declarations.parquet", ANY, valid_from="2021-04-12")
    assert found == {"Z0": "high", "Z1": "low"}  # half past midnight, and half an hour before, in Shanghai


@pytest.mark.parametrize("written", ["2021/4/12", "2021年4月12日", "20210412", "2021.04.12", "2021-04-12T08:00:00"])
def test_a_day_that_begins_with_the_year_is_read(tmp_path: Path, written: str) -> None:
    assert lanes(tmp_path, [{"lodged_on": written}], ANY) == {"Z0": "high"}


@pytest.mark.parametrize("written", ["20329", "2032900", "203290010"])
def test_a_zero_that_a_spreadsheet_took_is_restored_or_named(tmp_path: Path, written: str) -> None:
    found = lanes(tmp_path, [{"hs_code": written}, {}], "hs_code: {prefix: ['020329']}")
    assert found["Z1"] == "low"
    assert found.get("Z0") == "high" or "zero" in refused(tmp_path)["reason"].iloc[0]


@pytest.mark.parametrize("written", ["VNM", "704", "越南", "Viet Nam", "Vietnam", "VIETNAM", "vn"])
def test_a_country_is_known_by_any_usual_code_or_name(tmp_path: Path, written: str) -> None:
    found = lanes(tmp_path, [{"country_of_origin": written}], "country_of_origin: {in: [VN]}")
    assert found == {"Z0": "high"}


def test_lines_above_the_header_and_a_total_below_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "declarations.csv"
    lines = ["Shoes, April 2021", "", ",".join(COLUMNS), ",".join(GOOD.values()), "Total" + "," * 11 + "5000"]
    file.write_text("\ufeff" + "\n".join(lines) + "\n", encoding="utf-8")
    assert screened(tmp_path, file, ANY) == {"Z0": "high"}


def test_headers_of_an_office_s_own_need_a_mapping_and_no_code(tmp_path: Path) -> None:
    file, mapping, out = tmp_path / "own.csv", tmp_path / "own.yaml", tmp_path / "lanes.csv"
    file.write_text("Nr;Tag;Amt;Firma;Ware\nQ1;12.04.2021;SHA1;KITE;640399\n", encoding="utf-8")
    published = tmp_path / "parameters.yaml"
    published.write_text(
        "parameters:\n  - {code: CN-T-1, owner: CN, priority: revenue, lane: high, reason: shoes, instruction: look,\n"
        f"     valid_from: 2021-01-01, conditions: {{{ANY}}}}}\n",
        encoding="utf-8",
    )
    command = ["screen", "--declarations", str(file), "--parameters", str(published), "--out", str(out)]
    assert "customs-risk sources propose own.csv" in run(*command).refusal
    mapping.write_text(
        "name: own\ncontent: declarations\n"
        "columns: {declaration_id: Nr, lodged_on: Tag, office: Amt, importer: Firma, hs_code: Ware}\n",
        encoding="utf-8",
    )
    assert run(*command, "--mapping", str(mapping)).status == 0
    assert pd.read_csv(out)["lane"].tolist() == ["high"]
