"""What is known of a case when somebody looks at it: the facts that rules of the procedure decide by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from sql.terms import CaseKind, CaseState, Party
from tasks.persons.person import Person

if TYPE_CHECKING:
    from tasks.post_clearance.procedure.record import Record

Kept = TypeVar("Kept", bound="Record")


@dataclass(frozen=True)
class Recorded:
    """A record of the procedure that is in force, with when it must end and when that ended."""

    key: str
    record: "Record"
    recorded_on: date
    recorded_by: str
    due_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True)
class CaseNow:
    """A case as it stands.

    currency: of the installation. declarations: involved. subjects: whom it is on, the first of
    `subject_kind`. deadline_for: what is due on `deadline_on`.
    parties: what they are before the law. records: in force,
    in the order in which they were recorded. officers: who may work on it, for a team. outcomes: of inspections of the
    declarations involved, as `crime_line` takes them. rate: what one unit of the currency of the line costs.
    """

    number: str
    kind: CaseKind
    state: CaseState
    unit: str
    deadline_on: date | None = None
    deadline_for: str | None = None
    acknowledged_by: str | None = None
    opened_by: str | None = None
    currency: str = ""
    declarations: Sequence[str] = ()
    subjects: Sequence[str] = ()
    subject_kind: str = ""
    parties: frozenset[Party] = frozenset()
    records: Sequence[Recorded] = ()
    officers: Sequence[Person] = ()
    outcomes: pd.DataFrame = field(default_factory=pd.DataFrame)
    rate: float | None = None

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> "CaseNow":
        """What a row of a list tells: enough for the moves that are made with several cases at once."""
        return cls(
            number=row["number"],
            kind=CaseKind(row["kind"]),
            state=CaseState(row["state"]),
            unit=row["unit"],
            deadline_on=row["deadline_on"],
            acknowledged_by=row["acknowledged_by"],
            opened_by=row["opened_by"],
        )

    @property
    def party(self) -> Party:
        """Before the law a case is one of units as soon as one of its subjects is a unit."""
        return Party.PERSON if self.parties == {Party.PERSON} else Party.UNIT

    def recorded(self, kind: type[Kept]) -> list[tuple[Recorded, Kept]]:
        """The records of a kind, each with when and by whom it was recorded."""
        return [(each, each.record) for each in self.records if isinstance(each.record, kind)]

    def all(self, kind: type[Kept]) -> list[Kept]:
        """The records of a kind."""
        return [record for _, record in self.recorded(kind)]

    def last(self, kind: type[Kept]) -> Kept | None:
        """The latest record of a kind; None where there is none."""
        found = self.all(kind)
        return found[-1] if found else None
