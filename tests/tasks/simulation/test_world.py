"""The simulated world fits the lake, and its files go through collection as they are."""

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from sql.lake import SCHEMAS
from sql.reference import organisation
from sql.stores import Stores
from tasks.collection.collect import collect_file
from tasks.simulation.into_inbox import simulate_into_inbox
from tasks.simulation.world import SimulationPlan, World
from tests.tasks.simulation.conftest import PLAN
from tests.tasks.simulation.planted import one_row_each


def test_declarations_have_the_lakes_columns_and_known_offices(world: World) -> None:
    assert set(world.declarations.columns) == set(SCHEMAS["declarations"].names) - {"batch"}
    units = organisation()
    assert set(world.declarations["office"]) <= set(units.loc[units["level"] == "local", "code"])
    assert not world.declarations.duplicated(["declaration_id", "item_number"]).any()
    assert (world.declarations[["net_mass", "item_value"]] > 0).all().all()


def test_history_is_inspected_in_part_and_the_screened_period_is_sealed_whole(world: World) -> None:
    lodged = one_row_each(world).set_index("declaration_id")["lodged_on"]
    screened = pd.Timestamp(PLAN.screened_from)
    assert (world.outcomes["declaration_id"].map(lodged) < screened).all()
    assert 0.05 < len(world.outcomes) / (lodged < screened).sum() < 0.07
    assert set(world.sealed["declaration_id"]) == set(lodged[lodged >= screened].index)
    assert world.sealed["inspected_on"].isna().all()


def test_offenders_repeat_so_that_the_history_teaches(world: World) -> None:
    known = world.outcomes.merge(one_row_each(world)[["declaration_id", "importer"]], on="declaration_id")
    caught = set(known.loc[known["violation"] != "none", "importer"])
    later = world.sealed.merge(one_row_each(world)[["declaration_id", "importer"]], on="declaration_id")
    guilty = later["violation"] != "none"
    seen = later["importer"].isin(caught)
    assert guilty[seen].mean() > 3 * guilty[~seen].mean()


def test_the_screened_period_cannot_lie_outside_the_plan() -> None:
    with pytest.raises(ValueError, match="screened period"):
        SimulationPlan(1, 5_000, date(2020, 1, 1), date(2020, 2, 1), date(2020, 1, 1) - timedelta(days=1))


def test_files_of_the_inbox_are_collected_without_quarantine(stores: Stores) -> None:
    arguments = (stores, 2_000, date(2020, 1, 1), date(2020, 12, 31), date(2020, 10, 1), 3)
    first = simulate_into_inbox(*arguments)
    files = sorted(path for path in (stores.folder / "inbox").iterdir() if not path.name.startswith("."))
    content = {path.name: path.read_bytes() for path in files}
    assert first["files_written"] == len(files)
    assert simulate_into_inbox(*arguments) == first
    for path in files:
        summary = collect_file(stores, path, date(2020, 9, 30), date(2020, 10, 1))
        assert summary["rows_quarantined"] == 0, summary
        assert summary["rows_accepted"] == summary["rows_read"], summary
    with stores.lake.connect("declarations") as lake:
        lists = "sum(len(licences)), sum(len(containers)), sum(len(route))"
        assert all(count > 1_000 // 10 for count in lake.execute(f"select {lists} from declarations").fetchall()[0])
    assert content == {Path(path).name: path.read_bytes() for path in files}
