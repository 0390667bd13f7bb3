"""What was planted is known apart from what the offices see."""

import pandas as pd
import pytest

from sql.lake import Lake, SealedTableError
from sql.terms import Priority, Violation
from tasks.simulation.files import write_world
from tasks.simulation.violations import PATTERNS
from tasks.simulation.world import World
from tests.tasks.simulation.planted import cases_of, one_row_each, with_truth


def test_every_pattern_is_planted(world: World) -> None:
    counts = world.truth["pattern"].value_counts()
    assert all(counts[pattern.name] >= 8 for pattern in PATTERNS)


def test_each_of_the_four_priorities_is_violated_in_history_and_in_the_screened_period(world: World) -> None:
    later = world.truth["lodged_on"] >= pd.Timestamp("2021-01-01")
    for period in (world.truth[~later], world.truth[later]):
        assert set(period["priority"].dropna()) == {priority.value for priority in Priority}


def test_about_one_declaration_in_twenty_five_violates(world: World) -> None:
    assert 0.02 <= (world.truth["violation"] != "none").mean() <= 0.08


def test_truth_has_one_row_per_declaration_and_what_inspections_show_agrees_with_it(world: World) -> None:
    truth = world.truth.set_index("declaration_id")
    assert truth.index.tolist() == world.declarations["declaration_id"].drop_duplicates().tolist()
    for shown in (world.outcomes, world.sealed):
        assert (shown["violation"].to_numpy() == truth["violation"].reindex(shown["declaration_id"]).to_numpy()).all()
        assert set(shown["violation"]) == {each.value for each in Violation}
    assert (truth.loc[truth["violation"] == "none", "evaded_duty"] == 0).all()


@pytest.mark.parametrize("column", ["importer", "seller", "declarant", "declaration_id"])
def test_no_name_gives_an_offender_away(world: World, column: str) -> None:
    shape = one_row_each(world)[column].str.replace(r"\d", "9", regex=True)
    guilty = (world.truth["violation"] != "none").to_numpy()
    assert set(shape[guilty]) <= set(shape[~guilty])


def test_no_file_of_the_inbox_holds_what_was_planted(world: World, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("world")
    lake = Lake(folder / "lake")
    files = write_world(world, folder / "inbox", lake)
    hidden = {"pattern", "evaded_duty"}
    for path in files:
        header = pd.read_csv(path, nrows=0) if path.suffix == ".csv" else pd.read_parquet(path)
        assert not hidden & set(header.columns), path.name
    with pytest.raises(SealedTableError), lake.connect("truth"):
        pass
    with lake.unsealed("truth") as connection:
        assert connection.execute("select count(*) from truth").fetchall() == [(len(world.truth),)]


def test_whom_somebody_tells_on_offends_more_often(world: World) -> None:
    tips = world.information[world.information["kind"].isin(["tip_off", "intelligence"])]
    guilty = (world.truth["violation"] != "none").to_numpy()
    told_on = one_row_each(world)["importer"].isin(tips["subject"]).to_numpy()
    assert guilty[told_on].mean() > 1.5 * guilty[~told_on].mean()


def test_an_importer_of_a_low_price_level_keeps_nearly_all_its_prices_low(world: World) -> None:
    low = cases_of(world, "low_price_level").groupby("importer").size()
    whole = world.declarations.groupby("importer").size().reindex(low.index)
    assert (low / whole).median() > 0.7


def test_an_associate_shares_declarant_and_seller_with_who_violated_before(world: World) -> None:
    pair = ["declarant", "seller"]
    items = with_truth(world)
    new = cases_of(world, "associate_of_offender")[pair].drop_duplicates()
    others = items["guilty"] & (items["pattern"] != "associate_of_offender")
    assert len(new.merge(items.loc[others, pair].drop_duplicates())) == len(new)


def test_a_surge_is_one_code_of_one_origin_within_weeks_by_many_importers(world: World) -> None:
    waves = cases_of(world, "surge").groupby(["hs_code", "country_of_origin"])
    assert (waves["lodged_on"].agg(lambda days: (days.max() - days.min()).days) <= 18).all()
    assert waves["importer"].nunique().min() >= 5


def test_duty_falls_short_in_whole_weeks_of_few_offices(world: World) -> None:
    short = cases_of(world, "duty_shortfall")
    assert short["office"].nunique() <= 6
    rates = world.declarations.groupby("hs_code")["duty_rate"].max()
    assert (short["duty_rate"] <= 0.2 * short["hs_code"].map(rates) + 0.05).all()


def test_a_forged_licence_is_declared_by_a_new_exporter_and_known_to_nobody(world: World) -> None:
    forged = cases_of(world, "forged_export_licence")
    assert (forged["direction"] == "export").all()
    assert not forged["licences"].explode().isin(world.licences["licence_number"]).any()
    items = world.declarations
    others = items[~items["declaration_id"].isin(forged["declaration_id"])]
    assert not forged["exporter"].isin(others["exporter"]).any()
    honest = others[(others["direction"] == "export") & (others["licences"].str.len() > 0)]
    assert honest["licences"].str[0].isin(world.licences["licence_number"]).mean() > 0.9


def test_truth_names_the_items_that_violate(world: World) -> None:
    items = with_truth(world)
    guilty = items.groupby("declaration_id")["guilty"].sum()
    violating = world.truth.set_index("declaration_id")["violation"] != "none"
    assert ((guilty > 0) == violating.reindex(guilty.index)).all()
    patterns = world.truth.set_index("declaration_id")["pattern"]
    whole = patterns.isin(["low_price_level", "duty_shortfall"])
    assert (guilty[violating & ~whole] == 1).all()
    assert (guilty[whole] > 1).any()
    place = items.loc[items["guilty"], "item_number"] / items.groupby("declaration_id")["item_number"].transform("size")
    assert 0.5 < place.mean() < 0.95, "the guilty item stands anywhere"


def test_most_outcomes_of_several_items_name_the_item_that_violates(world: World) -> None:
    sizes = world.declarations.groupby("declaration_id").size()
    items = with_truth(world).set_index(["declaration_id", "item_number"])["guilty"]
    for shown in (world.outcomes, world.sealed):
        violated = shown[(shown["violation"] != "none") & (shown["declaration_id"].map(sizes) > 1)]
        named = violated.dropna(subset="item_number")
        assert 0.5 < len(named) / len(violated) < 1
        assert items.reindex(pd.MultiIndex.from_frame(named[["declaration_id", "item_number"]])).all()
        assert shown.loc[shown["violation"] == "none", "item_number"].isna().all()


def test_parcels_and_split_consignments_have_one_item(world: World) -> None:
    sizes = world.declarations.groupby("declaration_id").size()
    for pattern in ("splitting", "sensitive_brand_goods"):
        assert (cases_of(world, pattern)["declaration_id"].map(sizes) == 1).all()
