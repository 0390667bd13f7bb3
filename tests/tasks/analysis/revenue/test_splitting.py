"""Many consignments of nearly one value by the same parties within a week are found."""

from tests.tasks.analysis.trade import coffee, declared, findings, found, recent_day

VALUES = [4_800.0, 4_850.0, 4_900.0, 4_950.0, 4_990.0]
PARTIES = {"importer": "SPLIT", "seller": "ONE", "currency": "CNY"}


def test_consignments_just_under_the_limit_of_a_purchase_are_found_and_name_the_limit() -> None:
    recent = declared(item_value=VALUES, lodged_on=[recent_day(day) for day in (6, 5, 5, 4, 3)], **PARTIES)
    table = findings("splitting", coffee(60), recent)
    assert table["subject"].tolist() == ["SPLIT+090121"]
    assert "just under 5,000" in table["statement"][0]


def test_different_values_are_not_found() -> None:
    recent = declared(item_value=[100.0, 900.0, 2_000.0, 4_000.0, 8_000.0], lodged_on=recent_day(), **PARTIES)
    assert found("splitting", coffee(60), recent) == []


def test_a_trader_that_always_sends_so_many_is_not_found() -> None:
    past = coffee(250, importer="SPLIT", seller="ONE")
    recent = declared(item_value=VALUES, lodged_on=recent_day(), **PARTIES)
    assert found("splitting", past, recent) == []


def test_parties_that_differ_are_not_found() -> None:
    recent = declared(item_value=VALUES, lodged_on=recent_day(), importer=[f"P{number}" for number in range(5)])
    assert found("splitting", coffee(60), recent) == []
