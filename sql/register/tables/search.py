"""Words by which rows of the register are found, kept beside them in the same transaction."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class SoughtWord(SQLModel, table=True):
    """A word by whose beginning a row is found."""

    __tablename__ = "sought_word"
    __table_args__ = (Index("ix_sought_word_of_row", "kind", "key", "word"), {"sqlite_with_rowid": False})
    kind: str = Field(primary_key=True)  # table of the row
    word: str = Field(primary_key=True)
    key: str = Field(primary_key=True)  # of the row
