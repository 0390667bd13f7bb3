"""The audit trail: who changed what, when, why; chained by hashes."""

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
