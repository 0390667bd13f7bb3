"""Binding accounts to persons, and releasing them, by a platform engineer."""

from collections.abc import Mapping
from datetime import date

from sql.stores import Stores
from sql.terms import AccountKind
from tasks.persons.accounts import bind_account, release_account
from tasks.persons.person import Person
from tasks.persons.register import reachable


def bind_person(stores: Stores, number: str, accounts: Mapping[AccountKind, str], *, by: Person, as_of: date) -> None:
    """Bind accounts to a person, all or none. Raises PersonRefusedError, also where one belongs to another person."""
    with stores.register.writing() as session:
        reachable(session, number, by.unit)
        for kind, name in accounts.items():
            bind_account(session, number, kind, name, actor=by.number, unit=by.unit, as_of=as_of)


def release_person(
    stores: Stores, number: str, accounts: Mapping[AccountKind, str], *, by: Person, as_of: date
) -> None:
    """End the binding of accounts, all or none. Raises PersonRefusedError."""
    with stores.register.writing() as session:
        reachable(session, number, by.unit)
        for kind, name in accounts.items():
            release_account(session, number, kind, name, actor=by.number, unit=by.unit, as_of=as_of)
