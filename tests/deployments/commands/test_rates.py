"""Exchange rates from a shell."""

from pathlib import Path

from sql.stores import Stores
from tests.deployments.commands.shell import shell
from tests.persons import Officer

TABLE = "Date,USD,JPY,CNY,\n2021-03-01,1.25,160,7.5,\n"


def test_rates_are_loaded_and_listed_in_the_currency_of_the_installation(stores: Stores, tmp_path: Path) -> None:
    path = tmp_path / "eurofxref.csv"
    path.write_text(TABLE)

    assert "3 rates read as ecb_reference_rates, 3 of them new" in shell(stores, "rates", "load", str(path)).out
    assert "0 of them new" in shell(stores, "rates", "load", str(path), Officer("Li", "CN")).out
    rates = shell(stores, "rates", "list", "--as-of", "2021-03-02", "--json").json
    assert {row["currency"]: row["rate"] for row in rates} == {"EUR": 7.5, "USD": 6.0, "JPY": 7.5 / 160}
    assert [row["base"] for row in shell(stores, "rates", "list", "--published", "--json").json] == [
        "CNY",
        "JPY",
        "USD",
    ]
    assert "in CNY" in shell(stores, "rates", "list", "--as-of", "2021-03-02", "--currency", "USD").out


def test_a_file_without_rates_is_refused_and_wrong_rows_are_told(stores: Stores, tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text("currency,valid_from,rate\nUSD,2021-03-01,6.5\nEUR,2021-03-01,-1\nJPY,2021-03-01,0\n")
    out = shell(stores, "rates", "load", str(path)).out
    assert "1 rates read" in out
    assert "1 rows refused: rate -1 is negative" in out
    assert "1 rows refused: rate 0.0 is no exchange rate" in out

    path.write_text("a,b\n1,2\n")
    assert "name its columns currency, base, valid_from and rate" in shell(stores, "rates", "load", str(path)).refusal
    assert "there is no file" in shell(stores, "rates", "load", str(tmp_path / "none.csv")).refusal
