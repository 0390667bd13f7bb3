"""Persons in the register: entering, changing and retiring them, each change in the audit trail."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import Session, col, select

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.reference.units import seed_organisation
from sql.register import insert_new
from sql.register.audit_trail import Change, record_changes
from sql.register.listed import Listed, Sought, listed
from sql.register.tables import PersonAccount, RegisteredPerson, Unit
from sql.stores import Stores
from sql.terms import Role
from tasks.persons.accounts import bind_account
from tasks.persons.entries import PersonEntry, faults_of, normalised
from tasks.persons.person import Person, PersonRefusedError


@dataclass(frozen=True)
class Entered:
    """How many of the entered persons were new, how many changed, and how many stayed as they were."""

    new: int
    changed: int
    unchanged: int


def person_of(row: RegisteredPerson) -> Person:
    """A row of the register as a person."""
    roles = frozenset(Role(role) for role in row.roles.split(";") if role)
    return Person(row.number, row.name, row.unit, roles, row.valid_from, row.valid_to)


def enter_persons(stores: Stores, entries: Sequence[PersonEntry], *, by: Person, as_of: date) -> Entered:
    """Enter persons, or change those whose numbers are known; all or none. See `enter_in`."""
    with stores.register.writing() as session:
        return enter_in(session, entries, actor=by.number, unit=by.unit, as_of=as_of)


def enter_in(session: Session, entries: Sequence[PersonEntry], *, actor: str, unit: str, as_of: date) -> Entered:
    """Enter persons in the caller's transaction.

    Raises PersonRefusedError with every fault in a line of its own; also where `actor` changes themselves, and where a
    person or an account belongs to nobody below `unit`.
    """
    _with_units(session)
    units = Organisation(organisation(as_of))
    cleaned = [_cleaned(entry) for entry in entries]
    rows = {row.number: row for row in session.exec(select(RegisteredPerson))}
    faults = list(dict.fromkeys(_faults(rows, cleaned, units, actor, unit)))
    if faults:
        raise PersonRefusedError("\n".join(faults))
    changes: list[Change] = []
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    states = {entry.number: _entered(session, entry, rows, changes, (actor, unit, as_of)) for entry in cleaned}
    session.flush()
    record_changes(session, changes)
    for entry in cleaned:
        bound = [
            bind_account(session, entry.number, kind, name, actor=actor, unit=unit, as_of=as_of)
            for kind, name in sorted(entry.accounts.items())
        ]
        state = states[entry.number]
        counts["changed" if state == "unchanged" and any(bound) else state] += 1
    return Entered(**counts)


def retire_person(stores: Stores, number: str, *, last_day: date, reason: str, by: Person, as_of: date) -> Person:
    """Let a person act until `last_day`. Raises PersonRefusedError for who is not there, out of reach, or `by`."""
    if not reason.strip():
        raise PersonRefusedError("a retirement needs a reason: say why, in a sentence")
    with stores.register.writing() as session:
        row = reachable(session, number, by.unit)
        if row.number == by.number:
            raise PersonRefusedError("nobody changes themselves: another platform engineer does it")
        before = _facts(row)
        row.valid_to = last_day
        session.add(row)
        session.flush()
        change = Change(as_of, "person", number, "retire", by.number, by.unit, reason, before, _facts(row))
        record_changes(session, [change])
        return person_of(row)


def reachable(session: Session, number: str, unit: str) -> RegisteredPerson:
    """The person with a number, at `unit` or below. Raises PersonRefusedError in the same words for all others."""
    row = session.get(RegisteredPerson, number)
    if row is None or not Organisation(organisation()).holds(unit, row.unit):
        raise PersonRefusedError(f"there is no person {number}: list them with persons list")
    return row


def persons_seen(stores: Stores, unit: str, *, on: date | None = None) -> pd.DataFrame:
    """Persons of `unit` and the units below by number, with their accounts; with `on`, those who act on that day.

    Returns: number, name, unit, roles, valid_from, valid_to, accounts (kind: name, joined by ;). Raises
    UnknownUnitError.
    """
    names = list(RegisteredPerson.model_fields)
    rows = stores.register.read(RegisteredPerson, names, *_seen(unit, on), order_by=["number"])
    bound = stores.register.read(
        PersonAccount, ["person", "kind", "name"], col(PersonAccount.bound).is_not(None), order_by=["kind", "name"]
    )
    accounts = (bound["kind"].astype("str") + ": " + bound["name"]).groupby(bound["person"]).agg("; ".join)
    return rows.assign(accounts=rows["number"].map(accounts.to_dict()).astype("object").fillna("").astype("str"))


def persons_sought(stores: Stores, unit: str, sought: Sought, *, on: date | None = None) -> Listed:
    """The part of `persons_seen` that is sought, by words of number, name, unit and roles; without accounts."""
    return listed(
        stores.register,
        RegisteredPerson,
        list(RegisteredPerson.model_fields),
        _seen(unit, on),
        order=[col(RegisteredPerson.number)],
        sought=sought,
    )


def _seen(unit: str, on: date | None) -> list[Any]:
    conditions: list[Any] = [col(RegisteredPerson.unit).in_(Organisation(organisation()).seen_by(unit))]
    if on is not None:
        conditions.append(col(RegisteredPerson.valid_from) <= on)
        conditions.append((col(RegisteredPerson.valid_to).is_(None)) | (col(RegisteredPerson.valid_to) >= on))
    return conditions


def _with_units(session: Session) -> None:
    """The units that persons belong to, where nothing was collected yet."""
    insert_new(session, Unit, organisation())
    insert_new(session, Unit, seed_organisation().head(1))


def _cleaned(entry: PersonEntry) -> PersonEntry:
    return replace(
        entry,
        number=normalised(entry.number),
        name=normalised(entry.name),
        unit=entry.unit.strip(),
        roles=tuple(sorted({role.strip() for role in entry.roles if role.strip()})),
        accounts={kind: name for kind, name in entry.accounts.items() if name},
    )


def _faults(
    rows: Mapping[str, RegisteredPerson], entries: Sequence[PersonEntry], units: Organisation, actor: str, unit: str
) -> Iterator[str]:
    known = {number.casefold(): number for number in rows}
    seen: dict[str, str] = {}
    for entry in entries:
        yield from (f"{entry.number}: {fault}" for fault in faults_of(entry, units))
        folded = entry.number.casefold()
        if folded in seen:
            yield f"{entry.number}: the number is there twice"
        seen[folded] = entry.number
        if known.get(folded, entry.number) != entry.number:
            yield f"{entry.number}: the number {known[folded]} differs in capitals alone: use that one"
        if entry.unit in units.lineages and not units.holds(unit, entry.unit):
            yield f"{entry.number}: {unit} enters persons of its own jurisdiction, not of {entry.unit}"
        before = rows.get(entry.number)
        if before is not None and not units.holds(unit, before.unit):
            yield f"{entry.number}: the number is taken"
        elif before is not None and entry.number == actor and _facts(before) != _facts(_row(entry)):
            yield f"{entry.number}: nobody changes themselves: another platform engineer does it"


def _row(entry: PersonEntry) -> RegisteredPerson:
    return RegisteredPerson(
        number=entry.number,
        name=entry.name,
        unit=entry.unit,
        roles=";".join(entry.roles),
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
    )


def _entered(
    session: Session,
    entry: PersonEntry,
    rows: Mapping[str, RegisteredPerson],
    changes: list[Change],
    by: tuple[str, str, date],
) -> str:
    """Put an entry into the session, and its change to `changes`; new, changed or unchanged."""
    actor, unit, as_of = by
    row = rows.get(entry.number)
    before = None if row is None else _facts(row)
    after = _facts(_row(entry))
    if before == after:
        return "unchanged"
    if row is None:
        session.add(_row(entry))
    else:
        row.sqlmodel_update(_row(entry).model_dump())
        session.add(row)
    action = "add" if before is None else "change"
    changes.append(Change(as_of, "person", entry.number, action, actor, unit, "", before, after))
    return "new" if before is None else "changed"


def _facts(row: RegisteredPerson) -> dict[str, Any]:
    return row.model_dump(mode="json")
