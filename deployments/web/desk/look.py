"""Who looks at the desk, on what, and on which day."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypedDict

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.stores import Stores
from tasks.persons.person import Person
from tasks.persons.roles import Action, may


class Signed(TypedDict):
    """Who does something, for which unit, on which business date, as the rules take it."""

    actor: str
    unit: str
    as_of: date


@dataclass(frozen=True)
class Look:
    """A person at the desk of an installation. today: the business date. on: the calendar day, of which roles are."""

    stores: Stores
    person: Person
    today: date
    on: date

    @property
    def unit(self) -> str:
        """The unit that the person acts for: its jurisdiction is what they see."""
        return self.person.unit

    @cached_property
    def currency(self) -> str:
        """The currency of the installation, that of every amount."""
        return self.stores.lake.currency

    @property
    def signed(self) -> Signed:
        """The signature of an act of the person."""
        return Signed(actor=self.person.number, unit=self.unit, as_of=self.today)

    @cached_property
    def units(self) -> Organisation:
        """The organisation as it is."""
        return Organisation(organisation())

    def may(self, action: Action, unit: str | None = None) -> bool:
        """Whether the person may do something with what belongs to a unit, by default to their own."""
        return may(self.person, action, unit or self.unit, self.on, self.units)
