"""The one door into the stores: rows of a source, from a file or from quarantine, judged and landed."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from sqlmodel import Session, SQLModel

from sql.contents import CONTENTS
from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register import insert_new, replace_all
from sql.register.tables import InformationItem, ProcessingTradeManual
from sql.stores import Stores
from tasks.collection.arrival import Arrival, Landed, frame_of, land
from tasks.collection.registered_enterprises import register_enterprises
from tasks.collection.repetitions import repeated_rows
from tasks.collection.source_rows import PartRead, SourceRows
from tasks.collection.validation import NO_FAILURES, all_failures

_IN_REGISTER: dict[str, type[SQLModel]] = {"information": InformationItem, "manuals": ProcessingTradeManual}


@dataclass(frozen=True)
class PartTaken:
    """What became of one kind of content of some rows.

    read: the rows as they were read. taken: numbers of the rows that are new. rows: those that the register keeps, by
    row number. failures: row_number, column_name, value, reason of every refused row. faults: the same of rows that are
    kept, as far as only the stores tell them.
    """

    read: PartRead
    taken: "np.ndarray[tuple[int], np.dtype[np.int64]]"
    rows: pd.DataFrame
    failures: pd.DataFrame
    faults: pd.DataFrame

    @property
    def content(self) -> str:
        """Name of the kind of content."""
        return self.read.content


def take_in(stores: Stores, arrival: Arrival, source: SourceRows) -> list[PartTaken]:
    """Write rows of a source into the lake; what the register holds is left to `into_register`."""
    parts = []
    for part in source.parts:
        landed = _new_information(stores, part) if part.content == "information" else land(arrival, part)
        failures = all_failures([part.failures, landed.failures])
        parts.append(PartTaken(part, landed.taken, landed.rows, failures, landed.faults))
    return parts


def into_register(session: Session, taken: PartTaken, day: date) -> None:
    """Write what the register holds of rows that were taken in on a day, in the caller's transaction."""
    if taken.content == "enterprises" and len(taken.rows):
        register_enterprises(session, taken.rows)
    target = _IN_REGISTER.get(taken.content)
    if target is None:
        return
    described, units = CONTENTS[taken.content], Organisation(organisation(day))
    rows = taken.rows.assign(
        **{name: taken.rows[name].map(units.holder) for name in described.unit_columns if name in taken.rows}
    )
    if described.updated:
        replace_all(session, target, rows, described.updated)
    else:
        insert_new(session, target, rows)


def _new_information(stores: Stores, part: PartRead) -> Landed:
    """Items that the register does not hold yet; a manual moves on and is updated, an item stays as it came."""
    rows = frame_of(part.rows)
    known = stores.register.read(InformationItem, list(rows.columns))
    repeated, failures = repeated_rows(rows, known, ["key"])
    fresh = rows.drop(index=repeated.union(pd.Index(failures["row_number"])))
    return Landed(fresh.index.to_numpy(), failures, NO_FAILURES, fresh)
