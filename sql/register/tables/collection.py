"""The information platform: what was collected, how good it was, and what could not be taken in."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from sql.register.tables.vocabulary import term
from sql.terms import BatchState, DutyReportState, InformationKind, Priority, QuarantineState


class CollectionBatch(SQLModel, table=True):
    """One collected file, known by the hash of its content: the same file twice is one batch."""

    __tablename__ = "collection_batch"
    key: str = Field(primary_key=True)  # first 20 hexadecimal digits of the SHA-256 of the content
    file_name: str
    file_size: int = 0  # bytes
    content: str  # declarations, information, officer_actions …: name of the collected kind
    source_format: str | None = None
    mappings: str | None = None  # that read the file and are not built in, as JSON
    received_on: date
    state: BatchState = Field(sa_type=term(BatchState))
    problem: str | None = None
    rows_read: int = 0
    rows_accepted: int = 0
    rows_quarantined: int = 0
    rows_repeated: int = 0
    rows_held_back: int = 0  # lodged after the business date: not yet visible


_QUALITY = ("accuracy", "completeness", "timeliness")


class BatchQuality(SQLModel, table=True):
    """Accuracy, completeness and timeliness of one batch for one unit, each between 0 and 1."""

    __tablename__ = "batch_quality"
    __table_args__ = (Index("ix_batch_quality_source", "source", "received_on", "batch", "unit", "rows", *_QUALITY),)
    key: str = Field(primary_key=True)  # batch|unit
    batch: str = Field(foreign_key="collection_batch.key", index=True)
    unit: str
    source: str
    received_on: date  # as of its batch
    rows: int
    accuracy: float
    completeness: float
    timeliness: float


class QualityFault(SQLModel, table=True):
    """What is wrong with rows of a batch that were kept all the same: an unknown office, a missing country …"""

    __tablename__ = "quality_fault"
    key: str = Field(primary_key=True)  # batch|content|unit|column|reason
    batch: str = Field(foreign_key="collection_batch.key", index=True)
    unit: str = Field(foreign_key="unit.code", index=True)  # that the rows name; the nation where they name none
    source: str
    content: str
    column_name: str
    reason: str
    rows: int
    example: str | None = None


class QuarantinedRow(SQLModel, table=True):
    """A row that could not be taken in: where it stands, which value, and why; with the row for repair."""

    __tablename__ = "quarantined_row"
    key: str = Field(primary_key=True)  # batch|row number
    batch: str = Field(foreign_key="collection_batch.key", index=True)
    unit: str = Field(foreign_key="unit.code", index=True)  # that the row names; the nation where it names none
    file_name: str
    row_number: int
    column_name: str
    value: str | None = None
    reason: str
    content: str  # the row as JSON
    state: QuarantineState = Field(default=QuarantineState.OPEN, sa_type=term(QuarantineState))


class InformationItem(SQLModel, table=True):
    """One item of risk information: intelligence, tip-off, notice, finding, press."""

    __tablename__ = "information_item"
    key: str = Field(primary_key=True)
    kind: InformationKind = Field(sa_type=term(InformationKind))
    source: str
    reliability: str  # admiralty grade A (reliable) to F (cannot be judged)
    priority: Priority = Field(sa_type=term(Priority))
    subject_kind: str  # a canonical declaration column: importer, seller, hs_code …
    subject: str = Field(index=True)
    summary: str
    received_on: date
    valid_to: date
    unit: str = Field(foreign_key="unit.code")


class ReportingDutyPeriod(SQLModel, table=True):
    """One period of a unit's reporting duty, and whether the report came in time."""

    __tablename__ = "reporting_duty_period"
    key: str = Field(primary_key=True)  # duty|unit|due_on
    duty: str
    unit: str = Field(foreign_key="unit.code", index=True)
    due_on: date
    reported_on: date | None = None
    state: DutyReportState = Field(sa_type=term(DutyReportState))
    reminded_on: date | None = None
    escalated_to: str | None = None  # the unit above that was warned
