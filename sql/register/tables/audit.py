"""The audit trail: who changed what, when, why, and which rows were written; each a chain of signed entries."""

from datetime import date

from sqlmodel import Field, SQLModel


class AuditEntry(SQLModel, table=True):
    """One change of something a person answers for."""

    __tablename__ = "audit_entry"
    sequence: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    happened_on: date
    entity: str = Field(index=True)
    entity_key: str = Field(index=True)
    action: str
    actor: str
    unit: str
    reason: str
    before: str | None = None  # JSON
    after: str | None = None
    previous_hash: str
    content_hash: str


class ContentEntry(SQLModel, table=True):
    """Rows of one kind that were written together: the seal that each had before, and the one that it has now."""

    __tablename__ = "content_entry"
    sequence: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: str
    seals: str  # JSON: key to [before, after] or, where the row was altered behind the register, [before, after, found]
    previous_hash: str
    content_hash: str


ChainedEntry = AuditEntry | ContentEntry


class RecordSeal(SQLModel, table=True):
    """The present seal of a row: the keyed hash of its content, as the chain of contents has it."""

    __tablename__ = "record_seal"
    kind: str = Field(primary_key=True)
    key: str = Field(primary_key=True)  # of the row; parts joined by |
    seal: str
