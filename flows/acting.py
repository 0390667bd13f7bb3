"""Who acts in Prefect's user interface: its login is one for all, so it is the one person bound to it."""

from datetime import date, datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from blocks.settings import Settings
from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.stores import Stores
from tasks.persons.acting import acting_in_prefect, check_not_from_prefect
from tasks.persons.person import Person
from tasks.persons.roles import Action, check_may


class Signed(TypedDict):
    """Who does something, for which unit, on which business date, as the rules take it."""

    actor: str
    unit: str
    as_of: date


def person_in_prefect(stores: Stores, action: Action) -> Person:
    """The person bound to Prefect's user interface. Raises PersonRefusedError where they may not do that."""
    today = datetime.now(ZoneInfo(Settings().time_zone)).date()
    person = acting_in_prefect(stores, today)
    check_may(person, action, person.unit, today, Organisation(organisation()))
    return person


def signed(stores: Stores, action: Action, as_of: date) -> Signed:
    """Sign an act of the person bound to Prefect, who may do that. Raises PersonRefusedError."""
    person = person_in_prefect(stores, action)
    return Signed(actor=person.number, unit=person.unit, as_of=as_of)


def check_other_hands(stores: Stores, author: str | None) -> None:
    """Refuse to approve in Prefect what was proposed there, whoever was bound to it then. Raises PersonRefusedError."""
    if author is not None:
        with stores.register.reading() as session:
            check_not_from_prefect(session, author)
