"""The officers of the simulated trade are persons; a demonstration alone gives whoever installs every role."""

from datetime import date, timedelta

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register import insert_new
from sql.register.tables import CollectionBatch, RegisteredPerson
from sql.stores import Stores
from sql.terms import Role
from tasks.clearance.inspections.roster import shifts_on
from tasks.persons.acting import FIRST, acting_at_shell, acting_in_prefect, first_person
from tasks.persons.register import persons_seen
from tasks.simulation.into_inbox import enter_demonstration
from tests.persons import Officer, enter

DAY = date(2021, 1, 1)
TODAY = date(2026, 3, 1)


def demonstrated(stores: Stores) -> int:
    with stores.register.writing() as session:
        return enter_demonstration(session, DAY)


def test_every_unit_has_those_who_propose_and_others_who_approve(stores: Stores) -> None:
    first_person(stores, TODAY)
    assert demonstrated(stores) > 500
    persons = stores.register.read(RegisteredPerson, ["number", "unit", "roles"])
    for unit in organisation()["code"]:
        theirs = persons[persons["unit"] == unit]
        for role in (Role.PARAMETER_OFFICER, Role.APPROVER, Role.ANALYST, Role.SUPERVISOR):
            assert len(theirs[theirs["roles"] == role.value]) == 1
    assert len(persons[persons["number"].str.startswith("SHA1-") & (persons["roles"] == "inspector")]) == 9
    assert persons_seen(stores, "SHA1")["unit"].unique().tolist() == ["SHA1"]
    assert set(persons["unit"]) <= set(Organisation(organisation()).lineages)


def test_who_installs_a_demonstration_may_show_every_act(stores: Stores) -> None:
    demonstrated(stores)
    person = acting_at_shell(stores, TODAY)
    assert (person.number, person.roles) == (FIRST, frozenset(Role))
    assert acting_in_prefect(stores, TODAY) == person
    assert demonstrated(stores) == 0


def test_where_anything_is_real_nobody_is_given_a_role(stores: Stores) -> None:
    first_person(stores, DAY)
    with stores.register.writing() as session:
        batch = {"key": "b", "file_name": "x", "content": "declarations", "received_on": DAY, "state": "collected"}
        insert_new(session, CollectionBatch, [batch])
    assert demonstrated(stores) == 0
    assert set(acting_at_shell(stores, DAY).roles) == {Role.PLATFORM_ENGINEER}


def test_where_persons_were_entered_nobody_is_given_a_role(stores: Stores) -> None:
    enter(stores, Officer("17", "SH"))
    assert demonstrated(stores) == 0


def test_each_office_of_a_demonstration_has_inspectors_on_shift_on_working_days(stores: Stores) -> None:
    demonstrated(stores)
    monday = date(2021, 3, 1)
    shifts = shifts_on(stores, monday)
    local = organisation().loc[lambda units: units["level"] == "local", "code"]
    assert set(shifts) == set(local)
    assert {len(shift) for shift in shifts.values()} == {9}
    assert shifts_on(stores, monday + timedelta(days=5)) == {}
