"""The operator's lane policy becomes a version in the register when it changes, and not before."""

from dataclasses import asdict
from datetime import date

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register import insert_new
from sql.register.tables import LanePolicyVersion
from sql.stores import Stores
from tasks.clearance.policy.adoption import adopt_policy, load_default_policy
from tasks.records.lane_policy import LanePolicy, lane_policy

TODAY, TOMORROW = date(2021, 4, 6), date(2021, 4, 7)
UNITS = Organisation(organisation())


def in_force(stores: Stores, day: date, direction: str | None = None) -> LanePolicy:
    return lane_policy(stores, "SH", day, UNITS, direction)


def both(**figures: float) -> dict[str, dict[str, float]]:
    return {"both": asdict(LanePolicy()) | figures, "import": {}, "export": {}}


def test_a_policy_left_at_its_defaults_adds_no_version(stores: Stores) -> None:
    load_default_policy(stores, TODAY)
    assert adopt_policy(stores, both(), TOMORROW) == {"policies_adopted": 0}


def test_a_changed_figure_holds_from_the_day_of_the_run_and_is_adopted_once(stores: Stores) -> None:
    load_default_policy(stores, date(2021, 4, 1))
    wanted = both(high_rate=0.08)
    assert adopt_policy(stores, wanted, TODAY) == {"policies_adopted": 1}
    assert adopt_policy(stores, wanted, TOMORROW) == {"policies_adopted": 0}
    assert in_force(stores, date(2021, 4, 5)).high_rate == 0.05
    assert in_force(stores, TODAY) == LanePolicy(high_rate=0.08)


def test_what_feedback_moved_stays_until_the_operator_changes_a_figure(stores: Stores) -> None:
    adopt_policy(stores, both(high_rate=0.08), TODAY)
    moved = asdict(LanePolicy(high_rate=0.06)) | {
        "key": "CN|feedback",
        "unit": "CN",
        "valid_from": TOMORROW,
        "reason": "thresholds moved",
        "author": "feedback",
    }
    with stores.register.writing() as session:
        insert_new(session, LanePolicyVersion, [moved])
    adopt_policy(stores, both(high_rate=0.08), TOMORROW)
    assert in_force(stores, TOMORROW).high_rate == 0.06


def test_a_change_back_to_the_defaults_is_a_change(stores: Stores) -> None:
    adopt_policy(stores, both(high_rate=0.08), TODAY)
    assert adopt_policy(stores, both(), TOMORROW) == {"policies_adopted": 1}
    assert in_force(stores, TOMORROW) == LanePolicy()


def test_the_default_takes_no_place_of_a_policy_that_the_operator_set_before(stores: Stores) -> None:
    adopt_policy(stores, both(high_rate=0.08), TODAY)
    assert load_default_policy(stores, TODAY) == {"default_policies": 0}
    assert in_force(stores, TOMORROW).high_rate == 0.08


def test_of_several_changes_on_one_day_the_last_holds(stores: Stores) -> None:
    rates = (0.08, 0.07, 0.08, 0.06, 0.09, 0.05, 0.08)
    for rate in rates:
        assert adopt_policy(stores, both(high_rate=rate), TODAY) == {"policies_adopted": 1}
        assert adopt_policy(stores, both(high_rate=rate), TODAY) == {"policies_adopted": 0}
        assert in_force(stores, TODAY).high_rate == rate


def test_figures_of_exports_hold_for_exports_alone_until_they_are_taken_out(stores: Stores) -> None:
    policy = both(high_rate=0.08) | {"export": {"high_rate": 0.01}}
    assert adopt_policy(stores, policy, TODAY) == {"policies_adopted": 2}
    assert adopt_policy(stores, policy, TODAY) == {"policies_adopted": 0}
    assert in_force(stores, TODAY) == in_force(stores, TODAY, "import") == LanePolicy(high_rate=0.08)
    assert in_force(stores, TODAY, "export") == LanePolicy(high_rate=0.01)
    assert adopt_policy(stores, both(high_rate=0.09) | {"export": {"high_rate": 0.01}}, TODAY)["policies_adopted"] == 1
    assert in_force(stores, TODAY, "export").high_rate == 0.01
    assert adopt_policy(stores, both(high_rate=0.09), TOMORROW) == {"policies_adopted": 1}
    assert in_force(stores, TODAY, "export").high_rate == 0.01
    assert in_force(stores, TOMORROW, "export").high_rate == 0.09


def test_a_figure_of_exports_that_is_not_set_follows_both(stores: Stores) -> None:
    adopt_policy(stores, both() | {"export": {"random_rate": 0.1}}, TODAY)
    adopt_policy(stores, both(medium_rate=0.3) | {"export": {"random_rate": 0.1}}, TOMORROW)
    assert in_force(stores, TOMORROW, "export") == LanePolicy(medium_rate=0.3, random_rate=0.1)
