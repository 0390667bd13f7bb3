"""Risk handling: the four methods, each with its life."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel, col

from sql.messages import Message
from sql.register.tables.vocabulary import MessageText, record_of, term
from sql.terms import HandlingKind, HandlingState, Priority, TaskState


@dataclass(frozen=True)
class PastTest:
    """What inspections of the past found on the subjects of a measure, and on all declarations of the period."""

    inspected: int
    found: int
    base_inspected: int
    base_found: int


@dataclass(frozen=True)
class MeasureContent:
    """What exactly a measure of any kind proposes.

    subject_kind: columns of a declaration, joined by +. subjects: their values, joined by + likewise. statement: why.
    days: how long the measure runs. past_test: None where the measure sends nothing to inspection.
    """

    detector: str
    subject_kind: str
    subjects: list[str]
    statement: Message
    what_to_check: Message
    days: int
    past_test: PastTest | None = None


@dataclass(frozen=True)
class MeasureResult:
    """What a measure brought: inspections, those with a violation, officer hours, and duty where it was recorded."""

    inspected: int = 0
    found: int = 0
    officer_hours: float | None = None
    recovered_duty: float | None = None


class HandlingMeasure(SQLModel, table=True):
    """One handling: proposed by analysis or a person, approved by the unit entitled to, executed, measured."""

    __tablename__ = "handling_measure"
    key: str = Field(primary_key=True)  # hash of kind and subject and proposing finding
    kind: HandlingKind = Field(sa_type=term(HandlingKind), index=True)
    finding: str | None = Field(default=None, foreign_key="finding.key", index=True)
    priority: Priority = Field(sa_type=term(Priority))
    unit: str = Field(foreign_key="unit.code")  # whose jurisdiction it acts in
    approving_unit: str = Field(foreign_key="unit.code")
    amount_at_stake: float
    score: float  # of the finding
    content: MeasureContent = Field(sa_type=record_of(MeasureContent))
    proposed_on: date
    proposed_by: str
    state: HandlingState = Field(sa_type=term(HandlingState), index=True)
    decided_on: date | None = None
    decided_by: str | None = None
    decision_reason: Message | None = Field(default=None, sa_type=MessageText)
    executed_on: date | None = None
    outcome: str | None = None  # key of what it became: parameter, operation, recommendation, inspections asked
    result: MeasureResult | None = Field(default=None, sa_type=record_of(MeasureResult))
    measured_on: date | None = None


_STRONGEST_FIRST = (col(HandlingMeasure.score).desc(), col(HandlingMeasure.proposed_on), col(HandlingMeasure.key))
_SEEN_BY = (col(HandlingMeasure.state), col(HandlingMeasure.unit), col(HandlingMeasure.approving_unit))
Index("ix_handling_measure_listed", *_STRONGEST_FIRST, *_SEEN_BY, col(HandlingMeasure.proposed_by))  # as of findings


class InspectionRequest(SQLModel, table=True):
    """Handling's ask to inspect coming declarations of a subject at an office, with what to check."""

    __tablename__ = "inspection_request"
    key: str = Field(primary_key=True)
    measure: str = Field(foreign_key="handling_measure.key", index=True)
    unit: str = Field(foreign_key="unit.code")
    subject_kind: str
    subject: str
    what_to_check: str
    valid_from: date
    valid_to: date
    declarations_wanted: int


class SpecialOperation(SQLModel, table=True):
    """A special operation: subject, period, customs, team, target, result."""

    __tablename__ = "special_operation"
    key: str = Field(primary_key=True)
    measure: str = Field(foreign_key="handling_measure.key", index=True)
    title: Message = Field(sa_type=MessageText)
    subject_kind: str
    subject: str
    unit: str = Field(foreign_key="unit.code")
    offices: str  # unit codes, joined by ;
    team: Message = Field(sa_type=MessageText)
    target: Message = Field(sa_type=MessageText)
    starts_on: date
    ends_on: date
    parameter: str | None = None  # code of the parameter it switches on
    state: TaskState = Field(sa_type=term(TaskState))
    inspected: int = 0
    found: int = 0
    officer_hours: float = 0.0
    recovered_duty: float | None = None


class OperationStanding(SQLModel, table=True):
    """How a special operation stood at the end of a business day."""

    __tablename__ = "operation_standing"
    operation: str = Field(foreign_key="special_operation.key", primary_key=True)
    business_day: date = Field(primary_key=True)
    inspected: int
    found: int
    officer_hours: float
    recovered_duty: float | None = None


class PolicyRecommendation(SQLModel, table=True):
    """A policy recommendation: addressee, reasoning, evidence, answer."""

    __tablename__ = "policy_recommendation"
    key: str = Field(primary_key=True)
    measure: str = Field(foreign_key="handling_measure.key", index=True)
    addressee: str
    recommendation: Message = Field(sa_type=MessageText)
    reasoning: Message = Field(sa_type=MessageText)
    evidence: Message = Field(sa_type=MessageText)
    issued_on: date
    follow_up_on: date
    answer: str | None = None
    answered_on: date | None = None
