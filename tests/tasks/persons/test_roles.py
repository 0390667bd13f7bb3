"""What a role may do is one table: by role, validity and jurisdiction."""

from datetime import date

import pytest

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.terms import Role
from tasks.parameters.life_rules import ACTIONS, ParameterMove
from tasks.persons.person import Person, PersonRefusedError
from tasks.persons.roles import MAY, Action, check_may, may
from tasks.post_clearance.entitlement import action_of

UNITS = Organisation(organisation())
DAY = date(2021, 3, 1)


def person(*roles: Role, unit: str = "SH") -> Person:
    return Person("17", "Li", unit, frozenset(roles), date(2021, 1, 1), date(2021, 12, 31))


@pytest.mark.parametrize("action", Action)
def test_every_action_is_somebodys_and_only_theirs(action: Action) -> None:
    assert MAY[action]
    for role in Role:
        assert may(person(role), action, "SH", DAY, UNITS) == (role in MAY[action])
    assert not may(person(), action, "SH", DAY, UNITS)


@pytest.mark.parametrize(
    ("unit", "allowed"), [("SH", True), ("SHA1", True), ("CN", False), ("QD", False), ("??", False)]
)
def test_nobody_acts_beyond_their_jurisdiction(unit: str, allowed: bool) -> None:
    assert may(person(Role.APPROVER), Action.DECIDE_HANDLING, unit, DAY, UNITS) == allowed


@pytest.mark.parametrize("day", [date(2020, 12, 31), date(2022, 1, 1)])
def test_nobody_acts_before_or_after_their_time(day: date) -> None:
    assert not may(person(Role.APPROVER), Action.DECIDE_HANDLING, "SH", day, UNITS)
    with pytest.raises(PersonRefusedError, match="acts from 2021-01-01 to 2021-12-31, not on"):
        check_may(person(Role.APPROVER), Action.DECIDE_HANDLING, "SH", day, UNITS)


def test_a_refusal_says_which_role_it_takes() -> None:
    with pytest.raises(PersonRefusedError, match="17 may not approve parameters: that takes the role approver"):
        check_may(person(Role.PARAMETER_OFFICER), Action.APPROVE_PARAMETER, "SH", DAY, UNITS)
    with pytest.raises(PersonRefusedError, match="acts for SH and may not decide on measures of QD"):
        check_may(person(Role.APPROVER), Action.DECIDE_HANDLING, "QD", DAY, UNITS)


def test_who_writes_does_not_hold_the_role_that_approves() -> None:
    assert MAY[Action.DRAFT_PARAMETER].isdisjoint(MAY[Action.APPROVE_PARAMETER])
    assert MAY[Action.PROPOSE_HANDLING].isdisjoint(MAY[Action.DECIDE_HANDLING])


def test_every_move_of_a_parameter_that_persons_make_takes_a_role() -> None:
    assert set(ACTIONS) == set(ParameterMove) - {ParameterMove.EXPIRE}


def test_cases_are_worked_on_by_their_kind_and_decided_by_others() -> None:
    assert action_of("TA-SH-2021-0001", "start") is Action.WORK_AUDIT
    assert action_of("AS-SH-2021-0001", "file") is Action.WORK_SMUGGLING_CASE
    for number, event in (("TA-SH-2021-0001", "approve"), ("AS-SH-2021-0001", "accept"), ("AS-1", "reject")):
        assert action_of(number, event) is Action.APPROVE_CASE
