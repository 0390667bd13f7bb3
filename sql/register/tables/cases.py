"""Case files after clearance: targeted audits and anti-smuggling cases."""

from datetime import date

from sqlmodel import Field, SQLModel

from sql.messages import Message
from sql.register.tables.vocabulary import MessageText, term
from sql.terms import CaseKind, CaseState, Priority


class CaseFile(SQLModel, table=True):
    """A case file; `open_subject` is unique, so one subject has one open case of a kind."""

    __tablename__ = "case_file"
    number: str = Field(primary_key=True)  # TA-SH-2021-0001, AS-…
    kind: CaseKind = Field(sa_type=term(CaseKind), index=True)
    subject_kind: str
    subject: str = Field(index=True)
    open_subject: str | None = Field(default=None, unique=True)  # kind|subject kind|subject; NULL when closed
    priority: Priority = Field(sa_type=term(Priority))
    unit: str = Field(foreign_key="unit.code", index=True)
    opened_on: date
    state: CaseState = Field(sa_type=term(CaseState), index=True)
    amount_at_stake: float
    deadline_on: date | None = Field(default=None, index=True)  # of the present state
    deadline_for: str | None = None
    acknowledged_on: date | None = None
    acknowledged_by: str | None = None
    outcome: str | None = None
    recovered_duty: float | None = None
    officer_hours: float | None = None
    closed_on: date | None = None
    merged_into: str | None = Field(default=None, index=True)  # number of the case that goes on with its grounds


class CaseNumber(SQLModel, table=True):
    """The last number given in a series."""

    __tablename__ = "case_number"
    series: str = Field(primary_key=True)  # TA-SH-2021
    last: int


class CaseGround(SQLModel, table=True):
    """A ground of a case: the inspection or finding it rests on, frozen with a hash of its content."""

    __tablename__ = "case_ground"
    key: str = Field(primary_key=True)  # ground kind|source key
    case_number: str = Field(foreign_key="case_file.number", index=True)
    ground_kind: str  # inspection, finding, hint, person
    source: str
    statement: Message = Field(sa_type=MessageText)
    evidence: str  # JSON as it was when the ground was added
    content_hash: str
    added_on: date


class CaseDeclaration(SQLModel, table=True):
    """A declaration involved in a case."""

    __tablename__ = "case_declaration"
    case_number: str = Field(foreign_key="case_file.number", primary_key=True)
    declaration_id: str = Field(primary_key=True)


class CaseJournalEntry(SQLModel, table=True):
    """One entry of a case journal, append-only, chained by hashes."""

    __tablename__ = "case_journal_entry"
    key: str = Field(primary_key=True)  # case number|sequence
    case_number: str = Field(foreign_key="case_file.number", index=True)
    sequence: int
    happened_on: date
    actor: str
    event: str
    text: Message = Field(sa_type=MessageText)
    previous_hash: str
    content_hash: str
