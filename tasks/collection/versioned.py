"""What versions of declarations are made from, and what they are once they are told apart."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

import pandas as pd
import pyarrow as pa

from tasks.collection.validation import all_failures, failures_of

# What is wrong with a version whose declaration has not come, by its function.
UNKNOWN = {
    "amended": "amends a declaration that was not collected: kept with what it brings",
    "cancelled": "cancels a declaration that was not collected",
}


VERSIONS = pa.schema([("declaration_id", pa.string()), ("version", pa.int64())])
IN_PART = pa.schema([("declaration_id", pa.string()), ("version", pa.int64()), ("in_part", pa.string())])


@dataclass(frozen=True)
class Known:
    """What is known besides the lake.

    received_on: the day on which the file came. lodged_on: day of lodgement of declarations that say none. batch: name
    that the rows get in the lake. beginnings: keys of earlier batches whose file is the beginning of this one, which
    was cut off then. joins: key of the batch whose refused rows come back; its versions get them as further items.
    """

    received_on: date
    lodged_on: date
    batch: str
    beginnings: frozenset[str] = frozenset()
    joins: str = ""


@dataclass(frozen=True)
class Versioned:
    """Rows that are new, and what became of the others.

    rows: the lake's columns, `version` and `function` filled. taken: numbers of the arriving rows that brought
    something new. failures: row_number, column_name, value, reason. faults: the same, of rows that are kept. in_part:
    IN_PART; versions among the rows that amend in part a declaration that has not come yet. replaced: VERSIONS; rows
    of the lake that the new ones take the place of.
    """

    rows: pa.Table
    taken: pa.Array
    failures: pd.DataFrame
    faults: pd.DataFrame
    in_part: pa.Table = field(default_factory=IN_PART.empty_table)
    replaced: pa.Table = field(default_factory=VERSIONS.empty_table)


def faults_of_unknown(messages: pd.DataFrame) -> pd.DataFrame:
    """Faults of messages that change a declaration of which nothing is known.

    messages: row_number, declaration_id, function. Returns: row_number, column_name, value, reason.
    """
    by_number = messages.set_index("row_number")
    return all_failures(
        failures_of(by_number.loc[by_number["function"] == function, "declaration_id"], "function", reason)
        for function, reason in UNKNOWN.items()
    )


def midnight(day: date) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time.min)
