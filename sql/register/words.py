"""The words of rows that people look for: a session that writes such a row writes its words too.

Whatever table is to be searched gets its line in `SEARCHED`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, tuple_
from sqlmodel import Session, SQLModel, col

from sql.register.contents import stored_rows, table_of
from sql.register.tables.cases import CaseFile, CaseSubject
from sql.register.tables.clearance import Inspection
from sql.register.tables.collection import InformationItem, QuarantinedRow
from sql.register.tables.feedback import FeedbackProposal
from sql.register.tables.findings import Finding, FunctionalWarning, Instruction
from sql.register.tables.handling import HandlingMeasure, PolicyRecommendation, SpecialOperation
from sql.register.tables.notifications import Notification, OutboxEvent
from sql.register.tables.parameters import RiskParameter
from sql.register.tables.persons import RegisteredPerson
from sql.register.tables.search import SoughtWord
from sql.register.tables.supervision import Hint
from sql.sought_words import words_of_stored, words_typed

ENTERPRISES = "enterprise"  # kind of the words of what the administration registers, which the lake keeps
_NOTED = "rows to be found"
_AT_ONCE = 500


@dataclass(frozen=True)
class Searched:
    """By which of its columns a row is found, and by which of a row that it names.

    beside: the column with the key of another row, its table, and the columns there; what stands in them never changes.
    """

    columns: Sequence[str]
    beside: tuple[str, type[SQLModel], Sequence[str]] | None = None


_OF_FINDING = ("finding", Finding, ("detector", "priority", "subject"))
SEARCHED: Mapping[type[SQLModel], Searched] = {
    CaseFile: Searched(("number", "kind", "subject", "unit", "state", "priority")),
    Finding: Searched(("detector", "method", "priority", "subject", "unit", "statement")),
    Hint: Searched(("rule", "family", "subject", "unit", "evidence")),
    InformationItem: Searched(("key", "kind", "source", "priority", "subject", "summary", "unit")),
    Inspection: Searched(
        ("declaration_id", "office", "importer", "parameters", "what_to_check", "inspector", "kind", "selected_by")
    ),
    Instruction: Searched(("unit", "severity", "what_to_check", "taken_by"), _OF_FINDING),
    FunctionalWarning: Searched(("unit", "severity", "what", "department", "taken_by"), _OF_FINDING),
    HandlingMeasure: Searched(("kind", "unit", "priority", "content")),
    SpecialOperation: Searched(("measure", "title", "subject", "unit", "offices", "target", "parameter", "team")),
    PolicyRecommendation: Searched(("measure", "addressee", "recommendation", "reasoning", "answer")),
    RiskParameter: Searched(("key", "owner", "priority", "lane", "state", "reason", "instruction", "conditions")),
    FeedbackProposal: Searched(("action", "target", "unit", "reason")),
    Notification: Searched(("unit", "channel"), ("event", OutboxEvent, ("reference", "kind", "subject"))),
    QuarantinedRow: Searched(("unit", "file_name", "column_name", "value", "reason", "content")),
    RegisteredPerson: Searched(("number", "name", "unit", "roles")),
}
# Rows whose words belong to another row: the column that names it, and by which of their columns it is found.
_PARTS: Mapping[type[SQLModel], tuple[str, type[SQLModel], Sequence[str]]] = {
    CaseSubject: ("case_number", CaseFile, ("name",)),
}
WATCHED = frozenset({*SEARCHED, *_PARTS})


def kind_of(model: type[SQLModel]) -> str:
    """What the rows of a table are called among the words."""
    return str(table_of(model).name)


def note_searched(session: Session, model: type[SQLModel], keys: Iterable[Sequence[Any]]) -> None:
    """Note rows that the session writes; those of tables that are not searched are passed over."""
    if model in WATCHED:
        session.info.setdefault(_NOTED, {}).setdefault(model, set()).update(str(key[0]) for key in keys)


def keep_words(session: Session) -> None:
    """Keep the words of all rows that the session wrote, as they are now, in its transaction."""
    session.flush()
    connection, noted = session.connection(), session.info.pop(_NOTED, {})
    for part, (named, whole, _) in _PARTS.items():
        of = table_of(part)
        for some in _lots(sorted(noted.pop(part, ()))):
            chosen = select(of.c[named]).where(_key(part).in_(some))
            noted.setdefault(whole, set()).update(connection.execute(chosen).scalars())
    for model, keys in noted.items():
        keep_words_of(connection, model, sorted(keys))


def keep_words_of(connection: Connection, model: type[SQLModel], keys: Sequence[str]) -> None:
    """Keep the words of the rows of these keys, as they are now."""
    for some in _lots(keys):
        write_words(connection, kind_of(model), _words(connection, model, some))


def write_words(connection: Connection, kind: str, words: Mapping[str, set[str]]) -> None:
    """Write the words of rows by their keys, in place of those that they had."""
    for some in _lots(sorted(words)):
        had: dict[str, set[str]] = {}
        chosen = select(col(SoughtWord.key), col(SoughtWord.word)).where(
            col(SoughtWord.kind) == kind, col(SoughtWord.key).in_(some)
        )
        for key, word in connection.execute(chosen):
            had.setdefault(key, set()).add(word)
        gone = [(key, word) for key in some for word in had.get(key, set()) - words[key]]
        new = [{"kind": kind, "key": key, "word": each} for key in some for each in words[key] - had.get(key, set())]
        for few in _lots(gone):
            pair = tuple_(col(SoughtWord.key), col(SoughtWord.word))
            connection.execute(delete(table_of(SoughtWord)).where(col(SoughtWord.kind) == kind, pair.in_(few)))
        if new:
            connection.execute(insert(table_of(SoughtWord)), new)


def _words(connection: Connection, model: type[SQLModel], keys: Sequence[str]) -> dict[str, set[str]]:
    """The words of the rows of these keys; none of those that are not there any more."""
    searched, name = SEARCHED[model], _key(model).name
    words: dict[str, set[str]] = {key: set() for key in keys}
    rows = list(stored_rows(connection, model, [(key,) for key in keys]))
    for row in rows:
        words[row[name]].update(words_typed(row[name]), _in_columns(row, searched.columns))
    if searched.beside is not None:
        by, other, columns = searched.beside
        named = sorted({row[by] for row in rows if row[by] is not None})
        told = {row[_key(other).name]: row for row in stored_rows(connection, other, [(each,) for each in named])}
        for row in rows:
            words[row[name]].update(_in_columns(told.get(row[by], {}), columns))
    for part, (by, whole, columns) in _PARTS.items():
        if whole is model:
            of = table_of(part)
            chosen = select(of.c[by], *[of.c[each] for each in columns]).where(of.c[by].in_(keys))
            for found in connection.execute(chosen).mappings():
                words[found[by]].update(_in_columns(found, columns))
    return words


def _in_columns(row: Mapping[Any, Any], columns: Sequence[str]) -> set[str]:
    return {word for name in columns for word in words_of_stored(row.get(name))}


def _key(model: type[SQLModel]) -> Any:
    (key,) = table_of(model).primary_key.columns
    return key


def _lots(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
