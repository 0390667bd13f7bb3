"""Declarations are made out in several currencies, whose dated rates are written beside the inbox and into the lake."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sql.lake import Lake
from tasks.simulation.files import write_world
from tasks.simulation.world import World
from tests.tasks.simulation.planted import cases_of


def test_most_trade_is_in_foreign_currencies_and_a_declaration_in_one(world: World) -> None:
    shares = world.declarations["currency"].value_counts(normalize=True)
    assert set(shares.index) == {"CNY", "USD", "EUR", "JPY", "KRW", "GBP"}
    assert shares["USD"] > 0.4
    assert 0.15 < shares["CNY"] < 0.45
    assert (world.declarations.groupby("declaration_id")["currency"].nunique() == 1).all()
    parcels = world.declarations["trade_mode"].isin(["1210", "9610"])
    assert (world.declarations.loc[parcels, "currency"] == "CNY").all()


def test_every_currency_has_a_rate_at_least_every_week(world: World) -> None:
    rates = world.exchange_rates
    for _, days in rates.groupby("currency")["valid_from"]:
        assert (days.diff().dropna() <= pd.Timedelta(days=7)).all()
        assert days.min() <= world.declarations["lodged_on"].min()
        assert days.max() > world.declarations["lodged_on"].max() - pd.Timedelta(days=7)
    assert (rates["rate"] > 0).all()
    assert set(rates["base"]) == {"CNY"}


def test_the_lake_gives_the_value_that_the_simulator_meant(world: World, tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    files = write_world(world, tmp_path / "inbox", lake)
    written = pd.read_csv(tmp_path / "exchange-rates.csv", parse_dates=["valid_from"])
    pd.testing.assert_frame_equal(written, world.exchange_rates, check_dtype=False)
    lake.write_by_month("declarations", "lodged_on", "t", world.declarations.drop(columns="value"))
    with lake.connect("declarations") as connection:
        items = "declaration_id, item_number"
        seen = connection.execute(f"select {items}, value from declarations order by {items}").df()
    meant = world.declarations.sort_values(["declaration_id", "item_number"])["value"]
    np.testing.assert_allclose(seen["value"], meant, rtol=1e-9)
    for path in files:
        if path.name.startswith("declarations-"):
            assert pd.read_parquet(path, columns=["value"])["value"].isna().all()


def test_round_prices_stay_round(world: World) -> None:
    undervalued = cases_of(world, "undervaluation")
    for _, some in undervalued.groupby(undervalued["currency"] == "CNY"):
        assert (np.mod(some["item_value"], 100) == 0).mean() == pytest.approx(0.5, abs=0.2)
