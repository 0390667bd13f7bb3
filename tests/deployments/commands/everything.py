"""A register in which every table that belongs to units holds a row of each of several units, told apart by a mark."""

import json
from datetime import date
from typing import Any

from sqlalchemy import Boolean, Column, Date, Float, Integer, Table
from sqlmodel import SQLModel

import sql.register.tables  # noqa: F401  registers every table
from sql.messages import as_written
from sql.register.seals import NOTED
from sql.register.tables.handling import MeasureContent
from sql.register.tables.vocabulary import MessageText, RecordText, Term
from sql.stores import Stores

DAY = date(2021, 3, 1)
UNITS = ("CN", "SH", "SHA", "SHA1", "QD", "QDG", "QDG1")
WITHOUT_ROWS = ("unit", "organisation_unit", "stage_completion", "audit_entry")
_OWN_CONTENT = {
    "conditions": json.dumps({"importer": {"in": ["{mark}"]}}),
}


def mark(unit: str) -> str:
    """What stands in every text of a row of a unit."""
    return f"secret<{unit}>"


def fill_with_every_unit(stores: Stores) -> list[str]:
    """Put the rows in; return the names of the tables that got some."""
    filled = []
    with stores.register.writing() as session:
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in WITHOUT_ROWS:
                session.connection().execute(
                    table.insert().execution_options(**NOTED), [_row(table, unit) for unit in UNITS]
                )
                filled.append(table.name)
    return filled


def _row(table: Table, unit: str) -> dict[str, Any]:
    return {column.name: _value(column, unit) for column in table.columns}


def _value(column: "Column[Any]", unit: str) -> Any:
    for key in column.foreign_keys:
        return unit if key.column.table.name == "unit" else _value(key.column, unit)
    if column.name in ("office", "unit", "owner", "addressee"):
        return unit
    if isinstance(column.type, Term):
        return next(iter(column.type.vocabulary))
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, Integer):
        return 1 + UNITS.index(unit)
    if isinstance(column.type, Float):
        return 1.0
    if isinstance(column.type, Date):
        return DAY
    if isinstance(column.type, MessageText):
        return as_written(mark(unit))
    if isinstance(column.type, RecordText):
        content = MeasureContent("surge", "importer", [mark(unit)], as_written(""), as_written(""), days=1)
        return content if column.type.record is MeasureContent else column.type.record()
    if column.name in _OWN_CONTENT:
        return _OWN_CONTENT[column.name].replace("{mark}", mark(unit))
    if column.name in ("evidence", "compared", "result", "before", "after", "indicators"):
        return json.dumps({"told": mark(unit)})
    if column.name == "closed_on" or column.name.endswith(("_hours", "_at")):
        return None
    return mark(unit)
