"""The life of a parameter: versions are never overwritten, four eyes see each, and everything is in the audit trail."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from sqlmodel import select

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import AuditEntry, ParameterTest, RiskParameter
from sql.stores import Stores
from sql.terms import ParameterState
from tasks.parameters.active import active_parameters, parameters_in_shadow
from tasks.parameters.life import draft, expire_overdue, retire, review_parameter
from tasks.parameters.life_rules import (
    ENDED,
    MOVES,
    ParameterMove,
    ParameterRefusedError,
    check_entitled,
    check_four_eyes,
    moved,
)
from tests.tasks.clearance.lodged import enforce, parameter

DAY = date(2021, 3, 1)
NEXT = date(2021, 3, 2)
CARS = '{"hs_code": {"prefix": ["87"]}}'
COFFEE = '{"hs_code": {"prefix": ["09"]}}'


def drafted(stores: Stores, conditions: str = CARS, actor: str = "Li", unit: str = "SH") -> str:
    with stores.register.writing() as session:
        [key] = draft(session, [parameter("SH-1", conditions, owner="SH")], actor=actor, unit=unit, as_of=DAY)
    return key


def review(stores: Stores, key: str, *moves: str, actor: str = "Wang", as_of: date = DAY) -> str:
    told: dict[str, object] = {}
    for move in moves:
        told = review_parameter(stores, key, move=move, actor=actor, unit="SH", as_of=as_of, reason="because")
    return str(told["state"])


def in_force(stores: Stores, day: date = NEXT) -> list[str]:
    return [row.key for row in active_parameters(stores, day)]


@pytest.mark.parametrize("state", list(ParameterState))
@pytest.mark.parametrize("move", list(ParameterMove))
def test_only_the_moves_of_the_table_are_made(state: ParameterState, move: ParameterMove) -> None:
    if (state, move) in MOVES:
        assert moved(state, move) is MOVES[state, move]
    else:
        with pytest.raises(ParameterRefusedError, match=f"that is {state} allows"):
            moved(state, move)


def test_nothing_leaves_an_ended_state_and_nothing_steers_without_test_and_approval() -> None:
    assert not [start for start, _ in MOVES if start in ENDED]
    before = {
        end: {start for (start, _), each in MOVES.items() if each is end and start is not end} for end in MOVES.values()
    }
    assert before[ParameterState.ACTIVE] == {ParameterState.APPROVED, ParameterState.SUSPENDED}
    assert before[ParameterState.APPROVED] == {ParameterState.TESTED}
    assert before[ParameterState.TESTED] == {ParameterState.DRAFT}


def test_a_parameter_steers_from_the_day_after_its_activation(stores: Stores) -> None:
    key = drafted(stores)
    assert review(stores, key, "test", "approve", "activate") == "active"
    assert (in_force(stores, DAY), in_force(stores, NEXT)) == ([], ["SH-1|1"])
    assert stores.register.read(ParameterTest, ["parameter"])["parameter"].tolist() == ["SH-1|1"]


def test_nobody_approves_a_parameter_of_their_own(stores: Stores) -> None:
    key = drafted(stores)
    review(stores, key, "test")
    with pytest.raises(ParameterRefusedError, match="Li wrote this parameter: another officer must approve it"):
        review(stores, key, "approve", actor="Li")
    with pytest.raises(ParameterRefusedError, match="another officer"):
        check_four_eyes("Li", "Li")


@pytest.mark.parametrize("approver", ["li wei", "Li  Wei", " LI WEI\t", "\uff2c\uff49 \uff37\uff45\uff49"])
def test_another_spelling_is_no_second_pair_of_eyes(approver: str) -> None:
    with pytest.raises(ParameterRefusedError, match="wrote this parameter"):
        check_four_eyes("Li Wei", approver)
    check_four_eyes("Li Wei", "Li Wen")


def test_nobody_approves_nothing() -> None:
    with pytest.raises(ParameterRefusedError, match="an approval needs a name"):
        check_four_eyes("Li Wei", " ")


@pytest.mark.parametrize(
    ("unit", "owner", "may"),
    [("CN", "SHA1", True), ("SH", "SH", True), ("SH", "SHA", True), ("SHA", "SH", False), ("QD", "SHA", False)],
)
def test_a_unit_writes_only_inside_its_jurisdiction(unit: str, owner: str, may: bool) -> None:
    units = Organisation(organisation())
    if may:
        check_entitled(units, unit, owner)
    else:
        with pytest.raises(ParameterRefusedError, match=f"{unit} may not act on a parameter of {owner}"):
            check_entitled(units, unit, owner)


def test_of_a_refused_lot_nothing_is_entered(stores: Stores) -> None:
    lot = [parameter("SH-1", CARS, owner="SH"), parameter("QD-1", CARS, owner="QD")]
    with pytest.raises(ParameterRefusedError, match="QD"), stores.register.writing() as session:
        draft(session, lot, actor="Li", unit="SH", as_of=DAY)
    assert stores.register.read(RiskParameter, ["key"]).empty


def test_what_says_the_same_is_no_new_version_and_what_says_otherwise_is(stores: Stores) -> None:
    assert [drafted(stores), drafted(stores), drafted(stores, COFFEE), drafted(stores, CARS)] == [
        *("SH-1|1", "SH-1|1", "SH-1|2", "SH-1|3"),
    ]
    kept = stores.register.read(RiskParameter, ["conditions"], order_by=["key"])["conditions"]
    assert kept.tolist() == [CARS, COFFEE, CARS]


def test_a_new_version_takes_the_place_of_the_one_in_force(stores: Stores) -> None:
    review(stores, drafted(stores), "test", "approve", "activate")
    second = drafted(stores, COFFEE)
    assert in_force(stores) == ["SH-1|1"]
    review(stores, second, "test", "approve", "activate", as_of=NEXT)
    assert in_force(stores, date(2021, 3, 3)) == ["SH-1|2"]


def test_a_suspended_parameter_steers_nothing_until_it_is_activated_again(stores: Stores) -> None:
    key = drafted(stores)
    review(stores, key, "test", "approve", "activate", "suspend")
    assert in_force(stores) == []
    review(stores, key, "activate")
    assert in_force(stores) == [key]


def test_a_past_day_is_answered_as_it_was_whatever_was_suspended_since(stores: Stores) -> None:
    key = drafted(stores)
    review(stores, key, "test", "approve", "activate")
    review(stores, key, "suspend", as_of=date(2021, 3, 10))
    review(stores, key, "activate", as_of=date(2021, 3, 20))
    days = {day: in_force(stores, date(2021, 3, day)) for day in (1, 2, 9, 10, 15, 20, 21)}
    assert {day for day, keys in days.items() if keys == [key]} == {2, 9, 21}


def test_a_retired_parameter_is_entered_anew_as_a_version_of_its_own(stores: Stores) -> None:
    key = drafted(stores)
    review(stores, key, "test", "approve", "activate")
    retire(stores, key, actor="Wang", unit="SH", as_of=DAY, reason="it finds nothing")
    assert in_force(stores) == []
    assert drafted(stores) == "SH-1|2"


def test_what_is_valid_no_more_expires_once(stores: Stores) -> None:
    ending = parameter("CN-1", CARS)
    enforce(stores, type(ending)(**(vars(ending) | {"valid_to": NEXT})), as_of=DAY)
    assert expire_overdue(stores, DAY) == {"parameters_expired": 0}
    assert expire_overdue(stores, NEXT) == {"parameters_expired": 1}
    assert expire_overdue(stores, NEXT) == {"parameters_expired": 0}
    assert in_force(stores, date(2021, 3, 3)) == []


def test_an_earlier_version_does_not_come_into_force_beside_a_later_one(stores: Stores) -> None:
    first, second = drafted(stores), drafted(stores, COFFEE)
    for key in (first, second):
        review(stores, key, "test", "approve")
    review(stores, second, "activate")
    for move in ("suspend", "activate"):
        with pytest.raises(ParameterRefusedError, match=r"SH-1\|2 took the place of SH-1\|1"):
            review(stores, first, "activate")
        review(stores, second, move)
    assert in_force(stores) == [second]
    review(stores, second, "retire")
    assert review(stores, first, "activate") == "active"


def test_a_version_of_later_days_leaves_no_gap_behind_the_one_in_force(stores: Stores) -> None:
    review(stores, drafted(stores), "test", "approve", "activate")
    april = replace(parameter("SH-1", COFFEE, owner="SH"), valid_from=date(2021, 4, 1))
    with stores.register.writing() as session:
        [key] = draft(session, [april], actor="Li", unit="SH", as_of=DAY)
    review(stores, key, "test", "approve")
    for day in (DAY, date(2021, 3, 30)):
        with pytest.raises(ParameterRefusedError, match=r"SH-1\|1 would end today .* activate it on 2021-03-31"):
            review(stores, key, "activate", as_of=day)
    assert in_force(stores, date(2021, 3, 31)) == ["SH-1|1"]
    review(stores, key, "activate", as_of=date(2021, 3, 31))
    assert [in_force(stores, date(2021, *day)) for day in ((3, 31), (4, 1))] == [["SH-1|1"], [key]]


def test_what_takes_the_place_of_nothing_may_be_activated_after_its_days_and_steers_none(stores: Stores) -> None:
    past = replace(parameter("SH-1", COFFEE, owner="SH"), valid_to=DAY)
    with stores.register.writing() as session:
        [key] = draft(session, [past], actor="Li", unit="SH", as_of=DAY)
    assert review(stores, key, "test", "approve", "activate", as_of=NEXT) == "active"
    assert in_force(stores, date(2021, 3, 3)) == []


def test_a_version_of_later_days_may_wait_where_nothing_is_in_force(stores: Stores) -> None:
    april = replace(parameter("SH-1", COFFEE, owner="SH"), valid_from=date(2021, 4, 1))
    with stores.register.writing() as session:
        [key] = draft(session, [april], actor="Li", unit="SH", as_of=DAY)
    assert review(stores, key, "test", "approve", "activate") == "active"
    assert [in_force(stores, date(2021, *day)) for day in ((3, 31), (4, 1))] == [[], [key]]


@pytest.mark.parametrize(("last_day", "may"), [(DAY, False), (NEXT, False), (date(2021, 3, 3), True)])
def test_what_is_valid_no_more_takes_no_place_of_what_is_in_force(stores: Stores, last_day: date, may: bool) -> None:
    review(stores, drafted(stores), "test", "approve", "activate")
    late = replace(parameter("SH-1", COFFEE, owner="SH"), valid_to=last_day)
    with stores.register.writing() as session:
        [key] = draft(session, [late], actor="Li", unit="SH", as_of=DAY)
    review(stores, key, "test", "approve")
    if may:
        review(stores, key, "activate", as_of=NEXT)
    else:
        with pytest.raises(ParameterRefusedError, match=rf"the validity of SH-1\|2 ends on {last_day}"):
            review(stores, key, "activate", as_of=NEXT)
    assert in_force(stores, date(2021, 3, 3)) == [key if may else "SH-1|1"]


def test_only_an_approved_parameter_runs_in_shadow_and_it_steers_nothing(stores: Stores) -> None:
    key = drafted(stores)
    review(stores, key, "test")
    with pytest.raises(ParameterRefusedError, match="not shadow"):
        review(stores, key, "shadow")
    assert review(stores, key, "approve", "shadow") == "approved"
    assert in_force(stores) == []
    assert [row.key for row in parameters_in_shadow(stores, NEXT)] == [key]
    assert parameters_in_shadow(stores, date(2021, 3, 16)) == []


def test_every_move_is_in_the_audit_trail_with_who_when_why_before_and_after(stores: Stores) -> None:
    key = drafted(stores)
    review(stores, key, "test", "approve", "activate", "suspend", "retire")
    with stores.register.reading() as session:
        entries = session.exec(select(AuditEntry).order_by(AuditEntry.sequence)).all()  # type: ignore[arg-type]
        assert [entry.action for entry in entries] == [
            *("draft", "test", "approve", "activate", "suspend", "retire"),
        ]
        assert {entry.actor for entry in entries} == {"Li", "Wang"}
        assert all(entry.entity_key == key and entry.reason and entry.happened_on == DAY for entry in entries)
        assert all(after.before == before.after for before, after in pairwise(entries[1:]))


def test_what_is_not_there_is_told(stores: Stores) -> None:
    with pytest.raises(ParameterRefusedError, match=r"no parameter SH-9: name code and version, as in SH-REV-0001\|1"):
        review(stores, "SH-9", "retire")
