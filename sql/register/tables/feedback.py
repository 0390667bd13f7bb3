"""Performance feedback: indicators over time and what feedback proposes."""

from datetime import date

from sqlmodel import Field, SQLModel

from sql.messages import Message
from sql.register.tables.vocabulary import MessageText, term
from sql.terms import FeedbackAim, HandlingState


class FeedbackIndicator(SQLModel, table=True):
    """One indicator of one scope for the period that ends on `as_of`."""

    __tablename__ = "feedback_indicator"
    key: str = Field(primary_key=True)  # as_of|name|scope
    as_of: date = Field(index=True)
    period_from: date
    aim: FeedbackAim = Field(sa_type=term(FeedbackAim))
    name: str = Field(index=True)
    scope: str  # "national", a lane, a unit, a parameter code, an operation …
    value: float | None = None
    low: float | None = None  # of the 95 % interval
    high: float | None = None
    observations: int


class FeedbackProposal(SQLModel, table=True):
    """What feedback proposes: retire, tighten or widen a parameter, move a threshold or capacity, retrain."""

    __tablename__ = "feedback_proposal"
    key: str = Field(primary_key=True)  # as_of|action|target
    as_of: date = Field(index=True)
    action: str  # retire_parameter, tighten_parameter, widen_parameter, move_threshold, move_capacity, retrain
    target: str
    unit: str = Field(foreign_key="unit.code")
    reason: Message = Field(sa_type=MessageText)
    content: str  # JSON: the change proposed
    state: HandlingState = Field(sa_type=term(HandlingState))
    decided_on: date | None = None
    decided_by: str | None = None
