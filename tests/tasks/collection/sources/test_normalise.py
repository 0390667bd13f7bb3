"""Inputs as offices, spreadsheets and other systems write them become canonical rows, or are refused with a reason."""

import pytest

from tasks.collection.sources.mapping import ColumnSource, SourceMapping, built_in_mappings
from tasks.collection.sources.normalise import normalise
from tests.tasks.collection.sources.rows import SHANGHAI, day, declarations, raw_rows, read, reasons


def _mapping(name: str) -> SourceMapping:
    return next(each for each in built_in_mappings() if each.name == name)


def test_an_hs_code_in_full_width_digits_is_the_code() -> None:
    assert read({"hs_code": ["９４０３６０", "940360"]}).items.column("hs_code").to_pylist() == ["940360"] * 2


def test_invisible_characters_and_full_width_letters_do_not_make_another_enterprise() -> None:
    written = [
        "FIRM7",
        "FIRM7\u200b",
        "\u202eFIRM7\u202c",
        "ＦＩＲＭ７",
        "\ufeffFIRM7",
        '="FIRM7"',
        "'FIRM7",
        "FI\u00adRM7",
    ]
    assert set(read({"importer": written}).items.column("importer").to_pylist()) == {"FIRM7"}


def test_letters_of_another_script_that_look_alike_are_told() -> None:
    canonical = read({"importer": ["FIRM7", "FIRМ7"]})  # the second M is Cyrillic
    assert canonical.faults.column("reason").to_pylist() == ["mixes letters of two scripts that look alike"]
    assert canonical.items.num_rows == 2


@pytest.mark.parametrize("nothing", ["N/A", "NULL", "\\N", "-", "无", "—", "#N/A", "none", "", " "])
def test_a_placeholder_is_missing(nothing: str) -> None:
    assert read({"seller": [nothing, "S1"]}).items.column("seller").to_pylist() == [None, "S1"]
    assert reasons(read({"declaration_id": [nothing, "F1"]})) == [(1, "declaration_id", "is missing")]


def test_namibia_is_no_placeholder() -> None:
    assert read({"country_of_origin": ["NA", "na"]}).items.column("country_of_origin").to_pylist() == ["NA", "NA"]


def test_a_decimal_comma_anywhere_in_a_column_is_the_comma_of_all_its_numbers() -> None:
    canonical = read({"net_mass": ["1.500", "900,5", "1.250"], "item_value": ["2.345", "12.345,60", "999,90"]})
    assert canonical.items.column("net_mass").to_pylist() == [1500.0, 900.5, 1250.0]
    assert canonical.items.column("item_value").to_pylist() == [2345.0, 12345.60, 999.9]


def test_the_comma_of_one_column_settles_another_that_shows_nothing() -> None:
    canonical = read({"net_mass": ["1.500", "2.750"], "item_value": ["12,5", "7,25"]})
    assert canonical.items.column("net_mass").to_pylist() == [1500.0, 2750.0]


def test_a_number_that_may_be_either_is_refused() -> None:
    assert reasons(read({"net_mass": ["1,500", "20"]})) == [
        (1, "net_mass", "may be thousands or decimals: name the decimal sign in the mapping")
    ]


def test_points_alone_stand_before_decimals() -> None:
    assert read({"net_mass": ["1.125", "x"]}).items.column("net_mass").to_pylist() == [1.125]


def test_thousands_of_every_kind() -> None:
    written = [
        "1,234,567.8",
        "1 234 567.8",
        "1'234'567.8",
        "12,34,567.8",
        "1234567.8",
        "1.2345678E6",
        "１２３４５６７．８",
    ]
    assert set(read({"item_value": written}).items.column("item_value").to_pylist()) == {1234567.8}


def test_what_is_no_number_refuses_its_row_alone() -> None:
    canonical = read({"item_value": ["12", "much", "-3", "13"]})
    assert reasons(canonical) == [(2, "item_value", "is no number"), (3, "item_value", "is negative")]
    assert canonical.row_numbers.to_pylist() == [1, 4]


@pytest.mark.parametrize("lost", ["4.2103E+17", "4,2103E+17", "421030210000000000.0"])
def test_an_identifier_in_scientific_notation_is_refused(lost: str) -> None:
    canonical = read({"declaration_id": [lost, lost, "421030211000000013"]})
    assert {reason for _, _, reason in reasons(canonical)} == {
        "was written by a spreadsheet in scientific notation; the number is lost"
    }
    assert canonical.items.column("declaration_id").to_pylist() == ["421030211000000013"]


def test_identifiers_rounded_to_fifteen_digits_are_refused() -> None:
    assert len(reasons(read({"declaration_id": ["421030211000001000", "421030211000002000", "X1"]}))) == 2


def test_an_identifier_stored_with_decimals_loses_them_and_is_told() -> None:
    canonical = read({"importer": ["8812.0", "F"]})
    assert canonical.items.column("importer").to_pylist() == ["8812", "F"]
    assert "stored as a number" in canonical.faults.column("reason")[0].as_py()


@pytest.mark.parametrize("written", ["import", "I", "IM", "进口", "IMPORT", "进", "Importação"])
def test_directions_are_import_or_export(written: str) -> None:
    assert read({"direction": [written, "出口"]}).items.column("direction").to_pylist() == ["import", "export"]


@pytest.mark.parametrize("written", ["usd", "美元", "US Dollar", "840", "ＵＳＤ"])
def test_currencies_are_iso_letters(written: str) -> None:
    assert read({"currency": [written]}).items.column("currency").to_pylist() == ["USD"]


@pytest.mark.parametrize("column", ["office", "country_of_origin", "currency", "direction"])
def test_an_unknown_code_is_a_fault_and_stops_nothing(column: str) -> None:
    canonical = read({column: ["QQ77", "QQ78"]})
    assert canonical.items.column(column).to_pylist() == ["QQ77", "QQ78"]
    assert canonical.refused.num_rows == 0
    assert canonical.faults.column("column_name").to_pylist() == [column] * 2


def test_a_moment_of_another_zone_is_lodged_on_the_local_day() -> None:
    canonical = read({"lodged_on": ["2021-04-05T16:30:00Z", "2021-04-06 00:30:00", "2021-04-05 12:30:00-04:00"]})
    assert canonical.items.column("lodged_on").to_pylist() == [day(6)] * 3


@pytest.mark.parametrize(
    "written", ["2021/4/6", "2021/04/06", "2021-4-6", "2021年4月6日", "20210406", "44292", "6 Apr 2021", "6 avril 2021",
                "6 de abril de 2021", "２０２１－０４－０６", "2021. 4. 6.", "2021-04-06T00:00:00.000"]
)  # fmt: skip
def test_dates_as_offices_write_them(written: str) -> None:
    assert read({"lodged_on": [written, "2021-04-06"]}).items.column("lodged_on").to_pylist() == [day(6)] * 2


def test_the_order_of_day_and_month_is_what_the_column_shows() -> None:
    assert read({"lodged_on": ["06/04/2021", "23/04/2021"]}).items.column("lodged_on").to_pylist() == [day(6), day(23)]
    assert read({"lodged_on": ["04/06/2021", "04/23/2021"]}).items.column("lodged_on").to_pylist() == [day(6), day(23)]
    assert reasons(read({"lodged_on": ["04/06/2021", "05/05/2021"]})) == [
        (1, "lodged_on", "may be day or month first: name the order of dates in the mapping")
    ]


@pytest.mark.parametrize("written", ["6404.11.00", "6404.11", "6404 11 00 00", "6404.1100.00", "6404-11"])
def test_dots_and_blanks_of_the_nomenclature_are_no_part_of_a_code(written: str) -> None:
    assert read({"hs_code": [written]}).items.column("hs_code")[0].as_py().startswith("640411")


def test_a_lost_leading_zero_is_restored_and_told() -> None:
    canonical = read({"hs_code": ["30617", "3061792", "306179290", "030617"]})
    assert canonical.items.column("hs_code").to_pylist() == ["030617", "03061792", "0306179290", "030617"]
    assert canonical.faults.num_rows == 3


def test_nine_digits_of_a_japanese_tariff_stay_as_they_are() -> None:
    assert read({"hs_code": ["640411000", "401511000"]}).items.column("hs_code").to_pylist() == [
        "640411000",
        "401511000",
    ]


@pytest.mark.parametrize("written", ["8471.3", "84", "ABC", "64041", "8.4713E+9"])
def test_what_is_no_hs_code_is_refused(written: str) -> None:
    assert [column for _, column, _ in reasons(read({"hs_code": [written, "640411"]}))] == ["hs_code"]


@pytest.mark.parametrize("written", ["VNM", "越南", "越南(VNM)", "vn", "Viet Nam", "Vietname", "베트남", "704"])
def test_countries_in_other_code_systems_and_languages(written: str) -> None:
    assert read({"country_of_origin": [written]}).items.column("country_of_origin").to_pylist() == ["VN"]


def test_three_digits_that_two_systems_read_differently_are_told() -> None:
    canonical = read({"country_of_origin": ["116"]})
    assert canonical.faults.column("reason").to_pylist() == [
        "is no known country: name the system of its digits in the mapping"
    ]
    assert read({"country_of_origin": ["116", "502"]}).items.column("country_of_origin").to_pylist() == ["JP", "US"]


def test_rows_of_one_declaration_are_its_items() -> None:
    canonical = read({"declaration_id": ["A", "A", "B", "A"], "hs_code": ["640411", "640419", "640411", "640420"]})
    assert canonical.items.column("item_number").to_pylist() == [1, 2, 1, 3]


def test_items_without_a_number_follow_those_that_have_one() -> None:
    canonical = read({"declaration_id": ["A", "A", "A"], "item_number": ["4", None, "2"]})
    assert canonical.items.column("item_number").to_pylist() == [4, 5, 2]


def test_a_declaration_with_real_codes_comes_in_under_the_chinese_header() -> None:
    raw = raw_rows(
        {
            "海关编号": ["222520210000000001"],
            "申报日期": ["20210406"],
            "申报地海关": ["外港海关(2225)"],
            "进出口标志": ["进口"],
            "境内收货人": ["3122260001"],
            "启运国（地区）": ["美国(USA)"],
            "原产国 (地区)": ["502"],
            "商品编号": ["8471.3000.00"],
            "净重": ["12.5"],
            "总价": ["1,000.00"],
            "币制": ["502"],
            "单位": ["台"],
            "运输方式 ": ["2"],
        }
    )
    canonical = normalise(raw, _mapping("china_single_window"), SHANGHAI)
    row = canonical.items.to_pylist()[0]
    assert (row["office"], row["country_of_departure"], row["country_of_origin"]) == ("SHA1", "US", "US")
    assert (row["hs_code"], row["item_value"], row["currency"], row["unit"]) == ("8471300000", 1000.0, "USD", "PCE")
    assert row["transport_mode"] == "2"
    assert canonical.refused.num_rows == canonical.faults.num_rows == 0


def test_outcomes_stand_beside_korean_declarations() -> None:
    raw = raw_rows(
        {
            "Declaration ID": ["1", "2", "3", "4"],
            "Fraud": ["0", "1", "1", None],
            "Critical Fraud": ["0", "1", "2", "0"],
        }
    )
    canonical = normalise(raw, _mapping("korea_customs_service_outcomes"), SHANGHAI)
    assert canonical.items.column("violation").to_pylist() == ["none", "violation", "critical"]
    assert reasons(canonical) == [(4, "violation", "is neither none, violation nor critical")]


def test_masses_become_kilograms_where_the_source_says_so() -> None:
    in_pounds = _mapping("canonical_declarations").model_copy(update={"mass_unit": "LBR"})
    canonical = read({"net_mass": ["10", "2 t", "500 g", "3千克"]}, in_pounds)
    assert canonical.items.column("net_mass").to_pylist() == pytest.approx([4.5359237, 2000, 0.5, 3])


def test_lists_are_split_and_trimmed() -> None:
    canonical = read({"licences": ["L1; L2;;", " ; ", None, "L3；L4"]})
    assert canonical.items.column("licences").to_pylist() == [["L1", "L2"], None, None, ["L3", "L4"]]


def test_what_lies_in_the_future_is_refused() -> None:
    assert reasons(read({"lodged_on": ["2021-04-07", "2021-04-06"]}, latest=day(6))) == [
        (1, "lodged_on", "lies in the future: after 2021-04-06")
    ]


def test_a_declaration_that_says_no_day_is_lodged_on_the_day_it_was_received() -> None:
    lenient = _mapping("canonical_declarations").model_copy(update={"required": ()})
    canonical = read({"lodged_on": [None, "2021-04-01"], "importer": [None, "F"]}, lenient, received_on=day(6))
    assert canonical.items.column("lodged_on").to_pylist() == [day(6), day(1)]
    assert canonical.faults.select(["row_number", "column_name"]).to_pylist() == [
        {"row_number": 1, "column_name": "importer"}
    ]


def test_no_rows_are_no_items() -> None:
    assert normalise(declarations({"hs_code": []}), _mapping("canonical_declarations"), SHANGHAI).items.num_rows == 0


def test_masses_are_in_the_unit_that_another_column_names() -> None:
    columns: dict[str, list[str | None]] = {"net_mass": ["2"] * 4, "uom": ["LBS", "g", "kg", None]}
    named = SourceMapping(
        name="mixed",
        content="declarations",
        columns={
            "declaration_id": ColumnSource(source=("declaration_id",)),
            "net_mass": ColumnSource(source=("net_mass",), mass_unit_source=("uom",)),
        },
        mass_unit="t",
    )
    assert read(columns, named).items.column("net_mass").to_pylist() == [0.90718474, 0.002, 2.0, 2000.0]
