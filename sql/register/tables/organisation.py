"""Who owns, who sees, who is told."""

from datetime import date

from sqlmodel import Field, SQLModel

from sql.register.tables.vocabulary import term
from sql.terms import Traffic, UnitLevel


class Unit(SQLModel, table=True):
    """A unit of an organisation that was ever in force; `lineage` is the path of codes from the top, `/CN/SH/…`."""

    __tablename__ = "unit"
    code: str = Field(primary_key=True)
    parent: str | None = Field(default=None, foreign_key="unit.code")
    level: UnitLevel = Field(sa_type=term(UnitLevel))
    name_en: str
    name_zh: str
    traffic: Traffic | None = Field(default=None, sa_type=term(Traffic))
    lineage: str = Field(index=True)


class OrganisationUnit(SQLModel, table=True):
    """A unit as an operator loaded it; the organisation on a day is what `sql.reference.organisation` makes of them."""

    __tablename__ = "organisation_unit"
    key: str = Field(primary_key=True)  # load|code|valid_from
    load: int = Field(index=True)  # number of the loading, from 1
    code: str
    parent: str | None = None
    level: UnitLevel = Field(sa_type=term(UnitLevel))
    name_en: str
    name_zh: str
    traffic: Traffic | None = Field(default=None, sa_type=term(Traffic))
    valid_from: date | None = None
    valid_to: date | None = None  # inclusive
