"""Clearance: batches, inspections and who does them, exceptions, officers' re-routing, rating models, lane policy."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from sql.register.tables.vocabulary import term
from sql.terms import (
    DrawGround,
    ExceptionKind,
    ExceptionOutcome,
    Lane,
    ModelState,
    SelectionGround,
    TaskState,
    Violation,
)


class ScreeningBatch(SQLModel, table=True):
    """One set of declarations that were given lanes together; its decisions lie in one lake file."""

    __tablename__ = "screening_batch"
    key: str = Field(primary_key=True)  # business day|sequence: also the name of the lake file
    business_day: date = Field(index=True)
    sequence: int
    declarations: int
    low: int
    medium: int
    high: int
    inspections: int
    decisions_hash: str | None = None  # SHA-256 of the lake file


class EndpointAnswer(SQLModel, table=True):
    """One answer of the screening endpoint, where several of its processes share the register; kept for a week."""

    __tablename__ = "endpoint_answer"
    __table_args__ = (UniqueConstraint("business_day", "declaration_id", "version"),)
    business_day: date = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})  # from 0, without gaps
    declaration_id: str
    version: int
    content_hash: str  # of the items, whatever their order
    entry: str  # JSON: the items, the answer, and when an amendment came


class Inspection(SQLModel, table=True):
    """The inspection of one declaration: why it was selected, with what chance, and what was found."""

    __tablename__ = "inspection"
    declaration_id: str = Field(primary_key=True)
    version: int = 1  # of the declaration that was last decided on
    office: str = Field(index=True)
    importer: str = Field(index=True)
    lodged_on: date
    lane: Lane = Field(sa_type=term(Lane))
    selected_by: SelectionGround = Field(sa_type=term(SelectionGround), index=True)
    selection_probability: float  # 1 where something demanded it, the sampling rate where chance did
    parameters: str  # codes that hit, sorted, joined by ;
    items: str = ""  # numbers of the items to check, joined by ;, empty for a declaration of one item
    rating: float | None = None  # probability of violation given at lodgement
    what_to_check: str
    requested_on: date = Field(index=True)
    state: TaskState = Field(default=TaskState.OPEN, sa_type=term(TaskState), index=True)
    withdrawn_because: str | None = None
    inspected_on: date | None = Field(default=None, index=True)
    violation: Violation | None = Field(default=None, sa_type=term(Violation))
    kind: str | None = None
    item_number: int | None = None  # the item that the result is about; missing for the whole declaration
    recovered_duty: float | None = None
    officer_hours: float | None = None
    inspector: str | None = Field(default=None, index=True)  # drawn by chance; missing while nobody was


class RosterEntry(SQLModel, table=True):
    """When an inspector is on shift at an office, with which skills, and for how many inspections a day."""

    __tablename__ = "roster_entry"
    key: str = Field(primary_key=True)  # inspector|office|valid_from
    inspector: str = Field(index=True)
    office: str = Field(index=True)
    weekdays: str  # digits, 1 for Monday to 7
    skills: str  # priorities, sorted, joined by ;, empty for all
    most_a_day: int
    valid_from: date
    valid_to: date | None = None  # inclusive


class InspectorDraw(SQLModel, table=True):
    """A draw of an inspector with all that it was drawn from, so that an auditor with the key can repeat it."""

    __tablename__ = "inspector_draw"
    key: str = Field(primary_key=True)  # declaration|attempt
    declaration_id: str = Field(index=True)
    attempt: int  # 0, and one more for each re-assignment
    office: str
    day: date = Field(index=True)
    inspector: str
    ground: DrawGround = Field(sa_type=term(DrawGround))
    needed: str  # skills that the inspection needs, joined by ;
    roster: str  # JSON: those on shift, each with number, skills, most, load


class InspectionException(SQLModel, table=True):
    """A departure from a decision, with its reason from the national list and its one outcome."""

    __tablename__ = "inspection_exception"
    key: str = Field(primary_key=True)  # declaration|kind|attempt
    declaration_id: str = Field(index=True)
    kind: ExceptionKind = Field(sa_type=term(ExceptionKind), index=True)
    reason: str  # a code of exception_reasons.csv
    note: str = ""
    officer: str
    unit: str = Field(foreign_key="unit.code")
    office: str
    recorded_on: date = Field(index=True)
    inspected_share: float  # the chance with which it was inspected all the same
    outcome: ExceptionOutcome = Field(sa_type=term(ExceptionOutcome))


class LaneChange(SQLModel, table=True):
    """An officer's re-routing of a declaration, with the reason; at most one per declaration."""

    __tablename__ = "lane_change"
    declaration_id: str = Field(primary_key=True)
    changed_on: date
    officer: str
    unit: str = Field(foreign_key="unit.code")
    lane_before: Lane = Field(sa_type=term(Lane))
    lane_after: Lane = Field(sa_type=term(Lane))
    reason: str


class RatingModel(SQLModel, table=True):
    """One trained version of the probability model, with its card."""

    __tablename__ = "rating_model"
    key: str = Field(primary_key=True)  # rating|trained_on
    trained_on: date
    window_from: date
    window_to: date
    outcomes: int
    features: str  # names, joined by ;
    precision_at_five_percent: float | None = None  # on the latest period, held out
    calibration_error: float | None = None
    path: str  # relative to the data folder
    content_hash: str
    quantiles: str  # JSON: ratings of the held-out period from the lowest to the highest, in equal steps
    state: ModelState = Field(sa_type=term(ModelState))


class LanePolicyVersion(SQLModel, table=True):
    """Lane policy of a unit and all below it from a day on, until a later version or a nearer unit's.

    Figures of one direction go before those that the same unit sets for both. There a missing figure is as for both;
    capacity and hours are those of the office, whatever the direction.
    """

    __tablename__ = "lane_policy_version"
    key: str = Field(primary_key=True)  # unit|valid_from, and the direction of one alone
    unit: str = Field(foreign_key="unit.code")
    direction: str = "both"  # import, export or both
    valid_from: date
    high_rate: float | None  # expected share of declarations in the high lane
    medium_rate: float | None
    random_rate: float | None  # share of the rest inspected by chance
    parameter_cap: float | None  # largest share of a day and office that one parameter may select
    inspections_per_day: int | None = None  # capacity of one office
    hours_per_inspection: float | None = None
    reason: str
    author: str
    approver: str | None = None
