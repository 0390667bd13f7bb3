"""The quarantine: rows that could not be taken in, with place, value and reason; and faults of rows that were kept."""

import json
from collections.abc import Collection
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import func, literal
from sqlmodel import Session, col, select

from sql.jurisdiction import NATION, Organisation
from sql.reference import national_unit, organisation
from sql.register import insert_new, records_of
from sql.register.listed import Listed, Sought, listed
from sql.register.tables import CollectionBatch, QualityFault, QuarantinedRow
from sql.stores import Stores
from sql.terms import BatchState, QuarantineState
from tasks.collection.sources.encoded_text.encoding import DAMAGED

WAITING = (QuarantineState.OPEN, QuarantineState.REPAIRED)
_SHOWN_OF_A_VALUE = 500  # characters; the row itself is kept whole


def quarantine(
    session: Session, batch: CollectionBatch, failures: pd.DataFrame, rows: pd.DataFrame, units: "pd.Series[str]"
) -> None:
    """Put rows of a batch into quarantine, as they stand in the file.

    failures: row_number, column_name, value, reason. rows: the file's own columns, by row number. units: whose each of
    these rows is, by row number; what is missing there is the nation's.
    """
    if failures.empty:
        return
    originals = rows.loc[failures["row_number"]]
    texts = [
        json.dumps(row, ensure_ascii=False, default=_as_in_csv)
        for row in originals.astype("object").where(originals.notna(), None).to_dict("records")
    ]
    quarantined = failures.assign(
        key=batch.key + "|" + failures["row_number"].astype("str"),
        batch=batch.key,
        unit=failures["row_number"].map(units).fillna(national_unit(batch.received_on)),
        file_name=batch.file_name,
        value=failures["value"].str.slice(0, _SHOWN_OF_A_VALUE).str.replace("\x00", DAMAGED, regex=False),
        content=texts,
        state=QuarantineState.OPEN,
    )
    insert_new(session, QuarantinedRow, quarantined)


def close_begun(session: Session, beginnings: Collection[str]) -> None:
    """Close rows in quarantine whose file was cut off, now that it came whole: the whole file brings them again.

    beginnings: keys of the batches of what had come of it. Rows that an officer repaired wait for their replay.
    """
    for batch in session.exec(select(CollectionBatch).where(col(CollectionBatch.key).in_(beginnings))):
        begun = select(QuarantinedRow).where(
            QuarantinedRow.batch == batch.key, QuarantinedRow.state == QuarantineState.OPEN
        )
        rows = session.exec(begun).all()
        for row in rows:
            row.state = QuarantineState.REPLAYED
            session.add(row)
        batch.rows_quarantined -= len(rows)
        batch.rows_repeated += len(rows)
        session.add(batch)


def open_quarantine(stores: Stores, unit: str = NATION, day: date | None = None) -> pd.DataFrame:
    """Rows of `unit` and the units below it on a day (today by default) that wait for repair or replay.

    Raises UnknownUnitError.

    Returns: key, unit, file_name, row_number, column_name, value, reason, state.
    """
    return stores.register.read(
        QuarantinedRow,
        ["key", "unit", "file_name", "row_number", "column_name", "value", "reason", "state"],
        col(QuarantinedRow.state).in_(WAITING),
        col(QuarantinedRow.unit).in_(Organisation(organisation(day)).seen_by(unit)),
        order_by=["file_name", "row_number", "key"],
    )


def quarantine_sought(stores: Stores, unit: str, states: Collection[QuarantineState], sought: Sought) -> Listed:
    """The rows in these states of `unit` and below that are sought, by words of file, column, value and reason.

    Returns: every column of the register but the row itself, the latest file first. Raises UnknownUnitError.
    """
    return listed(
        stores.register,
        QuarantinedRow,
        [name for name in QuarantinedRow.model_fields if name != "content"],
        [
            col(QuarantinedRow.state).in_(states),
            col(QuarantinedRow.unit).in_(Organisation(organisation()).seen_by(unit)),
        ],
        order=[col(QuarantinedRow.file_name).desc(), col(QuarantinedRow.row_number), col(QuarantinedRow.key)],
        sought=sought,
    )


def quarantined_row_seen(stores: Stores, unit: str, key: str) -> dict[str, Any] | None:
    """A row that is or was in quarantine, by the names of its columns; None where `unit` sees no such row."""
    rows = stores.register.read(
        QuarantinedRow,
        list(QuarantinedRow.model_fields),
        col(QuarantinedRow.key) == key,
        col(QuarantinedRow.unit).in_(Organisation(organisation()).seen_by(unit)),
    )
    return records_of(rows)[0] if len(rows) else None


def unreadable_files(stores: Stores, unit: str = NATION, day: date | None = None) -> pd.DataFrame:
    """Files that could not be read at all: file_name, problem, received_on; copies lie in `unreadable/`.

    Whose they are cannot be told: only the nation sees them. Raises UnknownUnitError.
    """
    everything = national_unit(day) in Organisation(organisation(day)).seen_by(unit)
    return stores.register.read(
        CollectionBatch,
        ["file_name", "problem", "received_on"],
        col(CollectionBatch.state) == BatchState.UNREADABLE,
        literal(everything),
        order_by=["received_on", "file_name", "key"],
    )


def faults_of_kept_rows(
    stores: Stores, unit: str = NATION, day: date | None = None, *, source: str | None = None
) -> pd.DataFrame:
    """Faults of rows of `unit` and the units below it that were kept, over all files; or of one source.

    Returns: source, unit, content, column_name, reason, rows, example; the most frequent first. Raises
    UnknownUnitError.
    """
    keys = [col(getattr(QualityFault, name)) for name in ("source", "unit", "content", "column_name", "reason")]
    rows = func.sum(col(QualityFault.rows)).label("rows")
    seen = col(QualityFault.unit).in_(Organisation(organisation(day)).seen_by(unit))
    chosen = (
        select(*keys)
        .add_columns(rows, func.min(col(QualityFault.example)).label("example"))
        .where(seen)
        .group_by(*keys)
        .order_by(rows.desc(), *keys)
    )
    return stores.register.frame(chosen if source is None else chosen.where(col(QualityFault.source) == source))


def _as_in_csv(value: Any) -> str:
    return ";".join(value) if isinstance(value, list | np.ndarray) else str(value)
