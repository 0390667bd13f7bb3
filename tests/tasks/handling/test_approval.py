"""Who decides on a measure: the unit of the kind's level, one level up for large amounts, and never its proposer."""

import pytest

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.terms import HandlingState, UnitLevel
from tasks.handling.approval import HandlingRefusedError, approving_unit, check_decider, decided

UNITS = Organisation(organisation())


@pytest.mark.parametrize(
    ("unit", "level", "amount", "approver"),
    [
        ("SHA1", UnitLevel.LOCAL, 10.0, "SHA1"),
        ("SHA1", UnitLevel.REGIONAL, 10.0, "SHA"),
        ("SHA1", UnitLevel.REGIONAL, 200.0, "SHA"),
        ("SHA1", UnitLevel.REGIONAL, 200.01, "SH"),
        ("SHA1", UnitLevel.SUB_CENTER, 200.01, "CN"),
        ("SHA1", UnitLevel.NATIONAL, 200.01, "CN"),
        ("SH", UnitLevel.REGIONAL, 10.0, "SH"),
        ("CN", UnitLevel.SUB_CENTER, 10.0, "CN"),
    ],
)
def test_the_level_of_the_kind_decides_and_twenty_times_the_median_goes_one_level_up(
    unit: str, level: UnitLevel, amount: float, approver: str
) -> None:
    assert approving_unit(UNITS, unit, level, amount, median=10.0) == approver


def test_without_a_median_no_amount_is_large() -> None:
    assert approving_unit(UNITS, "SHA1", UnitLevel.REGIONAL, 1e12, median=0.0) == "SHA"


@pytest.mark.parametrize("unit", ["SHA", "SH", "CN"])
def test_the_approving_unit_and_units_above_it_may_decide(unit: str) -> None:
    check_decider(UNITS, "SHA", unit, proposer="analyst", actor="chief")


@pytest.mark.parametrize("unit", ["SHA1", "QDG", "QD", "XX"])
def test_units_below_beside_and_unknown_may_not_decide(unit: str) -> None:
    with pytest.raises(HandlingRefusedError, match=f"{unit} may not decide: SHA or a unit above it must"):
        check_decider(UNITS, "SHA", unit, proposer="analyst", actor="chief")


def test_nobody_decides_on_a_measure_of_their_own() -> None:
    with pytest.raises(HandlingRefusedError, match="chief proposed this measure: another officer must decide"):
        check_decider(UNITS, "SHA", "CN", proposer="chief", actor="chief")


@pytest.mark.parametrize("actor", ["Chief", " chief ", "\uff23\uff28\uff29\uff25\uff26"])
def test_another_spelling_is_no_other_officer(actor: str) -> None:
    with pytest.raises(HandlingRefusedError, match="proposed this measure: another officer must decide"):
        check_decider(UNITS, "SHA", "CN", proposer="chief", actor=actor)


def test_nobody_decides_nothing() -> None:
    with pytest.raises(HandlingRefusedError, match="a decision needs a name"):
        check_decider(UNITS, "SHA", "CN", proposer="chief", actor=" ")


@pytest.mark.parametrize("state", [state for state in HandlingState if state != HandlingState.PROPOSED])
def test_what_was_decided_is_not_decided_again(state: HandlingState) -> None:
    with pytest.raises(HandlingRefusedError, match=f"the measure is {state} already"):
        decided(state, "approve")


def test_a_decision_is_to_approve_or_to_reject() -> None:
    assert decided(HandlingState.PROPOSED, "approve") is HandlingState.APPROVED
    assert decided(HandlingState.PROPOSED, "reject") is HandlingState.REJECTED
    with pytest.raises(HandlingRefusedError, match="postpone is no decision: approve or reject"):
        decided(HandlingState.PROPOSED, "postpone")
