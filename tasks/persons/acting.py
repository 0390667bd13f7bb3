"""Who acts now: the person behind the account that somebody came in by."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, select

from sql.jurisdiction import NATION
from sql.register.tables import RegisteredPerson
from sql.stores import Stores
from sql.terms import AccountKind, Role
from tasks.persons.accounts import PREFECT, bound_person, ever_bound, operating_account
from tasks.persons.entries import PersonEntry
from tasks.persons.person import Person, PersonRefusedError
from tasks.persons.register import enter_in, person_of

FIRST = "P-1"  # number of who installs
INSTALLATION = "installation"  # enters them
_HOW = {
    AccountKind.OPERATING_SYSTEM: "persons bind NUMBER --system {name}",
    AccountKind.OPENID: "persons bind NUMBER --openid '{name}'",
    AccountKind.PROXY: "persons bind NUMBER --proxy '{name}'",
    AccountKind.PREFECT: "persons bind NUMBER --prefect",
}


def acting_at_shell(stores: Stores, today: date) -> Person:
    """The person bound to the account of this process. Raises PersonRefusedError where nobody is, or not any more.

    In a register without any person the account that installs becomes the first, see `first_person`.
    """
    return acting(stores, AccountKind.OPERATING_SYSTEM, operating_account(), today)


def acting_in_prefect(stores: Stores, today: date) -> Person:
    """The one person bound to the user interface of Prefect; otherwise as `acting_at_shell`."""
    return acting(stores, AccountKind.PREFECT, PREFECT, today)


def acting(stores: Stores, kind: AccountKind, name: str, today: date) -> Person:
    """The person bound to an account, valid today. Raises PersonRefusedError."""
    with stores.register.reading() as session:
        row = bound_person(session, kind, name)
        found = None if row is None else person_of(row)
        none_yet = found is None and session.exec(select(RegisteredPerson.number).limit(1)).first() is None
    if none_yet and kind in (AccountKind.OPERATING_SYSTEM, AccountKind.PREFECT):
        first_person(stores, today)
        return acting(stores, kind, name, today)
    if found is None:
        how = _HOW[kind].format(name=name)
        raise PersonRefusedError(f"no person has the {_account(kind, name)}: a platform engineer binds one with {how}")
    if not found.valid_on(today):
        raise PersonRefusedError(f"{found.number} is not a person who acts on {today}: a platform engineer renews it")
    return found


def first_person(stores: Stores, today: date) -> bool:
    """Make the account of this process the first person, where there is none; return whether it was made.

    Whoever installs is the platform engineer of the unit at the top, in the shell and in Prefect's user interface, and
    nothing else: they enter the others.
    """
    with stores.register.writing() as session:
        if session.exec(select(RegisteredPerson.number).limit(1)).first() is not None:
            return False
        enter_in(session, [installer((Role.PLATFORM_ENGINEER,), today)], actor=INSTALLATION, unit=NATION, as_of=today)
        return True


def installer(roles: Sequence[Role], today: date) -> PersonEntry:
    """The entry of who installs, by the account of this process in the shell and in Prefect's user interface."""
    account = operating_account()
    ways = {AccountKind.OPERATING_SYSTEM: account, AccountKind.PREFECT: PREFECT}
    return PersonEntry(FIRST, account, NATION, tuple(roles), today, accounts=ways)


def check_not_from_prefect(session: Session, author: str) -> None:
    """Refuse to approve in Prefect's user interface what was proposed there: its login is one for all.

    Raises PersonRefusedError where `author` is, or was, the person bound to it.
    """
    if author in ever_bound(session, AccountKind.PREFECT, PREFECT):
        raise PersonRefusedError(
            f"{author} is bound to Prefect's user interface, whose login is one for all: approve from a shell or a page"
        )


def _account(kind: AccountKind, name: str) -> str:
    return "user interface of Prefect" if kind is AccountKind.PREFECT else f"{kind.replace('_', ' ')} account {name}"
