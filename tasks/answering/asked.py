"""What units are asked to answer: instructions for control at the site, and warnings to functional management."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col

from sql.messages import Message
from sql.refusal import RefusedError
from sql.register.tables import FunctionalWarning, Instruction
from tasks.persons.roles import Action


class AnswerRefusedError(RefusedError):
    """An answer that cannot be recorded; the message says why, and what to do."""


@dataclass(frozen=True)
class Asked:
    """A kind of thing that a unit answers: its name in messages, the trail and at the desk, and where it is kept.

    action: what a person must be allowed to do to take or answer one.
    """

    name: str
    table: type[Instruction] | type[FunctionalWarning]
    since: str  # column of the day on which it was issued
    text: str  # column of what is asked
    action: Action

    def get(self, session: Session, key: str) -> Instruction | FunctionalWarning | None:
        """The row of a key; None where there is none."""
        found = session.get(self.table, key)
        assert found is None or isinstance(found, Instruction | FunctionalWarning)
        return found

    @property
    def key(self) -> Any:
        """Column of its key."""
        return col(self.table.key)

    @property
    def unit(self) -> Any:
        """Column of the unit that answers."""
        return col(self.table.unit)

    @property
    def issued(self) -> Any:
        """Column of the day on which it was issued."""
        return col(getattr(self.table, self.since))

    @property
    def asks(self) -> Any:
        """Column of what is asked, a message."""
        return col(getattr(self.table, self.text))

    def day_of(self, row: Instruction | FunctionalWarning) -> Any:
        """The day on which a row was issued."""
        return getattr(row, self.since)

    def text_of(self, row: Instruction | FunctionalWarning) -> Message:
        """What a row asks."""
        asked: Message = getattr(row, self.text)
        return asked


INSTRUCTION = Asked("instruction", Instruction, "issued_on", "what_to_check", Action.ANSWER_INSTRUCTION)
WARNING = Asked("warning", FunctionalWarning, "raised_on", "what", Action.ANSWER_WARNING)
KINDS = (INSTRUCTION, WARNING)


def kind_named(name: str) -> Asked:
    """The kind of a name."""
    return next(kind for kind in KINDS if kind.name == name)
