"""A net mass far too small for the value is found."""

from tests.tasks.analysis.trade import coffee, declared, found, recent_day


def test_a_tenth_of_the_expected_mass_is_found() -> None:
    assert found("weight_value_mismatch", coffee(60), declared(importer=["L"], lodged_on=recent_day(), net_mass=10.0))


def test_a_usual_mass_is_not_found() -> None:
    assert found("weight_value_mismatch", coffee(60), coffee(30).assign(lodged_on=recent_day())) == []


def test_too_much_mass_is_left_to_undervaluation() -> None:
    heavy = declared(importer=["H"], lodged_on=recent_day(), net_mass=1_000.0)
    assert found("weight_value_mismatch", coffee(60), heavy) == []
