"""Who acts in a flow: the person whom the desk runs it for, else the one person bound to Prefect's user interface.

The login of Prefect is one for all, so whatever starts there is done by whoever is bound to it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from prefect.context import FlowRunContext

from blocks.settings import Settings
from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.stores import Stores
from tasks.persons.acting import acting_in_prefect, check_not_from_prefect
from tasks.persons.person import Person
from tasks.persons.roles import Action, check_may

_AT_THE_DESK: ContextVar[Person | None] = ContextVar("person at the desk", default=None)


class Signed(TypedDict):
    """Who does something, for which unit, on which business date, as the rules take it."""

    actor: str
    unit: str
    as_of: date


@contextmanager
def acting_as(person: Person) -> Iterator[None]:
    """Let flows that are called within the block be the acts of a person, who came in by a way of their own."""
    before = _AT_THE_DESK.set(person)
    try:
        yield
    finally:
        _AT_THE_DESK.reset(before)


def person_acting(stores: Stores, action: Action) -> Person:
    """Who acts in this flow. Raises PersonRefusedError where they may not do that."""
    today = datetime.now(ZoneInfo(Settings().time_zone)).date()
    person = _AT_THE_DESK.get() or acting_in_prefect(stores, today)
    check_may(person, action, person.unit, today, Organisation(organisation()))
    return person


def started_by_a_person() -> bool:
    """Whether a person started this run: by a form, at the desk or in Python, and neither a schedule nor an event."""
    context = FlowRunContext.get()
    run = None if context is None else context.flow_run
    return run is None or (run.created_by is None and not run.auto_scheduled)


def signed(stores: Stores, action: Action, as_of: date) -> Signed:
    """Sign an act of the person who acts, who may do that. Raises PersonRefusedError."""
    person = person_acting(stores, action)
    return Signed(actor=person.number, unit=person.unit, as_of=as_of)


def check_other_hands(stores: Stores, author: str | None) -> None:
    """Refuse to approve in Prefect what was proposed there, whoever was bound to it then. Raises PersonRefusedError.

    At the desk it is known who approves, and the rules compare their number with the author's.
    """
    if author is not None and _AT_THE_DESK.get() is None:
        with stores.register.reading() as session:
            check_not_from_prefect(session, author)
