"""Which stages of the cycle have been completed for which business date."""

from datetime import date

from sqlmodel import Field, SQLModel


class StageCompletion(SQLModel, table=True):
    """Note, written in the transaction of a stage's results, that the stage is done."""

    __tablename__ = "stage_completion"
    key: str = Field(primary_key=True)
    stage: str = Field(index=True)
    as_of: date
    scope: str
    summary: str
