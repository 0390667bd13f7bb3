"""Two currencies from file to figure, lane and endpoint, as calculated by hand; nothing is added without a rate.

In CNY: A 1,000 at 10 % duty; B 100 USD at 6.5 = 650 at 10 %; C 100 EUR, by the table of the ECB 8.0 = 800, at 0 %.
"""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlmodel import col

from sql.register.tables import QualityFault
from sql.stores import Stores
from sql.terms import Lane
from tasks.clearance.decision.screen import screen_day
from tasks.clearance.endpoint.current_rules import current_rules
from tasks.collection.business_characteristics import business_characteristics
from tasks.collection.collect import collect_file
from tasks.collection.exchange_rates import load_rates
from tasks.records.decisions import decisions_up_to
from tests.tasks.clearance.decision.test_screen import policy
from tests.tasks.clearance.endpoint.answering import answering
from tests.tasks.clearance.endpoint.answering import declared as lodged_singly
from tests.tasks.clearance.lodged import DAY, EVE, KEY, enforce, parameter

HEADER = "declaration_id,item_number,lodged_on,office,importer,hs_code,country_of_departure,country_of_origin,"
HEADER += "duty_rate,net_mass,item_value,currency\n"
ROWS = "".join(
    f"{identifier},{item},{DAY},SHA1,I{identifier},870310,DE,DE,{duty},10,{value},{currency}\n"
    for identifier, item, duty, value, currency in (
        ("A", 1, 10, 1000, "CNY"),
        ("B", 1, 10, 100, "USD"),
        ("C", 1, 0, 100, "EUR"),
        ("D", 1, 10, 600, "CNY"),
        ("D", 2, 10, 100, "USD"),
        ("E", 1, 10, 500, "CNY"),
        ("E", 2, 10, 100, "XAF"),
    )
)
RATES = f"currency,base,valid_from,rate\nUSD,CNY,{EVE},6.5\n"
ECB = f"Date,USD,JPY,CNY\n{EVE},1.25,130,8\n"


@pytest.fixture
def collected(stores: Stores, tmp_path: Path) -> Stores:
    path = tmp_path / "lodged.csv"
    path.write_text(HEADER + ROWS)
    told = collect_file(stores, path, DAY, date(2019, 1, 1))
    assert (told["rows_accepted"], told["rows_quarantined"]) == (7, 0)
    return stores


def load(stores: Stores, folder: Path, *texts: str) -> list[int]:
    """Load tables of rates; return how many items each gave a value."""
    resolved = []
    for number, text in enumerate(texts):
        path = folder / f"rates{number}.csv"
        path.write_text(text)
        loaded = load_rates(stores, path, None, actor="Li", unit="CN", at=datetime(2021, 3, 1, number))
        resolved.append(loaded.resolved)
    return resolved


def figures(stores: Stores) -> tuple[int, int, float, float]:
    (row,) = business_characteristics(stores, DAY).to_dict("records")
    return row["declarations"], row["items"], row["value"], row["duty"]


def test_without_rates_only_amounts_in_our_own_currency_are_added(collected: Stores) -> None:
    assert collected.lake.currency == "CNY"
    assert figures(collected) == (5, 7, 1000 + 600 + 500, 100 + 60 + 50)


def test_with_rates_sums_equal_the_calculation_by_hand(collected: Stores, tmp_path: Path) -> None:
    load(collected, tmp_path, RATES, ECB)

    assert figures(collected) == (5, 7, 1000 + 650 + 800 + 600 + 650 + 500, 100 + 65 + 60 + 65 + 50)


def test_what_has_no_rate_is_a_fault_of_the_data_with_counts_per_currency(collected: Stores) -> None:
    columns = ["reason", "rows", "unit"]
    faults = collected.register.read(QualityFault, columns, col(QualityFault.column_name) == "currency")

    assert sorted(map(tuple, faults[columns].to_numpy().tolist())) == [
        ("EUR has no exchange rate on the day of lodgement", 1, "SHA1"),
        ("USD has no exchange rate on the day of lodgement", 2, "SHA1"),
        ("XAF has no exchange rate on the day of lodgement", 1, "SHA1"),
    ]


def test_loading_rates_resolves_the_faults_of_items_that_have_a_rate_now(collected: Stores, tmp_path: Path) -> None:
    def lacking() -> list[tuple[str, int]]:
        rows = collected.register.read(QualityFault, ["reason", "rows"], col(QualityFault.column_name) == "currency")
        return sorted((reason[:3], count) for reason, count in zip(rows["reason"], rows["rows"], strict=True))

    later = "".join(row.replace(str(DAY), "2021-02-01") for row in ROWS.splitlines(keepends=True)[1:2])
    path = tmp_path / "another.csv"
    path.write_text(HEADER + later.replace("B,1", "F,1") + "F,2" + later[3:])
    collect_file(collected, path, DAY, date(2019, 1, 1))
    assert lacking() == [("EUR", 1), ("USD", 2), ("USD", 2), ("XAF", 1)]
    assert load(collected, tmp_path, RATES) == [2]
    assert lacking() == [("EUR", 1), ("USD", 2), ("XAF", 1)]  # the others were lodged before the first rate
    assert load(collected, tmp_path, RATES, ECB) == [0, 1]
    assert load(collected, tmp_path, f"currency,units,valid_from,rate\nXAF,100,{EVE},1.2\n") == [1]
    assert lacking() == [("USD", 2)]
    with collected.lake.connect("declarations") as lake:
        assert lake.sql("select value from declarations where currency = 'XAF'").fetchall() == [(pytest.approx(1.2),)]


def test_rates_known_when_a_file_comes_leave_only_what_has_none(stores: Stores, tmp_path: Path) -> None:
    stores = Stores.embedded(stores.folder, "CNY")
    load(stores, tmp_path, RATES, ECB)
    path = tmp_path / "lodged.csv"
    path.write_text(HEADER + ROWS)
    collect_file(stores, path, DAY, date(2019, 1, 1))

    faults = stores.register.read(QualityFault, ["reason", "rows"], col(QualityFault.column_name) == "currency")
    assert faults["reason"].tolist() == ["XAF has no exchange rate on the day of lodgement"]


def test_conditions_on_values_hold_in_our_currency_in_batch_and_endpoint_alike(
    collected: Stores, tmp_path: Path
) -> None:
    load(collected, tmp_path, RATES, ECB)
    policy(collected)
    enforce(
        collected,
        parameter("CN-1", '{"value": {"min": 700}}'),
        parameter("CN-2", '{"total_value": {"min": 1200}}', lane=Lane.MEDIUM),
        parameter("CN-3", '{"item_value": {"max": 200}}', lane=Lane.MEDIUM),
        parameter("CN-4", '{"total_value": {"present": false}}', lane=Lane.MEDIUM),
    )
    screen_day(collected, DAY, KEY)

    decided = decisions_up_to(collected, DAY).set_index("declaration_id")["parameters"].fillna("")
    assert decided.to_dict() == {
        "A": "CN-1",  # 1,000
        "B": "CN-3",  # 650, declared as 100
        "C": "CN-1;CN-3",  # 800, declared as 100
        "D": "CN-2;CN-3",  # 600 + 650
        "E": "CN-3;CN-4",  # an item without a rate: no total
    }
    assert current_rules(collected, DAY).money.rate("USD", DAY) == 6.5
    screening = answering(collected)
    for name, value, currency in (("A", 1000, "CNY"), ("B", 100, "USD"), ("C", 100, "EUR"), ("X", 100, "XAF")):
        answer = screening.answer(lodged_singly(f"{name}2", item_value=value, currency=currency))
        assert answer.parameters == {**decided, "X": "CN-3;CN-4"}[name]
