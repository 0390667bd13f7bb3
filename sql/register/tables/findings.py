"""Risk analysis: findings with their evidence, and the three results made of them."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel, col

from sql.messages import Message
from sql.register.tables.vocabulary import MessageText, term
from sql.terms import AnswerFound, Method, Priority, Severity, TaskState


class Finding(SQLModel, table=True):
    """What one detector found about one subject on one business date."""

    __tablename__ = "finding"
    key: str = Field(primary_key=True)  # hash of analysis, detector, subject kind and subject
    analysis: str = Field(index=True)  # "weekly" or the request key of an ad-hoc analysis
    analysed_on: date
    detector: str
    method: Method = Field(sa_type=term(Method))
    priority: Priority = Field(sa_type=term(Priority))
    subject_kind: str  # canonical declaration column(s), joined by +
    subject: str  # their values, joined by +
    unit: str = Field(foreign_key="unit.code")  # the unit whose jurisdiction holds all of it
    score: float  # 0 to 1, comparable within a detector
    statement: Message = Field(sa_type=MessageText)  # what was compared with what
    compared: str  # JSON: observed, expected, interval, peers
    amount_at_stake: float
    declarations: int  # number of declarations behind it


_STRONGEST_FIRST = (col(Finding.analysed_on).desc(), col(Finding.score).desc(), col(Finding.key))
# In the order of lists, and with what tells who sees it: a page is found and all are counted by the index alone.
Index("ix_finding_listed", *_STRONGEST_FIRST, col(Finding.unit))
Index("ix_finding_subject", col(Finding.subject), *_STRONGEST_FIRST)


class FindingDeclaration(SQLModel, table=True):
    """A declaration behind a finding, and which of its goods items."""

    __tablename__ = "finding_declaration"
    finding: str = Field(foreign_key="finding.key", primary_key=True)
    declaration_id: str = Field(primary_key=True)
    items: str = ""  # numbers of the items, joined by ;, empty for a declaration of one item


class Instruction(SQLModel, table=True):
    """Control at the site asked of an office because of a finding."""

    __tablename__ = "instruction"
    __table_args__ = (
        Index("ix_instruction_listed", "due_on", "key", "state", "unit", "issued_on", "taken_by"),  # as of findings
    )
    key: str = Field(primary_key=True)  # finding|unit
    finding: str = Field(foreign_key="finding.key", index=True)
    unit: str = Field(foreign_key="unit.code")
    severity: Severity = Field(sa_type=term(Severity))
    what_to_check: Message = Field(sa_type=MessageText)
    issued_on: date
    due_on: date
    state: TaskState = Field(default=TaskState.OPEN, sa_type=term(TaskState))
    taken_on: date | None = None
    taken_by: str | None = None  # number of the person who works on it
    done: Message | None = Field(default=None, sa_type=MessageText)  # what was done because of it
    found: AnswerFound | None = Field(default=None, sa_type=term(AnswerFound))
    answered_on: date | None = None
    answered_by: str | None = None


class FunctionalWarning(SQLModel, table=True):
    """Warning to functional management: what, since when, how large."""

    __tablename__ = "functional_warning"
    __table_args__ = (
        Index("ix_functional_warning_listed", "due_on", "key", "state", "unit", "raised_on", "taken_by"),  # the same
    )
    key: str = Field(primary_key=True)
    finding: str | None = Field(default=None, foreign_key="finding.key", index=True)
    unit: str = Field(foreign_key="unit.code")
    department: str  # duty collection, commodity inspection, IPR protection, anti-smuggling …
    severity: Severity = Field(sa_type=term(Severity))
    what: Message = Field(sa_type=MessageText)
    since: date
    magnitude: float
    raised_on: date
    due_on: date
    state: TaskState = Field(default=TaskState.OPEN, sa_type=term(TaskState))
    taken_on: date | None = None
    taken_by: str | None = None  # number of the person who works on it
    done: Message | None = Field(default=None, sa_type=MessageText)  # what was done because of it
    found: AnswerFound | None = Field(default=None, sa_type=term(AnswerFound))
    answered_on: date | None = None
    answered_by: str | None = None


class AnalysisReport(SQLModel, table=True):
    """An analysis report for decision-making that was written to a file."""

    __tablename__ = "analysis_report"
    key: str = Field(primary_key=True)  # analysis|analysed_on
    analysis: str
    analysed_on: date
    unit: str = Field(foreign_key="unit.code")
    findings: int
    path: str  # relative to the data folder
    summary: str
