"""A person: who acts, for which unit, in which roles."""

from dataclasses import dataclass
from datetime import date

from sql.refusal import RefusedError
from sql.terms import Role


class PersonRefusedError(RefusedError):
    """Somebody who may not act, or an entry that persons cannot have; the message says why and what to do."""


@dataclass(frozen=True)
class Person:
    """A person of the register. valid_to: the last day, None while it is open."""

    number: str
    name: str
    unit: str
    roles: frozenset[Role]
    valid_from: date
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether the person acts on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
