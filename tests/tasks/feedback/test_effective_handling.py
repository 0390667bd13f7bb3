"""The second aim, by figures that a hand can check."""

import pandas as pd
import pytest

from tasks.feedback.effective_handling import by_parameter, handling_indicators
from tasks.feedback.violations import estimated_violations
from tests.tasks.feedback.inspections import inspections, lanes, together, value

BY_RATING = {"lane": "high", "selected_by": "rating", "selection_probability": 1.0}
BY_PARAMETER = {"lane": "high", "selected_by": "parameter", "selection_probability": 1.0}


SEED = 7


def handled(
    done: pd.DataFrame, usual: "float | pd.Series[float]", decisions: pd.DataFrame | None = None
) -> pd.DataFrame:
    violations = None if decisions is None else estimated_violations(decisions, done, SEED)
    return handling_indicators(done, usual, violations, SEED)


def test_hit_rates_and_lift_by_ground() -> None:
    done = together(inspections(40, 4), inspections(10, 6, **BY_RATING))
    told = handled(done, 2.0, lanes(low=990, high=10))
    assert value(told, "hit_rate") == pytest.approx(10 / 50)
    assert value(told, "hit_rate_of_ground", "rating") == pytest.approx(0.6)
    everything = (99 + 6) / 1000  # chance draws from the low lane alone: what the rating found is part of all
    assert value(told, "lift_over_chance", "rating") == pytest.approx(0.6 / everything)
    row = told[(told["name"] == "lift_over_chance") & (told["scope"] == "rating")].iloc[0]
    assert 1 < row["low"] < row["value"] < row["high"]


def test_no_lift_is_claimed_where_chance_found_nothing() -> None:
    done = together(inspections(40, 0), inspections(10, 6, **BY_RATING))
    told = handled(done, 2.0, lanes(low=990, high=10))
    assert pd.isna(value(told, "lift_over_chance", "rating"))
    assert "lift_over_chance" not in set(handled(done, 2.0)["name"])


def test_a_declaration_that_two_parameters_hit_counts_for_both_and_requests_do_not_count() -> None:
    done = together(
        inspections(4, 1, parameters="A;B", **BY_PARAMETER),
        inspections(6, 0, parameters="B;REQUEST-x-1", **BY_PARAMETER),
    )
    told = handled(done, 2.0)
    assert value(told, "hit_rate_of_parameter", "A") == pytest.approx(1 / 4)
    assert value(told, "hit_rate_of_parameter", "B") == pytest.approx(1 / 10)
    assert set(by_parameter(done)["parameter"]) == {"A", "B"}


def test_only_like_offices_are_put_together() -> None:
    done = together(inspections(10, 1), inspections(10, 5, traffic="airport"), inspections(10, 2, office="QDG1"))
    told = handled(done, 2.0)
    assert value(told, "hit_rate_of_like_offices", "sea_port") == pytest.approx(3 / 20)
    assert value(told, "hit_rate_of_like_offices", "airport") == pytest.approx(0.5)


def test_duty_per_officer_hour_counts_all_but_violations_whose_duty_is_not_known() -> None:
    done = together(
        inspections(1, 1, recovered_duty=90.0),  # hours not recorded: two by policy
        inspections(1, 1, recovered_duty=10.0, officer_hours=3.0),
        inspections(5, 0, officer_hours=4.0),
        inspections(7, 7, officer_hours=8.0),
    )
    assert value(handled(done, 2.0), "recovered_duty_per_officer_hour") == pytest.approx(100 / 25)


def test_no_duty_per_officer_hour_is_claimed_where_none_was_ever_recorded() -> None:
    done = together(inspections(5, 0, officer_hours=4.0), inspections(2, 2, officer_hours=4.0))
    assert pd.isna(value(handled(done, 2.0), "recovered_duty_per_officer_hour"))


def test_each_office_has_its_own_usual_hours() -> None:
    done = together(inspections(1, 1, recovered_duty=90.0), inspections(1, 1, recovered_duty=10.0, office="QDG1"))
    usual = done["office"].map({"SHA1": 1.0, "QDG1": 4.0})
    assert value(handled(done, usual), "recovered_duty_per_officer_hour") == pytest.approx(100 / 5)


def test_the_way_from_lane_to_result_is_told_in_days() -> None:
    quick = inspections(3, 0, inspected_on=pd.Timestamp("2021-01-05"))
    slow = inspections(2, 0, inspected_on=pd.Timestamp("2021-02-04"))
    assert value(handled(together(quick, slow), 2.0), "median_days_from_lane_to_result") == 1.0
