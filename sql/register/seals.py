"""Seals: a keyed hash of the content of every row that nobody may change behind the register's back.

A session notes the rows that it writes; at its end their seals go into the chain of contents. A row that was altered
before it is written again is noted as such, so that no later change covers it up.

Whatever kind of row is to be sealed gets its line in `SEALED`.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import Connection, TableClause, UpdateBase, delete, event, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session, SQLModel, col

from sql.register.chains import UNSIGNED, Verified, append, notary_of, verify
from sql.register.contents import content_of, stored_rows, table_of
from sql.register.notary import Notary
from sql.register.tables.audit import ContentEntry, RecordSeal
from sql.register.tables.cases import (
    CaseDeclaration,
    CaseFile,
    CaseGround,
    CaseJournalEntry,
    CaseRecord,
    CaseSubject,
)
from sql.register.tables.clearance import (
    Inspection,
    InspectionException,
    InspectorDraw,
    LaneChange,
    LanePolicyVersion,
    RatingModel,
    RosterEntry,
    ScreeningBatch,
)
from sql.register.tables.findings import FunctionalWarning, Instruction
from sql.register.tables.handling import HandlingMeasure, InspectionRequest
from sql.register.tables.parameters import ParameterTest, RiskParameter, Suppression
from sql.register.tables.persons import PersonAccount, RegisteredPerson, SignInLink
from sql.register.tables.supervision import Hint
from sql.register.words import WATCHED, kind_of, note_searched

# What a row is called where it is named as altered.
SEALED: dict[str, type[SQLModel]] = {
    "person": RegisteredPerson,
    "account of a person": PersonAccount,
    "sign-in link": SignInLink,
    "parameter": RiskParameter,
    "test of a parameter": ParameterTest,
    "suppression": Suppression,
    "lane policy": LanePolicyVersion,
    "rating model": RatingModel,
    "measure": HandlingMeasure,
    "request for inspections": InspectionRequest,
    "screening batch": ScreeningBatch,
    "inspection": Inspection,
    "roster entry": RosterEntry,
    "draw of an inspector": InspectorDraw,
    "exception": InspectionException,
    "re-routing": LaneChange,
    "instruction": Instruction,
    "warning": FunctionalWarning,
    "hint": Hint,
    "case": CaseFile,
    "ground of a case": CaseGround,
    "declaration of a case": CaseDeclaration,
    "subject of a case": CaseSubject,
    "record of a case": CaseRecord,
    "journal entry": CaseJournalEntry,
}
_KINDS = {model: kind for kind, model in SEALED.items()}
_WATCHED = frozenset({*_KINDS, *WATCHED})
_TABLES = frozenset(map(kind_of, _WATCHED))
_WRITTEN = "rows written"
_AT_ONCE = 500

NOTED = {"rows_noted": True}  # execution options of a statement whose rows are noted
Key = tuple[Any, ...]


@dataclass
class _Written:
    """Rows of one kind that a session writes. before: seal that each had; altered: seal of what stood there instead."""

    keys: dict[str, Key] = field(default_factory=dict)
    before: dict[str, str | None] = field(default_factory=dict)
    altered: dict[str, str | None] = field(default_factory=dict)


def watch(session: Session) -> None:
    """Let a session note every row that it writes and that is sealed, or found by its words."""
    session.info[_WRITTEN] = {}
    event.listen(session, "before_flush", _note_flushed)
    event.listen(session, "do_orm_execute", _note_statement)
    event.listen(session.connection(), "before_execute", partial(_refuse_unnoted, session))


def note_written(session: Session, model: type[SQLModel], keys: Iterable[Key]) -> None:
    """Note rows that the session is about to write; kinds that are neither sealed nor searched are passed over."""
    _note(session, model, list(keys), there=True)


def note_inserted(session: Session, model: type[SQLModel], keys: Iterable[Key]) -> None:
    """Note rows that the session inserts, where no row with their key was; others are passed over as above."""
    _note(session, model, list(keys), there=False)


def _note(session: Session, model: type[SQLModel], keys: Sequence[Key], *, there: bool) -> None:
    note_searched(session, model, keys)
    kind = _KINDS.get(model)
    if kind is None or not keys:
        return
    written: _Written = session.info[_WRITTEN].setdefault(model, _Written())
    new = {name: key for key in keys if (name := _name(key)) not in written.keys}
    connection = session.connection()
    known = _kept(connection, kind, list(new))
    found = _seals(connection, notary_of(session), model, list(new.values())) if there else {}
    written.keys |= new
    written.before |= {name: known.get(name) for name in new}
    written.altered |= {name: found.get(name) for name in new if known.get(name) != found.get(name)}


def seal(session: Session) -> None:
    """Put the seals of all rows that the session wrote into the chain of contents, in its transaction."""
    session.flush()
    connection, notary = session.connection(), notary_of(session)
    entries = []
    for model, written in session.info[_WRITTEN].items():
        now = _seals(connection, notary, model, list(written.keys.values()))
        changes = {
            name: [written.before[name], now.get(name), *([written.altered[name]] if name in written.altered else [])]
            for name in sorted(written.keys)
            if name in written.altered or written.before[name] != now.get(name)
        }
        if changes:
            kind = _KINDS[model]
            entries.append(ContentEntry(kind=kind, seals=json.dumps(changes, ensure_ascii=False), **UNSIGNED))
            _keep(connection, kind, {name: change[1] for name, change in changes.items()})
    append(session, entries)


@dataclass(frozen=True)
class AlteredRow:
    """A sealed row that is not as the register wrote it: its kind and key, and whether it was changed, removed, added.

    noted_in: where the register wrote the row again since, the entry of the chain of contents that notes it.
    """

    kind: str
    key: str
    how: str
    noted_in: int | None = None


CHANGED, REMOVED, ADDED = "changed", "removed", "added"


def altered_rows(
    connection: Connection, notary: Notary, visit: Callable[[Mapping[str, Any]], None]
) -> tuple[Verified, list[AlteredRow]]:
    """How far the chain of contents verifies, and every sealed row that does not agree with it.

    `visit` sees every entry of the chain that verifies.
    """
    present: dict[str, dict[str, str]] = {kind: {} for kind in SEALED}
    altered: list[AlteredRow] = []

    def follow(entry: Mapping[str, Any]) -> None:
        visit(entry)
        seals = present.setdefault(entry["kind"], {})
        for name, (before, after, *found) in json.loads(entry["seals"]).items():
            known = seals.pop(name, None)
            if found or known != before:
                altered.append(AlteredRow(entry["kind"], name, _how(known, *(found or [before])), entry["sequence"]))
            if after is not None:
                seals[name] = after

    verified = verify(connection, notary, ContentEntry, follow)
    chained = {kind: dict(seals) for kind, seals in present.items()}
    for kind, model in SEALED.items():
        seals = present[kind]
        for name, found in sealed_rows(connection, notary, model):
            known = seals.pop(name, None)
            if known != found:
                altered.append(AlteredRow(kind, name, _how(known, found)))
        altered += [AlteredRow(kind, name, REMOVED) for name in seals]
    return verified, [*altered, *_altered_seals(connection, chained)]


def _altered_seals(connection: Connection, chained: dict[str, dict[str, str]]) -> Iterator[AlteredRow]:
    """Seals that are kept for a row beside the chain of contents, and are not the last that it has."""
    for row in stored_rows(connection, RecordSeal):
        known = chained.get(row["kind"], {}).pop(row["key"], None)
        if known != row["seal"]:
            yield AlteredRow(f"seal of the {row['kind']}", row["key"], ADDED if known is None else CHANGED)
    for kind, seals in chained.items():
        yield from (AlteredRow(f"seal of the {kind}", name, REMOVED) for name in seals)


def _how(known: str | None, found: str | None) -> str:
    if known is None:
        return ADDED
    return REMOVED if found is None else CHANGED


def _note_flushed(session: Session, context: object, instances: object) -> None:
    written: dict[type[SQLModel], list[Key]] = {}
    inserted: dict[type[SQLModel], list[Key]] = {}
    for each in [*session.dirty, *session.deleted]:
        if type(each) in _WATCHED and (each in session.deleted or session.is_modified(each)):
            written.setdefault(type(each), []).append(inspect(each).identity)
    for each in session.new:
        if type(each) in _WATCHED:
            inserted.setdefault(type(each), []).append(tuple(inspect(each).mapper.primary_key_from_instance(each)))
    for model, keys in written.items():
        note_written(session, model, keys)
    for model, keys in inserted.items():
        note_inserted(session, model, keys)


def _note_statement(state: ORMExecuteState) -> None:
    mapper = state.bind_mapper
    if mapper is None or mapper.class_ not in _WATCHED or not (state.is_insert or state.is_update or state.is_delete):
        return
    session = state.session
    if state.is_insert or not isinstance(session, Session):
        raise InvalidRequestError("rows that are sealed or searched are inserted with insert_new or Session.add")
    conditions = getattr(state.statement, "whereclause", None)
    chosen = select(*table_of(mapper.class_).primary_key.columns)
    session.flush()
    rows = session.connection().execute(chosen if conditions is None else chosen.where(conditions), state.parameters)
    note_written(session, mapper.class_, [tuple(row) for row in rows])
    state.update_execution_options(**NOTED)


def _refuse_unnoted(
    session: Session,
    connection: Connection,
    statement: object,
    several: object,
    one: object,
    options: Mapping[str, Any],
) -> None:
    """Refuse a statement past the session that writes noted rows: they would look altered, or not be found."""
    table = statement.table if isinstance(statement, UpdateBase) else None
    name = table.name if isinstance(table, TableClause) else ""
    if name not in _TABLES or "rows_noted" in options or session._flushing:
        return
    raise InvalidRequestError(
        f"rows of {name} are sealed or searched: write them with insert_new, update_rows or the session"
    )


def _seals(connection: Connection, notary: Notary, model: type[SQLModel], keys: Sequence[Key]) -> dict[str, str]:
    """Seals of the rows of these keys as they are now, by name of the key."""
    return dict(sealed_rows(connection, notary, model, keys))


def sealed_rows(
    connection: Connection, notary: Notary, model: type[SQLModel], keys: Sequence[Key] | None = None
) -> Iterator[tuple[str, str]]:
    """Name and seal of each row of a table as it is now."""
    described = table_of(model)
    identifying = [each.name for each in described.primary_key.columns]
    for row in stored_rows(connection, model, keys):
        yield _name([row[each] for each in identifying]), notary.signature(content_of(described.name, row))


def _kept(connection: Connection, kind: str, names: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(names), _AT_ONCE):
        some = col(RecordSeal.key).in_(names[start : start + _AT_ONCE])
        chosen = select(col(RecordSeal.key), col(RecordSeal.seal)).where(col(RecordSeal.kind) == kind, some)
        found.update({str(key): str(kept) for key, kept in connection.execute(chosen)})
    return found


def _keep(connection: Connection, kind: str, seals: Mapping[str, str | None]) -> None:
    table = table_of(RecordSeal)
    present = [{"kind": kind, "key": name, "seal": each} for name, each in seals.items() if each is not None]
    if present:
        build = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        statement = build(table)
        replaced = {"seal": statement.excluded["seal"]}
        connection.execute(statement.on_conflict_do_update(index_elements=["kind", "key"], set_=replaced), present)
    for name in (name for name, each in seals.items() if each is None):
        connection.execute(delete(table).where(table.c.kind == kind, table.c.key == name))


def _name(key: Sequence[Any]) -> str:
    return "|".join(map(str, key))
