"""What was planted is known apart from what the offices see."""

import pandas as pd
import pytest

from sql.lake import Lake, SealedTableError
from sql.terms import Priority, Violation
from tasks.simulation.files import write_world
from tasks.simulation.violations import PATTERNS
from tasks.simulation.world import World


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
    assert truth.index.tolist() == world.declarations["declaration_id"].tolist()
    for shown in (world.outcomes, world.sealed):
        assert (shown["violation"].to_numpy() == truth["violation"].reindex(shown["declaration_id"]).to_numpy()).all()
        assert set(shown["violation"]) == {each.value for each in Violation}
    assert (truth.loc[truth["violation"] == "none", "evaded_duty"] == 0).all()


@pytest.mark.parametrize("column", ["importer", "seller", "declarant", "declaration_id"])
def test_no_name_gives_an_offender_away(world: World, column: str) -> None:
    shape = world.declarations[column].str.replace(r"\d", "9", regex=True)
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
    told_on = world.declarations["importer"].isin(tips["subject"]).to_numpy()
    assert guilty[told_on].mean() > 1.5 * guilty[~told_on].mean()


def cases_of(world: World, pattern: str) -> pd.DataFrame:
    return world.declarations[(world.truth["pattern"] == pattern).to_numpy()]


def test_an_importer_of_a_low_price_level_keeps_nearly_all_its_prices_low(world: World) -> None:
    low = cases_of(world, "low_price_level").groupby("importer").size()
    whole = world.declarations.groupby("importer").size().reindex(low.index)
    assert (low / whole).median() > 0.7


def test_an_associate_shares_declarant_and_seller_with_who_violated_before(world: World) -> None:
    pair = ["declarant", "seller"]
    new = cases_of(world, "associate_of_offender")[pair].drop_duplicates()
    guilty = (world.truth["violation"] != "none").to_numpy()
    others = (world.truth["pattern"] != "associate_of_offender").to_numpy()
    assert len(new.merge(world.declarations.loc[guilty & others, pair].drop_duplicates())) == len(new)


def test_a_surge_is_one_code_of_one_origin_within_weeks_by_many_importers(world: World) -> None:
    waves = cases_of(world, "surge").groupby(["hs_code", "country_of_origin"])
    assert (waves["lodged_on"].agg(lambda days: (days.max() - days.min()).days) <= 18).all()
    assert waves["importer"].nunique().min() >= 5


def test_duty_falls_short_in_whole_weeks_of_few_offices(world: World) -> None:
    short = cases_of(world, "duty_shortfall")
    assert short["office"].nunique() <= 6
    rates = world.declarations.groupby("hs_code")["duty_rate"].max()
    assert (short["duty_rate"] <= 0.2 * short["hs_code"].map(rates) + 0.05).all()
