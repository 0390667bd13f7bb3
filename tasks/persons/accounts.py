"""The accounts by which persons come in: binding them, and finding the person behind one."""

import os
import pwd
from datetime import date

from sqlmodel import Session, col, func, select

from sql.register.audit_trail import Change, record_changes
from sql.register.tables import PersonAccount, RegisteredPerson
from sql.terms import AccountKind
from tasks.persons.entries import faults_of_account
from tasks.persons.person import PersonRefusedError

PREFECT = "user interface"  # Prefect has one login for all


def operating_account() -> str:
    """The account that runs this process, by its number at the operating system: no variable can change it."""
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:  # a container may run as a number without a name
        return f"uid {number}"


def bound_person(session: Session, kind: AccountKind, name: str) -> RegisteredPerson | None:
    """The person whom an account is bound to now; None where nobody is."""
    of_account = select(PersonAccount.person).where(col(PersonAccount.bound) == _bound(kind, name))
    number = session.exec(of_account).first()
    return None if number is None else session.get(RegisteredPerson, number)


def bind_account(
    session: Session, number: str, kind: AccountKind, name: str, *, actor: str, unit: str, as_of: date
) -> bool:
    """Bind an account to a person in the caller's transaction; False where it is bound to them already.

    Raises PersonRefusedError where it is bound to another: that binding ends first.
    """
    if fault := next(faults_of_account(kind, name), None):
        raise PersonRefusedError(fault)
    holder = bound_person(session, kind, name)
    if holder is not None and holder.number == number:
        return False
    if holder is not None:
        raise PersonRefusedError(f"the {_words(kind)} account {name} belongs to {holder.number}: release it first")
    earlier = session.exec(
        select(func.count()).where(col(PersonAccount.kind) == kind, col(PersonAccount.name) == name)
    ).one()
    session.add(
        PersonAccount(
            key=f"{_bound(kind, name)}|{earlier + 1}",
            person=number,
            kind=kind,
            name=name,
            bound_on=as_of,
            bound=_bound(kind, name),
        )
    )
    session.flush()
    _record(session, number, "bind", kind, name, actor, unit, as_of)
    return True


def release_account(
    session: Session, number: str, kind: AccountKind, name: str, *, actor: str, unit: str, as_of: date
) -> None:
    """End the binding of an account to a person; it stays in the history. Raises PersonRefusedError."""
    if number == actor and kind is not AccountKind.PREFECT:  # who ceded their own account would act as another by it
        raise PersonRefusedError("nobody changes themselves: another platform engineer does it")
    row = session.exec(
        select(PersonAccount).where(col(PersonAccount.person) == number, col(PersonAccount.bound) == _bound(kind, name))
    ).first()
    if row is None:
        raise PersonRefusedError(f"the {_words(kind)} account {name} does not belong to {number}")
    row.ended_on, row.bound = as_of, None
    session.add(row)
    session.flush()
    _record(session, number, "release", kind, name, actor, unit, as_of)


def ever_bound(session: Session, kind: AccountKind, name: str) -> frozenset[str]:
    """Numbers of all persons whom an account was ever bound to."""
    return frozenset(
        session.exec(
            select(PersonAccount.person).where(col(PersonAccount.kind) == kind, col(PersonAccount.name) == name)
        )
    )


def _record(
    session: Session, number: str, action: str, kind: AccountKind, name: str, actor: str, unit: str, as_of: date
) -> None:
    after = {"kind": kind, "account": name}
    record_changes(session, [Change(as_of, "person", number, action, actor, unit, "", None, after)])


def _bound(kind: AccountKind, name: str) -> str:
    return f"{kind.value}|{name}"


def _words(kind: AccountKind) -> str:
    return kind.replace("_", " ")
