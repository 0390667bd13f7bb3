"""Who acts: persons, the accounts by which they come in, and the links that sign them in."""

from datetime import date

from sqlmodel import Field, SQLModel

from sql.register.tables.vocabulary import term
from sql.terms import AccountKind


class RegisteredPerson(SQLModel, table=True):
    """A person who acts for a unit, in roles, for a time; earlier states stand in the audit trail."""

    __tablename__ = "person"
    number: str = Field(primary_key=True)  # named in journals and trail
    name: str
    unit: str = Field(foreign_key="unit.code", index=True)
    roles: str  # sorted, joined by ;
    valid_from: date
    valid_to: date | None = None  # inclusive


class PersonAccount(SQLModel, table=True):
    """An account that a person comes in by; `bound` is unique, so an account belongs to one person at a time."""

    __tablename__ = "person_account"
    key: str = Field(primary_key=True)  # kind|name|number of the binding
    person: str = Field(foreign_key="person.number", index=True)
    kind: AccountKind = Field(sa_type=term(AccountKind))
    name: str
    bound_on: date
    ended_on: date | None = None
    bound: str | None = Field(default=None, unique=True)  # kind|name; NULL once it ended


class SignInLink(SQLModel, table=True):
    """A personal link that signs its person in once; the link itself is not kept, only its hash."""

    __tablename__ = "sign_in_link"
    key: str = Field(primary_key=True)  # SHA-256 of what the link carries
    person: str = Field(foreign_key="person.number", index=True)
    issued_by: str
    issued_on: date
    valid_to: date  # inclusive
    used_on: date | None = None
