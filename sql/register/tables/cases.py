"""Case files after clearance: targeted audits and anti-smuggling cases."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from sql.messages import Message
from sql.register.tables.vocabulary import MessageText, term
from sql.terms import CaseKind, CaseRole, CaseState, Party, Priority


class CaseFile(SQLModel, table=True):
    """A case file; see `CaseSubject` for all whom it is on."""

    __tablename__ = "case_file"
    __table_args__ = (Index("ix_case_file_listed", "state", "deadline_on", "number", "unit", "kind"),)  # as of findings
    number: str = Field(primary_key=True)  # TA-SH-2021-0001, AS-…
    kind: CaseKind = Field(sa_type=term(CaseKind), index=True)
    subject_kind: str
    subject: str = Field(index=True)  # that it was opened on
    priority: Priority = Field(sa_type=term(Priority))
    priority_because: Message | None = Field(default=None, sa_type=MessageText)
    unit: str = Field(foreign_key="unit.code", index=True)
    opened_on: date
    opened_by: str | None = None  # number of the person; missing where the follow-up of clearance did
    state: CaseState = Field(sa_type=term(CaseState))
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


class CaseSubject(SQLModel, table=True):
    """Somebody whom a case is on, or who is concerned; one subject has one open case of a kind."""

    __tablename__ = "case_subject"
    key: str = Field(primary_key=True)  # case number|kind|name
    case_number: str = Field(foreign_key="case_file.number", index=True)
    role: CaseRole = Field(sa_type=term(CaseRole))
    kind: str  # importer, declarant, …; person for a natural person
    name: str = Field(index=True)
    party: Party = Field(sa_type=term(Party))
    open_subject: str | None = Field(default=None, unique=True)  # kind of case|kind|name; NULL when it ended
    added_on: date
    added_by: str


class CaseRecord(SQLModel, table=True):
    """A step of the procedure of a case: plan, notice, visit, finding, measure, evidence …

    A record with the same natural key and another content corrects the one before, which stays but is
    no longer in force.
    """

    __tablename__ = "case_record"
    key: str = Field(primary_key=True)  # case number|kind|natural key|revision
    case_number: str = Field(foreign_key="case_file.number", index=True)
    sequence: int  # within the case, in the order in which they were recorded
    kind: str = Field(index=True)
    natural_key: str  # what tells it from others of its kind in the case
    revision: int
    in_force: bool
    content: str  # JSON, as its kind describes
    recorded_on: date
    recorded_by: str
    due_on: date | None = Field(default=None, index=True)  # when what it orders must end
    ended_on: date | None = None  # when that ended


class CaseNumber(SQLModel, table=True):
    """The last number given in a series."""

    __tablename__ = "case_number"
    series: str = Field(primary_key=True)  # TA-SH-2021
    last: int


class CaseGround(SQLModel, table=True):
    """A ground of a case: what it rests on, frozen with a hash of its content."""

    __tablename__ = "case_ground"
    key: str = Field(primary_key=True)  # kind of its source|kind of the case|source
    case_number: str = Field(foreign_key="case_file.number", index=True)
    ground_kind: str  # a word of `GroundKind`
    source: str
    statement: Message = Field(sa_type=MessageText)
    evidence: str  # JSON as it was when the ground was added
    content_hash: str
    priority: Priority = Field(sa_type=term(Priority))  # what it endangers
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
