"""The parameter center: versions of risk parameters, their tests and their life."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from sql.register.tables.vocabulary import term
from sql.terms import HitEffect, Lane, ParameterState, Priority


class RiskParameter(SQLModel, table=True):
    """One immutable version of a risk parameter; only its state and the marks of its life change."""

    __tablename__ = "risk_parameter"
    __table_args__ = (
        Index("ix_risk_parameter_listed", "state", "code", "version", "key", "owner", "author"),  # as of findings
    )
    key: str = Field(primary_key=True)  # code|version
    code: str = Field(index=True)
    version: int
    owner: str = Field(foreign_key="unit.code")
    priority: Priority = Field(sa_type=term(Priority))
    lane: Lane = Field(sa_type=term(Lane))
    reason: str
    instruction: str
    valid_from: date
    valid_to: date | None = None
    conditions: str  # JSON of the published conditions
    any_item: str | None = None  # JSON of the conditions that any goods item may satisfy
    state: ParameterState = Field(sa_type=term(ParameterState))
    author: str
    drafted_on: date
    tested_on: date | None = None
    approver: str | None = None
    approved_on: date | None = None
    shadow_from: date | None = None  # while approved: days on which it counts hits without steering
    shadow_to: date | None = None  # inclusive
    activated_on: date | None = None
    ended_on: date | None = None
    grounds: str | None = None  # key of the finding or operation that proposed it


class ParameterTest(SQLModel, table=True):
    """What a parameter version would have done to past declarations."""

    __tablename__ = "parameter_test"
    key: str = Field(primary_key=True)  # parameter key|tested_on
    parameter: str = Field(foreign_key="risk_parameter.key", index=True)
    tested_on: date
    period_from: date
    period_to: date
    declarations: int
    hits: int
    inspected: int
    found: int
    hit_rate: float | None = None  # found / inspected
    base_rate: float | None = None  # hit rate of all inspections of the period
    overlapping: int  # hits that an active parameter hits too
    inspections_per_day: float
    officer_hours_per_day: float


class Suppression(SQLModel, table=True):
    """One parameter's effects held back for one enterprise until a day, with the reason; its hits count on."""

    __tablename__ = "suppression"
    key: str = Field(primary_key=True)  # parameter code|enterprise|valid_from
    parameter: str = Field(index=True)  # code: all its versions
    enterprise: str = Field(index=True)
    valid_from: date
    valid_to: date  # inclusive
    reason: str
    author: str
    unit: str = Field(foreign_key="unit.code")


class CountedHits(SQLModel, table=True):
    """Hits of a parameter version in one screening batch and office that did not steer."""

    __tablename__ = "counted_hits"
    key: str = Field(primary_key=True)  # batch|parameter key|office|effect
    batch: str
    business_day: date = Field(index=True)
    parameter: str = Field(index=True)  # code|version
    office: str
    effect: HitEffect = Field(sa_type=term(HitEffect))
    hits: int


class ScreeningError(SQLModel, table=True):
    """A parameter or the rating that failed on declarations; they got their lanes without it."""

    __tablename__ = "screening_error"
    key: str = Field(primary_key=True)  # batch|subject
    batch: str
    business_day: date = Field(index=True)
    subject: str = Field(index=True)  # parameter key, or rating
    reason: str
    declarations: int
