"""Customs enforcement supervision: hints, and the processing-trade manuals they watch."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from sql.messages import Message
from sql.register.tables.vocabulary import MessageText, term
from sql.terms import HintFamily, Severity, TaskState


class Hint(SQLModel, table=True):
    """A hint names rule, subject, evidence, severity, unit and due date; the unit's answer is recorded."""

    __tablename__ = "hint"
    __table_args__ = (Index("ix_hint_listed", "due_on", "key", "state", "unit", "family"),)  # as of findings
    key: str = Field(primary_key=True)  # hash of rule and subject
    family: HintFamily = Field(sa_type=term(HintFamily), index=True)
    rule: str = Field(index=True)
    subject_kind: str
    subject: str
    evidence: Message = Field(sa_type=MessageText)
    compared: str  # JSON of the values that were compared
    severity: Severity = Field(sa_type=term(Severity))
    unit: str = Field(foreign_key="unit.code")
    raised_on: date
    due_on: date
    state: TaskState = Field(default=TaskState.OPEN, sa_type=term(TaskState))
    answer: str | None = None
    answered_on: date | None = None
    answered_by: str | None = None


class ProcessingTradeManual(SQLModel, table=True):
    """A processing-trade manual in its latest version: what was imported under suspended duty, and what left again."""

    __tablename__ = "processing_trade_manual"
    number: str = Field(primary_key=True)
    enterprise: str = Field(index=True)
    office: str = Field(foreign_key="unit.code")
    hs_code: str  # of the imported material
    opened_on: date
    expires_on: date
    written_off_on: date | None = None
    imported_quantity: float  # kg up to today
    exported_quantity: float  # kg of finished goods up to today
    unit_consumption: float  # kg of material declared per kg of finished goods
    scrap_share: float
    duty_suspended: float
    last_export_on: date | None = None
    version: int = 1
    received_on: date | None = None
