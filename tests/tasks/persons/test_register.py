"""Persons in the register: entered, changed, retired, bound; who may, and what the trail keeps."""

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from sql.register.tables import AuditEntry
from sql.stores import Stores
from sql.terms import AccountKind, Role
from tasks.persons.acting import (
    FIRST,
    acting,
    acting_at_shell,
    acting_in_prefect,
    check_not_from_prefect,
    first_person,
)
from tasks.persons.binding import bind_person, release_person
from tasks.persons.entries import PersonEntry
from tasks.persons.person import Person, PersonRefusedError
from tasks.persons.register import Entered, enter_persons, persons_seen, retire_person
from tasks.persons.sign_in_links import issue_link, use_link
from tasks.persons.standing import lacking
from tests.conftest import new_database

DAY = date(2021, 3, 1)
ENGINEER = Person("E1", "Engineer", "CN", frozenset({Role.PLATFORM_ENGINEER}), DAY)
LI = PersonEntry("17", "Li", "SH", ("analyst", "approver"), DAY, accounts={AccountKind.OPERATING_SYSTEM: "li"})


def entered(stores: Stores, *entries: PersonEntry, by: Person = ENGINEER) -> Entered:
    return enter_persons(stores, entries, by=by, as_of=DAY)


def trail(stores: Stores) -> list[tuple[str, str, str]]:
    rows = stores.register.read(AuditEntry, ["entity_key", "action", "actor"], order_by=["sequence"])
    return list(rows.itertuples(index=False, name=None))


def test_a_person_is_entered_once_changed_and_kept_in_the_trail(stores: Stores) -> None:
    assert entered(stores, LI) == Entered(1, 0, 0)
    assert entered(stores, LI) == Entered(0, 0, 1)
    assert entered(stores, PersonEntry("17", "Li", "SH", ("inspector",), DAY)) == Entered(0, 1, 0)
    assert trail(stores) == [("17", "add", "E1"), ("17", "bind", "E1"), ("17", "change", "E1")]
    changed = stores.register.read(AuditEntry, ["before", "after"], order_by=["sequence"]).iloc[-1]
    assert (json.loads(changed["before"])["roles"], json.loads(changed["after"])["roles"]) == (
        "analyst;approver",
        "inspector",
    )
    assert acting(stores, AccountKind.OPERATING_SYSTEM, "li", DAY).roles == {Role.INSPECTOR}


def test_entries_are_taken_as_a_whole_with_every_fault_told(stores: Stores) -> None:
    wrong = PersonEntry("18", "zh\u0430ng", "MARS", ("king",), DAY)
    with pytest.raises(PersonRefusedError) as refused:
        entered(stores, LI, wrong, PersonEntry("18", "Wang", "SH", ("analyst",), DAY))
    assert len(str(refused.value).splitlines()) == 4
    assert persons_seen(stores, "CN").empty
    entered(stores, PersonEntry("a1B", "Wang", "SH", ("analyst",), DAY))
    with pytest.raises(PersonRefusedError, match="differs in capitals alone"):
        entered(stores, PersonEntry("A1b", "Wang", "SH", ("analyst",), DAY))


def test_nobody_gives_themselves_roles_or_reaches_beyond_their_unit(stores: Stores) -> None:
    entered(stores, PersonEntry("E2", "Engineer", "SH", ("platform_engineer",), DAY), LI)
    second = Person("E2", "Engineer", "SH", frozenset({Role.PLATFORM_ENGINEER}), DAY)
    with pytest.raises(PersonRefusedError, match="nobody changes themselves"):
        entered(stores, PersonEntry("E2", "Engineer", "SH", ("platform_engineer", "approver"), DAY), by=second)
    with pytest.raises(PersonRefusedError, match="nobody changes themselves"):
        retire_person(stores, "E2", last_day=DAY, reason="x", by=second, as_of=DAY)
    with pytest.raises(PersonRefusedError, match="SH enters persons of its own jurisdiction, not of QD"):
        entered(stores, PersonEntry("20", "Wu", "QD", ("analyst",), DAY), by=second)
    entered(stores, PersonEntry("21", "Wu", "QD", ("analyst",), DAY))
    with pytest.raises(PersonRefusedError, match="the number is taken"):
        entered(stores, PersonEntry("21", "Wu", "SH", ("analyst",), DAY), by=second)
    for number in ("21", "none"):
        with pytest.raises(PersonRefusedError, match=f"there is no person {number}"):
            bind_person(stores, number, {AccountKind.PROXY: "wu"}, by=second, as_of=DAY)


def test_an_account_belongs_to_one_person_at_a_time_and_its_history_stays(stores: Stores) -> None:
    entered(stores, LI, PersonEntry("18", "Wang", "SH", ("analyst",), DAY))
    account = {AccountKind.OPERATING_SYSTEM: "li"}
    with pytest.raises(PersonRefusedError, match="account li belongs to 17: release it first"):
        bind_person(stores, "18", account, by=ENGINEER, as_of=DAY)
    release_person(stores, "17", account, by=ENGINEER, as_of=DAY)
    with pytest.raises(PersonRefusedError, match="no person has the operating system account li"):
        acting(stores, AccountKind.OPERATING_SYSTEM, "li", DAY)
    bind_person(stores, "18", account, by=ENGINEER, as_of=DAY)
    assert acting(stores, AccountKind.OPERATING_SYSTEM, "li", DAY).number == "18"


def test_who_is_retired_acts_no_more(stores: Stores) -> None:
    entered(stores, LI)
    retire_person(stores, "17", last_day=DAY, reason="moved", by=ENGINEER, as_of=DAY)
    assert acting(stores, AccountKind.OPERATING_SYSTEM, "li", DAY).number == "17"
    with pytest.raises(PersonRefusedError, match="17 is not a person who acts on 2021-03-02"):
        acting(stores, AccountKind.OPERATING_SYSTEM, "li", DAY + timedelta(days=1))


def test_who_installs_is_the_platform_engineer_alone(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USER", "LOGNAME", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    person = acting_at_shell(stores, DAY)
    assert (person.number, person.unit, set(person.roles)) == (FIRST, "CN", {Role.PLATFORM_ENGINEER})
    assert person.name != "somebody-else"
    assert acting_in_prefect(stores, DAY) == person
    assert not first_person(stores, DAY)
    monkeypatch.setattr(os, "getuid", lambda: 54_321)
    with pytest.raises(PersonRefusedError, match="no person has the operating system account uid 54321"):
        acting_at_shell(stores, DAY)


def test_nobody_approves_in_prefect_what_was_proposed_there_by_whoever_was_bound_then(stores: Stores) -> None:
    first_person(stores, DAY)
    entered(stores, LI)
    prefect = {AccountKind.PREFECT: "user interface"}
    first = acting_in_prefect(stores, DAY)
    release_person(stores, FIRST, prefect, by=first, as_of=DAY)
    bind_person(stores, "17", prefect, by=first, as_of=DAY)
    with stores.register.reading() as session:
        for author in (FIRST, "17"):
            with pytest.raises(PersonRefusedError, match="login is one for all"):
                check_not_from_prefect(session, author)
        check_not_from_prefect(session, "18")


def test_it_is_told_when_nobody_can_enter_persons_or_act_in_prefect(stores: Stores) -> None:
    assert lacking(stores.register, DAY) == []
    first_person(stores, DAY)
    assert lacking(stores.register, DAY) == []
    release_person(stores, FIRST, {AccountKind.PREFECT: "user interface"}, by=acting_at_shell(stores, DAY), as_of=DAY)
    [told] = lacking(stores.register, DAY)
    assert told.startswith("Nobody acts in Prefect's user interface")
    entered(stores, LI)
    bind_person(stores, "17", {AccountKind.PREFECT: "user interface"}, by=ENGINEER, as_of=DAY)
    for number in (FIRST, "17"):
        retire_person(stores, number, last_day=DAY, reason="moved", by=ENGINEER, as_of=DAY)
    assert [each.split()[0] for each in lacking(stores.register, DAY + timedelta(days=1))] == ["No", "17,"]


def test_persons_live_on_postgresql_too(postgresql_url: str, tmp_path: Path) -> None:
    opened = Stores.opened(tmp_path, new_database(postgresql_url))
    assert first_person(opened, DAY)
    assert entered(opened, LI) == Entered(1, 0, 0)
    assert entered(opened, LI) == Entered(0, 0, 1)
    account = {AccountKind.OPERATING_SYSTEM: "li"}
    release_person(opened, "17", account, by=ENGINEER, as_of=DAY)
    bind_person(opened, "17", account, by=ENGINEER, as_of=DAY)
    token = issue_link(opened, "17", days=3, secret="s", by=ENGINEER, as_of=DAY)
    assert use_link(opened, token, ["s"], DAY).number == "17"
    with pytest.raises(PersonRefusedError, match="was used"):
        use_link(opened, token, ["s"], DAY)
    assert persons_seen(opened, "SH")["number"].tolist() == ["17"]
    assert lacking(opened.register, DAY) == []
    opened.register.engine.dispose()
