"""Which officers' actions are improper is known apart, and supervision's hints find them and little else."""

from datetime import date

import pandas as pd
import pytest

from sql.reference import organisation
from tasks.simulation.world import SimulationPlan, World, simulate
from tasks.supervision.hint_rule import Facts, hint_rules
from tests.tasks.simulation.planted import one_row_each

PLAN = SimulationPlan(7, 60_000, date(2020, 1, 1), date(2020, 3, 31), date(2020, 3, 1))
NOTHING = pd.DataFrame()


@pytest.fixture(scope="module")
def quarter() -> World:
    return simulate(PLAN)


def hinted(world: World, rule: str) -> set[str]:
    facts = Facts(
        changes=pd.DataFrame(),
        as_of=PLAN.last_day,
        declarations=world.declarations,
        inspections=NOTHING,
        manuals=NOTHING,
        manifests=NOTHING,
        officer_actions=world.officer_actions,
        offices=organisation(),
    )
    found = next(each for each in hint_rules() if each.name == rule).hints(facts)
    return set(found["subject"])


def test_no_column_of_an_action_gives_misconduct_away(quarter: World) -> None:
    assert "kind" not in quarter.officer_actions
    assert set(quarter.misconduct["action_id"]) <= set(quarter.officer_actions["action_id"])


def test_hasty_and_nightly_releases_are_hinted_at_and_nothing_else(quarter: World) -> None:
    planted = quarter.misconduct[quarter.misconduct["kind"].isin(["released_in_seconds", "released_at_night"])]
    assert len(planted) > 10
    assert hinted(quarter, "hasty_release") == set(planted["declaration_id"])


def test_actions_without_a_reason_are_hinted_at_and_nothing_else(quarter: World) -> None:
    planted = quarter.misconduct[quarter.misconduct["kind"] == "without_reason"]
    assert len(planted) > 10
    assert hinted(quarter, "action_without_reason") == set(planted["action_id"])


def test_officers_who_favour_a_declarant_are_hinted_at(quarter: World) -> None:
    declarants = one_row_each(quarter).set_index("declaration_id")["declarant"]
    planted = quarter.misconduct[quarter.misconduct["kind"] == "favoured_declarant"]
    pairs = planted["officer"] + "+" + planted["declaration_id"].map(declarants).astype("str")
    counts = pairs.value_counts()
    often = set(counts[counts >= 20].index)
    found = hinted(quarter, "one_officer_one_declarant")
    assert often
    assert often <= found <= set(pairs)
