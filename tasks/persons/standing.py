"""Whether somebody can still enter persons and act in Prefect's user interface."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session, col, select

from sql.register import Register
from sql.register.tables import PersonAccount, RegisteredPerson
from sql.terms import AccountKind, Role
from tasks.persons.accounts import PREFECT, bound_person
from tasks.persons.register import person_of


def lacking(register: Register, today: date) -> list[str]:
    """What nobody can do any more, each in a sentence that says what to do; empty where all is in order.

    A register without any person is in order: the first who opens it becomes one.
    """
    with register.reading() as session:
        if session.exec(select(RegisteredPerson.number).limit(1)).first() is None:
            return []
        return list(_lacking(session, today))


def _lacking(session: Session, today: date) -> Iterator[str]:
    with_accounts = select(PersonAccount.person).where(
        col(PersonAccount.bound).is_not(None), col(PersonAccount.kind) == AccountKind.OPERATING_SYSTEM
    )
    persons = session.exec(select(RegisteredPerson).where(col(RegisteredPerson.number).in_(with_accounts))).all()
    acting = [person_of(row) for row in persons]
    if not any(Role.PLATFORM_ENGINEER in each.roles and each.valid_on(today) for each in acting):
        yield "No platform engineer acts at a shell any more, so nobody can enter persons: restore one from the backup."
    row = bound_person(session, AccountKind.PREFECT, PREFECT)
    if row is None:
        yield "Nobody acts in Prefect's user interface: customs-risk persons bind NUMBER --prefect."
    elif not person_of(row).valid_on(today):
        yield f"{row.number}, who is bound to Prefect's user interface, acts no more: release it, and bind another."
