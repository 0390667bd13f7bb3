"""Persons of tests: whoever a test names is in the register, and sits at the shell or is bound to Prefect."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from unittest.mock import patch

from sqlmodel import col, update

from sql.reference import organisation, seed_organisation
from sql.register import insert_new
from sql.register.tables import PersonAccount, RegisteredPerson, Unit
from sql.stores import Stores
from sql.terms import AccountKind, Role
from tasks.persons import acting
from tasks.persons.accounts import PREFECT

BEGIN = date(2000, 1, 1)
EVERY_ROLE = tuple(Role)


@dataclass(frozen=True)
class Officer:
    """Somebody who acts for a unit, in every role unless told otherwise."""

    number: str
    unit: str
    roles: Sequence[Role] = EVERY_ROLE


CHIEF = Officer("Chief", "CN")


def enter(stores: Stores, officer: Officer) -> None:
    """Put an officer into the register, in these roles from now on."""
    row = RegisteredPerson(
        number=officer.number,
        name=officer.number,
        unit=officer.unit,
        roles=";".join(sorted(officer.roles)),
        valid_from=BEGIN,
    )
    with stores.register.writing() as session:
        insert_new(session, Unit, organisation())
        insert_new(session, Unit, seed_organisation().head(1))
        session.merge(row)


def bind(stores: Stores, officer: Officer, kind: AccountKind, name: str) -> None:
    """Bind an account to an officer alone."""
    enter(stores, officer)
    bound = f"{kind}|{name}"
    with stores.register.writing() as session:
        session.execute(
            update(PersonAccount)
            .where(col(PersonAccount.bound) == bound, col(PersonAccount.person) != officer.number)
            .values(bound=None, ended_on=BEGIN)
        )
        session.merge(
            PersonAccount(
                key=f"{bound}|{officer.number}",
                person=officer.number,
                kind=kind,
                name=name,
                bound_on=BEGIN,
                bound=bound,
            )
        )


def bind_prefect(stores: Stores, officer: Officer) -> None:
    """Let an officer be the person who acts in Prefect's user interface."""
    bind(stores, officer, AccountKind.PREFECT, PREFECT)


@contextmanager
def at_the_shell(stores: Stores, officer: Officer) -> Iterator[None]:
    """Let an officer sit at the shell of this process."""
    account = f"account of {officer.number}"
    bind(stores, officer, AccountKind.OPERATING_SYSTEM, account)
    with patch.object(acting, "operating_account", lambda: account):
        yield
