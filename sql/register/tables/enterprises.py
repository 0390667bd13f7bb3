"""Enterprises and their compliance category."""

from datetime import date

from sqlmodel import Field, SQLModel


class Enterprise(SQLModel, table=True):
    """An importer known to customs, with its present compliance category."""

    __tablename__ = "enterprise"
    code: str = Field(primary_key=True)
    category: str = Field(index=True)
    first_seen_on: date
    last_seen_on: date


class CategoryChange(SQLModel, table=True):
    """One rise or fall of an enterprise, with the published rule and the grounds."""

    __tablename__ = "category_change"
    key: str = Field(primary_key=True)  # enterprise|changed_on
    enterprise: str = Field(foreign_key="enterprise.code", index=True)
    changed_on: date
    category_before: str
    category_after: str
    rule: str
    grounds: str
