"""Who owns, who sees, who is told."""

from sqlmodel import Field, SQLModel

from sql.register.tables.vocabulary import term
from sql.terms import Traffic, UnitLevel


class Unit(SQLModel, table=True):
    """A unit of the four-level risk organisation; `lineage` is the path of codes from the top, `/CN/SH/…`."""

    __tablename__ = "unit"
    code: str = Field(primary_key=True)
    parent: str | None = Field(default=None, foreign_key="unit.code")
    level: UnitLevel = Field(sa_type=term(UnitLevel))
    name_en: str
    name_zh: str
    traffic: Traffic | None = Field(default=None, sa_type=term(Traffic))
    lineage: str = Field(index=True)
