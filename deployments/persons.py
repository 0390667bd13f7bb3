"""Who sits at the shell."""

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from deployments.errors import refusals

if TYPE_CHECKING:
    from sql.stores import Stores
    from tasks.persons.person import Person
    from tasks.persons.roles import Action


def calendar_day() -> date:
    """Today in the time zone of the installation, whatever its business date: validity of persons is of the world."""
    from blocks.settings import Settings

    return datetime.now(ZoneInfo(Settings().time_zone)).date()


def person_at_shell(stores: "Stores") -> "Person":
    """The person bound to the account of the operating system; ends the command where nobody is."""
    from tasks.persons.acting import acting_at_shell
    from tasks.persons.person import PersonRefusedError

    with refusals(PersonRefusedError):
        return acting_at_shell(stores, calendar_day())


def require(person: "Person", action: "Action", unit: str | None = None) -> None:
    """End the command where the person may not do something, by default with what belongs to their own unit."""
    from sql.jurisdiction import Organisation
    from sql.reference import organisation
    from tasks.persons.person import PersonRefusedError
    from tasks.persons.roles import check_may

    with refusals(PersonRefusedError):
        check_may(person, action, unit or person.unit, calendar_day(), Organisation(organisation()))
