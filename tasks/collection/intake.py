"""The one door into the stores: rows of a source, from a file or from quarantine, validated and landed."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlmodel import Session, SQLModel, select

from sql.contents import CONTENTS
from sql.reference import office_codes
from sql.register import insert_new, replace_all
from sql.register.tables import InformationItem, ProcessingTradeManual, Unit
from sql.stores import Stores
from tasks.collection.arrival import Arrival, Landed, land
from tasks.collection.file_content import FileContent
from tasks.collection.formats import Part, SourceFormat
from tasks.collection.repetitions import repeated_rows
from tasks.collection.validation import all_failures, validate

_IN_REGISTER: dict[str, type[SQLModel]] = {"information": InformationItem, "manuals": ProcessingTradeManual}


@dataclass(frozen=True)
class PartTaken:
    """What became of one kind of content of some rows, by row number.

    mapped: the rows by canonical columns. valid: what validation let through. taken: what is new. failures: row_number,
    column_name, value, reason.
    """

    part: Part
    mapped: pd.DataFrame
    valid: pd.DataFrame
    taken: pd.DataFrame
    failures: pd.DataFrame


def take_in(
    stores: Stores, arrival: Arrival, source: SourceFormat, content: FileContent, latest: date | None
) -> list[PartTaken]:
    """Validate rows of a source and write them into the lake; what the register holds is left to `into_register`.

    `latest`: last day on which something can have happened; None for no bound.
    """
    with stores.register.reading() as session:
        units = frozenset(session.exec(select(Unit.code)).all())
    parts = []
    for part in source.parts:
        mapped = part_rows(part, source, content.rows)
        checked = validate(part.content, mapped, units, content.broken, latest)
        landed = land(arrival, part.content, checked.accepted)
        if part.content == "information":
            landed = _new_information(stores, checked.accepted)
        failures = all_failures([checked.failures, landed.failures])
        parts.append(PartTaken(part, mapped, checked.accepted, landed.rows, failures))
    return parts


def into_register(session: Session, taken: PartTaken) -> None:
    """Write what the register holds of the rows that were taken in, in the caller's transaction."""
    target = _IN_REGISTER.get(taken.part.content)
    if target is None:
        return
    updated = CONTENTS[taken.part.content].updated
    if updated:
        replace_all(session, target, taken.taken, updated)
    else:
        insert_new(session, target, taken.taken)


def part_rows(part: Part, source: SourceFormat, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a source under canonical names, with its constants, derived columns and unit codes in place."""
    named = {name: rows[header] for name, header in part.columns.items() if header in rows.columns}
    mapped = pd.DataFrame(named, index=rows.index)
    if part.derive is not None:
        mapped = part.derive(mapped)
    mapped = mapped.assign(**part.constants)
    if source.office_source is not None and "office" in mapped:
        codes = office_codes(source.office_source)
        mapped["office"] = mapped["office"].map(codes).fillna(mapped["office"])
    return mapped


def _new_information(stores: Stores, rows: pd.DataFrame) -> Landed:
    """Items that the register does not hold yet; a manual moves on and is updated, an item stays as it came."""
    known = stores.register.read(InformationItem, list(rows.columns))
    repeated, failures = repeated_rows(rows, known, "key")
    return Landed(rows.drop(index=repeated.union(pd.Index(failures["row_number"]))), repeated, failures)
