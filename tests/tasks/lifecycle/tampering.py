"""A register with some of everything that nobody may alter, and the ways to alter it of whoever owns the database."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, column, delete, insert, table, update
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from sql.messages import as_written
from sql.reference import organisation
from sql.register import Register, insert_new
from sql.register.audit_trail import Change, record_changes
from sql.register.contents import content_of, stored_rows, table_of
from sql.register.notary import GENESIS, Notary
from sql.register.seals import SEALED, sealed_rows
from sql.register.tables import AuditEntry, CaseGround, CaseJournalEntry, ContentEntry, Finding, RecordSeal, Unit
from sql.register.tables.handling import MeasureContent, MeasureResult
from sql.register.tables.vocabulary import MessageText, RecordText, Term
from tasks.post_clearance.evidence import content_hash
from tasks.post_clearance.journal import append

DAY = date(2021, 3, 31)
ROWS = ("a", "b", "c")
TARGETS: dict[str, type[SQLModel]] = {
    "audit trail": AuditEntry,
    "chain of contents": ContentEntry,
    "kept seals": RecordSeal,
    **SEALED,
}
_RECORDS: dict[type, Any] = {
    MeasureContent: MeasureContent("surge", "importer", ["x"], as_written("x"), as_written("x"), days=1),
    MeasureResult: MeasureResult(),
}


def fill(register: Register) -> None:
    """Write three rows of every sealed kind, and some changes, as the register writes them."""
    with register.writing() as session:
        insert_new(session, Unit, organisation())
        insert_new(session, Finding, [row_of(Finding, each) for each in ROWS])  # instructions are of findings
        for each_table in SQLModel.metadata.sorted_tables:
            for model in SEALED.values():
                if table_of(model) is each_table and model is not CaseJournalEntry:
                    insert_new(session, model, [row_of(model, each) for each in ROWS])
        for each in ROWS:
            append(session, "a", happened_on=DAY, actor=each, event="open", text=as_written("opened"))
        record_changes(session, [Change(DAY, "hint", each, "answer", each, "SHA", "a reason") for each in ROWS])


def row_of(model: type[SQLModel], name: str) -> dict[str, Any]:
    """A row with a value in every column; those of another name differ."""
    row = {each.name: _value(each, name) for each in table_of(model).columns}
    return row | ({"content_hash": content_hash(row["evidence"])} if model is CaseGround else {})


def _value(column: "Column[Any]", name: str) -> Any:
    referred = [key.column for key in column.foreign_keys]
    if referred:
        return "SHA" if referred[0].table.name == "unit" else None if column.nullable else name
    if isinstance(column.type, Term):
        return next(iter(column.type.vocabulary))
    if isinstance(column.type, MessageText):
        return as_written(name)
    if isinstance(column.type, RecordText):
        return _RECORDS[column.type.record]
    if isinstance(column.type, AutoString):
        return name
    kinds: dict[type, Any] = {int: ord(name), float: ord(name) / 2, bool: name == "a", date: DAY}
    return kinds[column.type.python_type]


# What a tamperer writes, by column: the first that a table has.
_WRITES: dict[str, Any] = {
    "approver": "zhang",
    "answer": "all is well",
    "violation": "critical",
    "random_rate": 0.0,
    "evidence": "{}",
    "seal": "0" * 64,
    "seals": "{}",
    "reason": "nothing",
    "outcome": "nothing was found",
    "actor": "nobody",
    "hits": 0,
    "subject": "nobody",
    "content_hash": "0" * 64,
    "name": "another",
    "issued_by": "nobody",
    "declaration_id": "another",
    "answered_by": "nobody",
    "decisions_hash": "0" * 64,
    "weekdays": "7",
    "content": "{}",
}
_STRANGER = Notary(b"a key that was guessed", Path())


class Tamperer:
    """Whoever owns the database, at one table; each deed is one of `DEEDS`."""

    def __init__(self, connection: Connection, model: type[SQLModel]) -> None:
        self._connection, self._model = connection, model
        self._described = table_of(model)
        self._table = table(self._described.name, *(column(each.name) for each in self._described.columns))
        self._keys = [each.name for each in self._described.primary_key.columns]
        self._written = next(name for name in _WRITES if name in self._table.c)

    def insert(self) -> None:
        """Add a row."""
        *_, last = self._rows()
        key = {name: last[name] + 1 if isinstance(last[name], int) else f"{last[name]}x" for name in self._keys}
        fresh = {each.name: None for each in self._described.columns if each.unique}
        self._connection.execute(insert(self._table).values(**{**last, **fresh, **key}))

    def replace(self) -> None:
        """Put another row in the place of one, past triggers where the database lets that happen."""
        first = self._rows()[0]
        other = {**first, self._written: _WRITES[self._written]}
        if self._connection.dialect.name == "sqlite":
            self._connection.execute(insert(self._table).prefix_with("or replace").values(**other))
            if self._written in self._keys:
                self._remove([first])
        else:
            self._remove([first])
            self._connection.execute(insert(self._table).values(**other))

    def alter(self) -> None:
        """Change a row."""
        self._change(self._rows()[0], {self._written: _WRITES[self._written]})

    def delete(self) -> None:
        """Remove the first row."""
        self._remove(self._rows()[:1])

    def cut(self) -> None:
        """Remove the last row."""
        self._remove(self._rows()[-1:])

    def reorder(self) -> None:
        """Let two rows change their places."""
        first, second = self._rows()[:2]
        moved = "sequence" if "sequence" in self._keys else self._written
        here, there = first[moved], second[moved]
        if here == there:  # nothing is written there yet
            here = _WRITES[moved]
            self._change(first, {moved: here})
            return
        between = 999 if isinstance(here, int) else "between"
        self._change(first, {moved: between})
        self._change(second, {moved: here})
        self._change({**first, moved: between} if moved in self._keys else first, {moved: there})

    def recompute(self) -> None:
        """Change a row and compute every hash anew, as who has not the key can."""
        self.recompute_as(_STRANGER)

    def recompute_as(self, notary: Notary) -> None:
        """Change a row and compute every hash anew with the key of a notary."""
        self.alter()
        if self._model in (AuditEntry, ContentEntry):
            previous = GENESIS
            for row in self._rows():
                signed = {name: value for name, value in row.items() if name != "content_hash"}
                hashed = notary.signature(content_of(self._described.name, {**signed, "previous_hash": previous}))
                self._change(row, {"previous_hash": previous, "content_hash": hashed})
                previous = hashed
        elif self._model in _KINDS:
            self._seal_anew(notary, _KINDS[self._model])

    def empty(self) -> None:
        """Remove every row."""
        self._remove(self._rows())

    def _seal_anew(self, notary: Notary, kind: str) -> None:
        seals = dict(sealed_rows(self._connection, notary, self._model))
        kept = list(stored_rows(self._connection, ContentEntry))
        changes = {name: [None, each] for name, each in seals.items()}
        entry = {
            "sequence": kept[-1]["sequence"] + 1,
            "kind": kind,
            "seals": json.dumps(changes),
            "previous_hash": kept[-1]["content_hash"],
        }
        hashed = notary.signature(content_of("content_entry", entry))
        chain = table("content_entry", *(column(name) for name in [*entry, "content_hash"]))
        self._connection.execute(insert(chain).values(**entry, content_hash=hashed))
        sealed = table("record_seal", column("kind"), column("key"), column("seal"))
        for name, each in seals.items():
            at = (sealed.c.kind == kind, sealed.c.key == name)
            self._connection.execute(update(sealed).where(*at).values(seal=each))

    def _rows(self) -> list[dict[str, Any]]:
        return list(stored_rows(self._connection, self._model))

    def _change(self, row: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        at = [self._table.c[name] == row[name] for name in self._keys]
        self._connection.execute(update(self._table).where(*at).values(**values))

    def _remove(self, rows: Sequence[Mapping[str, Any]]) -> None:
        for row in rows:
            self._connection.execute(
                delete(self._table).where(*[self._table.c[name] == row[name] for name in self._keys])
            )


DEEDS: dict[str, Callable[[Tamperer], None]] = {
    "insert": Tamperer.insert,
    "replace": Tamperer.replace,
    "alter": Tamperer.alter,
    "delete": Tamperer.delete,
    "cut": Tamperer.cut,
    "reorder": Tamperer.reorder,
    "recompute": Tamperer.recompute,
    "empty": Tamperer.empty,
}
_KINDS = {model: kind for kind, model in SEALED.items()}


def drop_protection(connection: Connection) -> None:
    """Drop or switch off every trigger, those of foreign keys too."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("pragma defer_foreign_keys = on")
        for name in connection.exec_driver_sql("select name from sqlite_master where type = 'trigger'").scalars().all():
            connection.exec_driver_sql(f"drop trigger {name}")
    else:
        for model in TARGETS.values():
            connection.exec_driver_sql(f"alter table {table_of(model).name} disable trigger all")
