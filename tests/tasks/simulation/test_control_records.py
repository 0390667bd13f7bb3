"""Inspections, manuals, officers' actions, manifests and information fit the declarations they speak of."""

import pandas as pd

from sql.reference import organisation
from sql.terms import InformationKind, Priority
from tasks.simulation.world import World
from tests.tasks.simulation.planted import one_row_each


def test_inspections_have_results_hours_and_recovered_duty(world: World) -> None:
    found = world.outcomes["violation"] != "none"
    assert 0.05 < found.mean() < 0.6
    assert (world.outcomes["officer_hours"] > 0).all()
    assert world.outcomes.loc[found, "kind"].notna().all()
    assert world.outcomes["declaration_id"].is_unique
    assert (world.outcomes.loc[found, "recovered_duty"] > 0).mean() > 0.5
    lodged = one_row_each(world).set_index("declaration_id")["lodged_on"]
    delay = world.outcomes["inspected_on"] - world.outcomes["declaration_id"].map(lodged)
    assert delay.dt.days.between(1, 3).all()


def test_inspections_find_more_than_chance_would(world: World) -> None:
    base = (world.truth["violation"] != "none").mean()
    assert (world.outcomes["violation"] != "none").mean() > 1.5 * base


def test_manuals_cover_processing_trade_and_some_are_misused(world: World) -> None:
    covered = world.declarations[world.declarations["manual_number"].notna()]
    assert set(covered["manual_number"]) <= set(world.manuals["number"])
    assert set(covered["trade_mode"]) == {"0214", "0615"}
    moved = world.manual_movements.pivot_table(
        index="manual_number", columns="movement", values="quantity", aggfunc="sum"
    )
    assert (moved["export"].isna() & (moved["import"] > 0)).any(), "a manual that imports and never exports"
    overdue = world.manuals["written_off_on"].isna() & (world.manuals["expires_on"] < pd.Timestamp("2020-12-01"))
    assert overdue.any(), "a manual that was not written off in time"
    assert set(world.manual_movements["declaration_id"].dropna()) <= set(world.declarations["declaration_id"])


def test_officers_enter_release_waive_and_change(world: World) -> None:
    actions = world.officer_actions
    assert {"entered", "released", "inspection_waived", "result_changed"} == set(actions["action"])
    assert actions["action_id"].is_unique
    offices = one_row_each(world).set_index("declaration_id")["office"]
    assert (actions["declaration_id"].map(offices).to_numpy() == actions["office"].to_numpy()).all()
    times = actions.pivot_table(index="declaration_id", columns="action", values="happened_at", aggfunc="first")
    taken = (times["released"] - times["entered"]).dropna()
    assert (taken > pd.Timedelta(0)).mean() > 0.99
    assert (taken < pd.Timedelta(seconds=10)).any(), "a release within seconds"


def test_manifests_speak_of_imports_and_a_few_bills_of_nothing_declared(world: World) -> None:
    declared = world.manifests["declaration_id"].notna()
    assert set(world.manifests.loc[declared, "declaration_id"]) <= set(world.declarations["declaration_id"])
    assert 0 < (~declared).mean() < 0.02
    assert not world.manifests.duplicated(["bill_number", "container"]).any()


def test_a_bill_has_a_line_for_each_container_of_its_declaration(world: World) -> None:
    lines = world.manifests.dropna(subset="declaration_id")
    boxes = lines.groupby("declaration_id")["container"].agg(lambda names: sorted(names.dropna()))
    declared = one_row_each(world).set_index("declaration_id")["containers"].reindex(boxes.index)
    assert boxes.tolist() == [sorted(names) for names in declared]
    assert max(map(len, boxes)) > 1


def test_some_bills_are_declared_and_some_manuals_extended_after_they_came(world: World) -> None:
    reported = world.first_manifests
    assert reported["declaration_id"].isna().all()
    key = ["bill_number", "container"]
    assert len(reported.merge(world.manifests.dropna(subset="declaration_id"), on=key)) == len(reported) > 0
    both = world.first_manuals.merge(world.manuals, on="number", suffixes=("", "_later"))
    assert len(both) > 0
    assert (both["expires_on"] < both["expires_on_later"]).all()


def test_information_comes_from_every_region_with_grade_subject_and_validity(world: World) -> None:
    items = world.information
    regions = organisation().query("level == 'regional'")["code"]
    assert set(items["unit"]) == set(regions)
    assert set(items["kind"]) <= {kind.value for kind in InformationKind}
    assert len(set(items["kind"])) >= 4
    assert {Priority.SECURITY.value, Priority.IPR.value, Priority.DRUGS.value} < set(items["priority"])
    assert items["reliability"].isin(list("ABCDEF")).all()
    assert (items["valid_to"] > items["received_on"]).all()
    assert items["key"].is_unique
