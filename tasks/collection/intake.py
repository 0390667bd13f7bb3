"""The one door into the stores: rows of a source, from a file or from quarantine, validated and landed."""

from dataclasses import dataclass

import pandas as pd
from sqlmodel import Session, SQLModel

from sql.contents import CONTENTS
from sql.register import insert_new, replace_all
from sql.register.tables import InformationItem, ProcessingTradeManual
from sql.stores import Stores
from tasks.collection.arrival import Arrival, Landed, land
from tasks.collection.repetitions import repeated_rows
from tasks.collection.source_rows import SourceRows
from tasks.collection.validation import all_failures

_IN_REGISTER: dict[str, type[SQLModel]] = {"information": InformationItem, "manuals": ProcessingTradeManual}


@dataclass(frozen=True)
class PartTaken:
    """What became of one kind of content of some rows, by row number.

    columns: canonical columns that the source brings. mapped: the rows' units, refused rows included. valid: rows that
    passed validation. taken: rows that are new. failures: row_number, column_name, value, reason.
    """

    content: str
    columns: tuple[str, ...]
    mapped: pd.DataFrame
    valid: pd.DataFrame
    taken: pd.DataFrame
    failures: pd.DataFrame


def take_in(stores: Stores, arrival: Arrival, source: SourceRows) -> list[PartTaken]:
    """Write checked rows of a source into the lake; what the register holds is left to `into_register`."""
    parts = []
    for part in source.parts:
        valid = part.checked.accepted
        landed = land(arrival, part.content, valid)
        if part.content == "information":
            landed = _new_information(stores, valid)
        failures = all_failures([part.checked.failures, landed.failures])
        parts.append(PartTaken(part.content, part.columns, part.mapped, valid, landed.rows, failures))
    return parts


def into_register(session: Session, taken: PartTaken) -> None:
    """Write what the register holds of the rows that were taken in, in the caller's transaction."""
    target = _IN_REGISTER.get(taken.content)
    if target is None:
        return
    updated = CONTENTS[taken.content].updated
    if updated:
        replace_all(session, target, taken.taken, updated)
    else:
        insert_new(session, target, taken.taken)


def _new_information(stores: Stores, rows: pd.DataFrame) -> Landed:
    """Items that the register does not hold yet; a manual moves on and is updated, an item stays as it came."""
    known = stores.register.read(InformationItem, list(rows.columns))
    repeated, failures = repeated_rows(rows, known, "key")
    return Landed(rows.drop(index=repeated.union(pd.Index(failures["row_number"]))), repeated, failures)
