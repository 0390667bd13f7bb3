"""Values in the currency of the installation: the rate of the day, what has none, and the same in view and frame."""

from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from sql.lake import Lake, Money, UnknownCurrencyError
from sql.lake.money import rates_of_days
from sql.lake.schemas import SCHEMAS

MONDAY, TUESDAY, FRIDAY = date(2021, 3, 1), date(2021, 3, 2), date(2021, 3, 5)
LOADED, LATER = datetime(2021, 3, 1, 8), datetime(2021, 3, 2, 8)


def published(*rates: tuple[str, str, date, float], loaded_at: datetime = LOADED) -> pd.DataFrame:
    rows = pd.DataFrame(rates, columns=["currency", "base", "valid_from", "rate"])
    return rows.assign(source="test", loaded_at=loaded_at)


def by_day(*rates: tuple[str, str, date, float], ours: str = "CNY") -> dict[tuple[str, date], float]:
    table = pa.Table.from_pandas(published(*rates), schema=SCHEMAS["exchange_rates"].remove(6), preserve_index=False)
    rows = rates_of_days(table, ours).to_pylist()
    return {(row["currency"], row["day"]): row["rate"] for row in rows}


def declared(identifier: str, value: float | None, currency: str | None, day: date = MONDAY) -> dict[str, object]:
    return {"declaration_id": identifier, "item_value": value, "currency": currency, "lodged_on": day}


def lake_of(folder: Path, *rows: dict[str, object], currency: str | None = None) -> Lake:
    lake = Lake(folder, currency)
    lake.write("declarations", "2021-03", "first", pd.DataFrame(rows).astype({"currency": "str"}))
    return lake


def values(lake: Lake) -> dict[str, float | None]:
    with lake.connect("declarations") as connection:
        return dict(connection.sql("select declaration_id, value from declarations order by 1").fetchall())


def test_a_rate_holds_until_the_next_one_and_at_most_ten_days_more() -> None:
    rates = by_day(("USD", "CNY", MONDAY, 6.5), ("USD", "CNY", FRIDAY, 6.4))

    assert rates["USD", date(2021, 3, 4)] == 6.5
    assert rates["USD", FRIDAY] == 6.4
    assert rates["USD", date(2021, 3, 15)] == 6.4
    assert ("USD", date(2021, 3, 16)) not in rates
    assert ("USD", date(2021, 2, 28)) not in rates


def test_a_pair_is_turned_round_and_a_third_currency_leads_from_one_to_the_other() -> None:
    rates = by_day(("CNY", "EUR", MONDAY, 0.125), ("USD", "EUR", MONDAY, 0.75))

    assert rates["EUR", MONDAY] == 8.0
    assert rates["USD", MONDAY] == 6.0
    assert ("CNY", MONDAY) not in rates


def test_a_rate_that_is_published_directly_comes_before_one_that_is_computed() -> None:
    rates = by_day(
        ("USD", "CNY", MONDAY, 6.6), ("CNY", "USD", MONDAY, 0.2), ("USD", "EUR", MONDAY, 1.0), ("EUR", "CNY", MONDAY, 9)
    )

    assert rates["USD", MONDAY] == 6.6


def test_values_are_in_the_currency_of_the_installation_and_missing_without_a_rate(tmp_path: Path) -> None:
    rows = (declared("A", 100, "CNY"), declared("B", 100, "USD"), declared("C", 100, "XAF"), declared("D", 100, None))
    lake = lake_of(tmp_path, *rows)
    assert values(lake) == {"A": 100, "B": None, "C": None, "D": 100}

    lake.write("exchange_rates", "2021-03", "rates", published(("USD", "CNY", MONDAY, 6.5)))
    assert values(lake) == {"A": 100, "B": 650, "C": None, "D": 100}


def test_of_two_rates_of_a_day_the_one_loaded_later_counts(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, declared("A", 1, "CNY"), declared("B", 100, "USD"))
    lake.write("exchange_rates", "2021-03", "b", published(("USD", "CNY", MONDAY, 6.5)))
    assert values(lake)["B"] == 650
    lake.write("exchange_rates", "2021-03", "a", published(("USD", "CNY", MONDAY, 7.0), loaded_at=LATER))
    assert values(lake)["B"] == 700


@pytest.mark.parametrize(
    ("currencies", "expected"), [(("KRW", "KRW"), "KRW"), (("KRW", "USD"), "CNY"), ((None, None), "CNY")]
)
def test_the_only_currency_of_the_declarations_is_that_of_the_installation(
    tmp_path: Path, currencies: tuple[str | None, ...], expected: str
) -> None:
    lake = lake_of(tmp_path, *(declared(str(place), 5, each) for place, each in enumerate(currencies)))

    assert lake.currency == expected


def test_declarations_collected_later_never_change_the_currency(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, declared("A", 5, "KRW"))
    lake.settle_currency()
    lake.write("declarations", "2021-03", "second", pd.DataFrame([declared("B", 5, "USD")]))
    lake.settle_currency()

    assert Lake(tmp_path).currency == "KRW"
    assert values(Lake(tmp_path)) == {"A": 5, "B": None}


def test_the_configured_currency_comes_first(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, declared("A", 5, "KRW"), currency="EUR")

    assert lake.currency == "EUR"
    assert values(lake) == {"A": None}
    with pytest.raises(UnknownCurrencyError, match="euro is no currency"):
        Lake(tmp_path, "euro")


def test_every_version_has_its_value(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, declared("A", 5, "KRW"))
    with lake.connect("declaration_versions") as connection:
        assert connection.sql("select value from declaration_versions").fetchall() == [(5.0,)]


def test_view_frame_and_single_declaration_agree(tmp_path: Path) -> None:
    days = [date(2021, 2, 27), MONDAY, TUESDAY, FRIDAY, date(2021, 3, 20)]
    named = ["CNY", "USD", "EUR", "XAF", None]
    rows = [
        declared(f"{place:02}", 10.0 + place, currency, day)
        for place, (currency, day) in enumerate((currency, day) for currency in named for day in days)
    ]
    lake = lake_of(tmp_path, *rows, declared("98", None, "USD"), currency="CNY")
    rates = published(("USD", "CNY", MONDAY, 6.5), ("USD", "EUR", TUESDAY, 0.8), ("CNY", "EUR", FRIDAY, 0.12))
    lake.write("exchange_rates", "2021-03", "rates", rates)
    items = pa.Table.from_pylist([{**row} for row in rows], pa.schema([*FRAME]))
    by_frame = lake.money.with_values(items).column("value").to_pylist()
    singly = [_singly(lake.money, row) for row in rows]

    assert by_frame == singly
    assert by_frame == [value for key, value in sorted(values(lake).items()) if key != "98"]
    assert by_frame.count(None) == 10  # every XAF, USD on two days and EUR on three
    assert by_frame[5:15] == pytest.approx(
        [None, 16 * 6.5, 17 * 6.5, 18 * 6.5, None, None, None, 22 / 0.8 * 6.5, 23 / 0.12, None]
    )
    assert Money("CNY").with_values(items).column("value").null_count == 15


FRAME = [
    pa.field("declaration_id", pa.string()),
    pa.field("item_value", pa.float64()),
    pa.field("currency", pa.string()),
    pa.field("lodged_on", pa.date32()),
]


def _singly(money: Money, row: dict[str, object]) -> float | None:
    rate = money.rate(row["currency"], row["lodged_on"])  # type: ignore[arg-type]
    return None if rate is None else float(row["item_value"]) * rate  # type: ignore[arg-type]
