"""The simulated trade is national, and looks like trade."""

import pandas as pd

from sql.contents.declarations import CONTENT
from sql.contents.description import Level
from sql.jurisdiction import Organisation
from sql.reference import organisation
from tasks.simulation.goods import catalogue
from tasks.simulation.world import World
from tests.tasks.simulation.planted import one_row_each, with_truth

SPRING_FESTIVAL = ("2020-01-25", "2020-01-31")


def test_every_office_of_the_three_sub_centers_trades(world: World) -> None:
    units = Organisation(organisation())
    local = units.units.loc[units.units["level"] == "local", "code"]
    assert set(world.declarations["office"]) == set(local)
    centers = world.declarations["office"].map({code: units.at_level(str(code), "sub_center") for code in local})
    assert set(centers) == {"QD", "SH", "HP"}


def test_importers_have_habits(world: World) -> None:
    rows = world.declarations[world.declarations.groupby("importer")["importer"].transform("size") >= 30]

    def usual(column: str) -> float:
        return float(
            rows.groupby("importer")[column].agg(lambda values: values.value_counts(normalize=True).iloc[0]).median()
        )

    assert usual("hs_code") > 0.4
    assert usual("seller") > 0.4
    assert usual("office") > 0.7
    assert usual("declarant") > 0.9


def test_trade_follows_the_week_the_festival_and_the_seasons(world: World) -> None:
    days = one_row_each(world).groupby("lodged_on").size()
    weekday = days.groupby(pd.DatetimeIndex(days.index).day_of_week).mean()
    assert weekday[6] < 0.4 * weekday[1]
    festival = days[slice(*SPRING_FESTIVAL)]
    assert festival.mean() < 0.4 * days.mean()
    months = days.resample("MS").sum()
    assert months["2020-12-01"] > 1.2 * months["2020-02-01"]


def test_goods_come_from_where_they_come_from(world: World) -> None:
    items = with_truth(world)
    imports = items[~items["guilty"] & (items["direction"] == "import")]
    origins = catalogue().table.set_index("hs_code")["origins"].str.split(";")
    known = [
        origin in origins[code] for code, origin in zip(imports["hs_code"], imports["country_of_origin"], strict=True)
    ]
    assert pd.Series(known).mean() > 0.9
    assert imports["country_of_origin"].nunique() > 25


def test_both_directions_and_the_usual_trade_modes_are_there(world: World) -> None:
    direction = one_row_each(world)["direction"].value_counts(normalize=True)
    assert direction["import"] > 0.8
    assert direction["export"] > 0.05
    assert {"0110", "0615", "0214", "1210", "9610", "4019"} == set(world.declarations["trade_mode"])
    assert set(world.declarations["transport_mode"]) == {"sea", "air", "road", "rail"}


def test_exports_name_exporter_and_destination_and_carry_licences_for_leaving(world: World) -> None:
    exports = world.declarations[world.declarations["direction"] == "export"]
    imports = world.declarations[world.declarations["direction"] == "import"]
    assert (exports["exporter"] == exports["importer"]).all()
    assert imports["exporter"].isna().all()
    assert (exports["country_of_origin"] == "CN").all()
    assert (exports["country_of_destination"] != "CN").all()
    assert (imports["country_of_destination"] == "CN").all()
    kinds = exports["licences"].explode().dropna().str[0]
    assert set(kinds) == {"X", "H"}
    needs = exports["hs_code"].isin(catalogue().table.dropna(subset=["licence"])["hs_code"])
    assert (needs == (exports["licences"].str.len() > 0)).all()


def test_enterprises_of_every_category_trade(world: World) -> None:
    category = world.declarations.groupby("enterprise_category")["importer"].nunique()
    assert set(category.index) == {"AA", "A", "B", "C", "D"}
    assert category["B"] == category.max()


def test_goods_under_licence_carry_one_unless_it_was_left_out(world: World) -> None:
    needs = world.declarations["hs_code"].isin(catalogue().table.dropna(subset=["licence"])["hs_code"])
    without = world.declarations["licences"].str.len() == 0
    lacking = with_truth(world).loc[(needs & without).to_numpy(), "pattern"]
    assert needs.mean() > 0.1
    assert (lacking == "licence_missing").all()


def test_sea_freight_has_containers_and_every_route_is_one(world: World) -> None:
    sea = world.declarations["transport_mode"] == "sea"
    assert ((world.declarations["containers"].str.len() > 0) == sea).all()
    several = world.declarations.groupby("declaration_id")["route"].agg(lambda routes: len(set(map(tuple, routes))))
    assert (several == 1).all(), "one route per declaration"
    alone = world.declarations[~world.declarations["declaration_id"].duplicated(keep=False)]
    imports = alone["direction"] == "import"
    assert (alone.loc[imports, "route"].str[0] == alone.loc[imports, "country_of_origin"]).all()
    assert (alone.loc[imports, "route"].str[-1] == "CN").all()
    exports = alone.loc[~imports, "route"]
    assert (exports.str[0] == "CN").all()
    assert (exports.str.len() == 2).mean() > 0.9


def test_prices_lie_around_the_market_price_of_their_goods(world: World) -> None:
    items = with_truth(world)
    honest = items[~items["guilty"]]
    ratio = (
        honest["value"] / honest["net_mass"] / honest["hs_code"].map(catalogue().table.set_index("hs_code")["price"])
    )
    assert 0.85 < ratio.median() < 1.15
    assert ratio.quantile(0.05) > 0.5


def test_most_declarations_have_one_to_five_items_and_a_few_up_to_fifty(world: World) -> None:
    sizes = world.declarations.groupby("declaration_id").size()
    assert 0.4 < (sizes == 1).mean() < 0.6
    assert (sizes <= 5).mean() > 0.9
    assert 0.01 < (sizes > 10).mean() < 0.08
    assert 40 <= sizes.max() <= 50
    parcels = one_row_each(world)["trade_mode"].isin(["1210", "9610"]).to_numpy()
    assert (sizes[parcels] == 1).all()


def test_a_declaration_has_one_header_and_its_items_are_numbered_from_one(world: World) -> None:
    header = [column.name for column in CONTENT.columns if column.level is Level.HEADER]
    of_header = [name for name in header if name in world.declarations and name not in ("containers", "route")]
    groups = world.declarations.groupby("declaration_id", sort=False)
    assert (groups[of_header].nunique(dropna=False) == 1).all().all()
    assert (world.declarations["item_number"] == groups.cumcount() + 1).all()
    assert world.declarations["lodged_on"].is_monotonic_increasing


def test_an_importer_brings_a_small_assortment(world: World) -> None:
    long = world.declarations[world.declarations.groupby("declaration_id")["hs_code"].transform("size") >= 6]
    goods = long.groupby("declaration_id")["hs_code"].nunique()
    assert 1.5 < goods.mean() < 6
