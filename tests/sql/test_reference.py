"""Reference tables say what rules can take: known countries, units, commodities, and one row for each decision."""

import pandas as pd
import pytest

from sql.reference import country_codes, organisation, reference_table
from sql.terms import HandlingKind, Priority, Severity
from tasks.feedback.actions import actions
from tasks.feedback.policy import feedback_policy
from tasks.records.lane_policy import LanePolicy


@pytest.mark.parametrize("table", ["agreement_members", "trade_agreements", "risk_routes"])
def test_countries_are_those_of_iso_3166_once_each(table: str) -> None:
    rows = reference_table(table)
    assert set(rows["country"]) <= country_codes()
    assert not rows.drop(columns="source", errors="ignore").duplicated().any()


@pytest.mark.parametrize("table", ["risk_routes", "sensitive_commodities"])
def test_what_is_sensitive_is_so_for_a_priority(table: str) -> None:
    assert set(reference_table(table)["priority"]) <= set(Priority)


def test_sensitive_goods_are_named_by_chapter_or_longer_once_for_a_priority() -> None:
    rows = reference_table("sensitive_commodities")
    assert rows["hs_prefix"].str.fullmatch(r"\d{2,10}").all()
    assert not rows.duplicated(["hs_prefix", "priority"]).any()


def test_every_office_of_a_source_is_an_office_of_the_organisation() -> None:
    rows = reference_table("office_codes")
    assert set(rows["unit"]) <= set(organisation()["code"])
    assert not rows.duplicated(["source", "source_code"]).any()


def test_a_category_falls_before_it_rises_and_never_to_itself() -> None:
    rules = reference_table("enterprise_category_rules")
    order = {category: place for place, category in enumerate(["AA", "A", "B", "C", "D"])}
    falls = []
    for before, after in zip(rules["from"], rules["to"], strict=True):
        steps = {order[after] - order[category] for category in str(before).split(";")}
        assert 0 not in steps
        assert len({step > 0 for step in steps}) == 1
        falls.append(min(steps) > 0)
    in_order = pd.Series(falls).iloc[rules["order"].astype("int64").argsort()]
    assert in_order.is_monotonic_decreasing
    rising = rules[[not fall for fall in falls]]
    assert (rising["max_violations"].astype("float64") == 0).all()  # nobody rises with a violation


def test_handling_has_a_policy_for_every_kind_and_feedback_for_every_action() -> None:
    assert set(reference_table("handling_policy")["kind"]) == set(HandlingKind)
    assert set(feedback_policy()) == {name for names in actions() for name in names}


def test_feedback_moves_the_threshold_within_bounds_that_hold_the_default() -> None:
    policy = feedback_policy()["move_threshold"]
    assert policy.least <= LanePolicy().high_rate <= policy.most
    assert 0 < policy.largest_step < 1


def test_severities_and_units_of_rules_and_routes_exist() -> None:
    assert set(reference_table("acknowledgement_rules")["min_severity"]) <= set(Severity)
    routes = reference_table("notification_routes")
    assert set(routes["min_severity"]) <= set(Severity)
    assert set(routes["unit"]) <= set(organisation()["code"])
