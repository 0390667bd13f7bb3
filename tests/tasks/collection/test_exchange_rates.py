"""Exchange rates from the tables of the ECB and the IMF, and from files of an administration's own."""

from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from sql.stores import Stores
from tasks.collection.exchange_rates import NoRatesError, RatesRead, latest_rates, load_rates, rates_of, rates_on

MOMENT = datetime(2026, 1, 6, 9)
ECB = """Date,USD,JPY,CNY,ROL,
2026-01-05,1.25,160.1,7.5,N/A,
2026-01-02,1.2,160.2,7.8,N/A,
"""
IMF = """Representative Exchange Rates for Selected Currencies for January 2026

Currency\tJanuary 02, 2026\tJanuary 05, 2026
Chinese yuan\t7.0\t7.01
Euro(1)\t1.25\tNA
Japanese yen\t156.40\t157.41
U.S. dollar\t1.0000\t1.0000
Currency\tJanuary 19, 2026\tJanuary 20, 2026
Euro(1)\t1.1698\t1.1700
(1) Exchange rate expressed in terms of U.S. dollars per currency unit.
"""
SDR = """SDRs per Currency unit and Currency units per SDR (1)
last five days
SDRs per Currency unit (2)

Currency\tJanuary 06, 2026\tJanuary 05, 2026
Chinese yuan\t0.1\t0.1040000000
U.S. dollar\t0.7\t0.7410250000

Currency units per SDR(3)

Currency\tJanuary 06, 2026\tJanuary 05, 2026
Chinese yuan\t9.6\t9.5
U.S. dollar\t1.34\t1.35
"""


def read(folder: Path, text: str, name: str = "rates.csv") -> dict[tuple[str, str, str], float]:
    (folder / name).write_text(text, encoding="utf-8")
    rows = rates_of(folder / name, None, "CNY").rows
    keys = zip(rows["currency"], rows["base"], rows["valid_from"].dt.strftime("%m-%d"), strict=True)
    return dict(zip(keys, rows["rate"].tolist(), strict=True))


def test_the_table_of_the_ecb_says_what_a_euro_costs(tmp_path: Path) -> None:
    found = read(tmp_path, ECB)

    assert found["EUR", "USD", "01-05"] == 1.25
    assert found["EUR", "JPY", "01-02"] == 160.2
    assert len(found) == 6  # nothing of the currency without rates


def test_the_daily_file_of_the_ecb_writes_its_date_in_words(tmp_path: Path) -> None:
    found = read(tmp_path, "Date, USD, JPY, \n05 January 2026, 1.25, 160.1, \n")

    assert found == {("EUR", "USD", "01-05"): 1.25, ("EUR", "JPY", "01-05"): 160.1}


def test_the_data_portal_of_the_ecb_has_a_row_for_each_rate(tmp_path: Path) -> None:
    text = "KEY,FREQ,CURRENCY,CURRENCY_DENOM,TIME_PERIOD,OBS_VALUE\nEXR.D.USD.EUR.SP00.A,D,USD,EUR,2026-01-05,1.25\n"

    assert read(tmp_path, text) == {("EUR", "USD", "01-05"): 1.25}


def test_the_table_of_the_imf_says_what_a_dollar_costs_and_where_marked_what_costs_dollars(tmp_path: Path) -> None:
    found = read(tmp_path, IMF)

    assert found["USD", "CNY", "01-02"] == 7.0
    assert found["EUR", "USD", "01-02"] == 1.25
    assert ("EUR", "USD", "01-05") not in found
    assert found["EUR", "USD", "01-20"] == 1.17
    assert ("USD", "CNY", "01-19") not in found
    assert len(found) == 7


def test_the_five_days_of_the_imf_are_read_in_one_direction(tmp_path: Path) -> None:
    found = read(tmp_path, SDR, "rms_five.xls")

    assert found["CNY", "XDR", "01-06"] == 0.1
    assert found["USD", "XDR", "01-05"] == 0.741025
    assert len(found) == 4


def test_a_month_of_the_imf_may_have_the_other_direction(tmp_path: Path) -> None:
    text = (
        "Currency units per SDR for January 2026\n\nCurrency\tJanuary 05, 2026\nChinese yuan\t9.6\nU.S. dollar\t1.35\n"
    )

    assert read(tmp_path, text) == {("XDR", "CNY", "01-05"): 9.6, ("XDR", "USD", "01-05"): 1.35}


def test_rates_without_a_base_are_in_the_currency_of_the_installation(tmp_path: Path) -> None:
    assert read(tmp_path, "currency,valid_from,rate\nUSD,2026-01-05,7\n") == {("USD", "CNY", "01-05"): 7}


def test_what_a_table_quotes_for_many_units_becomes_the_rate_of_one(tmp_path: Path) -> None:
    table = "Devise,Unités,Date,Cours\nJPY,100,2026-01-05,4.6\nUSD,,2026-01-05,7\nVND,0,2026-01-05,7\n"
    (tmp_path / "rates.csv").write_text(table, encoding="utf-8")
    mapping = "{name: bank, content: exchange_rates, columns: {currency: Devise, valid_from: Date, rate: Cours, "

    def read_with(units: str) -> RatesRead:
        (tmp_path / "mapping.yaml").write_text(mapping + units + "}}", encoding="utf-8")
        return rates_of(tmp_path / "rates.csv", tmp_path / "mapping.yaml", "CNY")

    found = read_with("units: Unités")
    assert dict(zip(found.rows["currency"], found.rows["rate"], strict=True)) == {"JPY": 0.046, "USD": 7}
    assert found.refused[["column_name", "reason"]].values.tolist() == [["units", "is no number of units"]]
    assert read_with("units: {constant: '100'}").rows["rate"].tolist() == [0.046, 0.07, 0.07]


def test_what_is_no_rate_is_refused_alone(tmp_path: Path) -> None:
    text = "currency,valid_from,rate\nUSD,2026-01-05,-7\nEUR,2026-01-05,8\nEUR,soon,8\nJPY,2026-01-05,\n"
    (tmp_path / "rates.csv").write_text(text)
    found = rates_of(tmp_path / "rates.csv", None, "CNY")

    assert found.rows["currency"].tolist() == ["EUR"]
    assert sorted(found.refused["row_number"]) == [1, 3, 4]


def test_a_file_of_something_else_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "rates.csv").write_text("a,b\n1,2\n")
    with pytest.raises(NoRatesError, match="name its columns currency, base, valid_from and rate"):
        rates_of(tmp_path / "rates.csv", None, "CNY")


def test_rates_are_loaded_once_corrected_when_they_differ_and_traced(tmp_path: Path) -> None:
    stores = Stores.embedded(tmp_path / "data", "CNY")
    path = tmp_path / "ecb.csv"
    path.write_text(ECB)

    def load(at: datetime) -> int:
        return load_rates(stores, path, None, actor="Li", unit="CN", at=at).fresh

    assert (load(MOMENT), load(MOMENT)) == (6, 0)
    path.write_text(ECB.replace("7.5", "7.4"))
    assert load(datetime(2026, 1, 7)) == 1

    rates = rates_on(stores, date(2026, 1, 5))
    on_monday = dict(zip(rates["currency"], rates["rate"], strict=True))
    assert on_monday == pytest.approx({"EUR": 7.4, "USD": 7.4 / 1.25, "JPY": 7.4 / 160.1})
    assert rates_on(stores, date(2026, 1, 17)).empty
    euros = latest_rates(stores).set_index("base")
    assert list(euros.loc["CNY", ["days", "source"]]) == [2, "European Central Bank"]
    assert euros.loc["CNY", "last_day"] == pd.Timestamp(2026, 1, 5)
