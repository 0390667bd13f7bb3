"""Versions of declarations as they arrive: what is new, what repeats what is known, what amends or cancels it.

A declaration is known by its content: a number for all its items, whatever their order. The same content again is a
repetition; other content is the next version. Only declarations that are known already, or that occur in several
messages of a file, are looked at closely.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sql.lake import SCHEMAS, Lake, conformed, decoded, encoded_as, in_memory_session, is_always, repeated
from sql.queries import query
from tasks.collection.amendments_in_part import SAYS_WHAT, said_in_part
from tasks.collection.changed_declarations import changed_versions
from tasks.collection.source_rows import ROW_NUMBER, PartRead
from tasks.collection.sources.raw import CHANGES, MESSAGE
from tasks.collection.validation import NO_FAILURES, all_failures
from tasks.collection.versioned import IN_PART, Known, Versioned, faults_of_unknown, midnight

_SCHEMA = SCHEMAS["declarations"]
KEY, ITEM, DAY = "declaration_id", "item_number", "lodged_on"
STATED = ("version", "function", "received_at")
_NO_CONTENT = frozenset({KEY, ITEM, "batch", *STATED})
_CONTENT = [name for name in _SCHEMA.names if name not in _NO_CONTENT]
_FUNCTIONS = ("lodged", "amended", "cancelled")


def versions_of(lake: Lake, part: PartRead, known: Known) -> Versioned:
    """Give every arriving declaration its version."""
    rows = decoded(part.rows, {KEY, *STATED})
    arriving = _with_days(lake, _with_functions(rows), known.lodged_on)
    compared = [name for name in _CONTENT if name in part.columns and arriving[name].null_count < len(arriving)]
    close = _looked_at_closely(lake, arriving, part)
    if close is None:
        return _all_new(arriving, part.messages, known)
    looked_at = pc.is_in(arriving[KEY], value_set=close)
    others = pc.invert(looked_at)
    new = _all_new(arriving.filter(others), None if part.messages is None else part.messages.filter(others), known)
    messages = None if part.messages is None else part.messages.filter(looked_at)
    arriving = decoded(arriving)
    again = _repeated(lake, arriving.filter(looked_at), messages, compared)
    rest = pc.and_(looked_at, pc.invert(pc.is_in(arriving[KEY], value_set=again)))
    if not pc.any(rest).as_py():
        return new
    messages = None if part.messages is None else part.messages.filter(rest)
    changed = changed_versions(lake, arriving.filter(rest), messages, compared, part.numbered, known)
    return Versioned(
        pa.concat_tables([decoded(new.rows), changed.rows]),
        pa.concat_arrays([new.taken, changed.taken]),
        changed.failures,
        all_failures([new.faults, changed.faults]),
        pa.concat_tables([new.in_part, changed.in_part]),
        changed.replaced,
    )


def _with_functions(rows: pa.Table) -> pa.Table:
    """Rows without functions that are none: what such a value means is not known."""
    if "function" not in rows.column_names:
        return rows
    function = rows["function"]
    known = pc.if_else(pc.is_in(function, value_set=pa.array(_FUNCTIONS)), function, pa.scalar(None, pa.string()))
    return rows.set_column(rows.column_names.index("function"), "function", known)


def _with_days(lake: Lake, rows: pa.Table, otherwise: date) -> pa.Table:
    """Rows with a day of lodgement: where they say none, that of the known declaration, else another one."""
    days = rows[DAY]
    if not days.null_count:
        return rows
    lacking = rows.filter(pc.is_null(days)).select([KEY])
    with lake.connect("declaration_versions", frames={"arriving": lacking}) as connection:
        found: pa.Table = connection.sql(query("lodgement_of_known_declarations")).to_arrow_table()
    place = pc.index_in(rows[KEY], value_set=found[KEY].combine_chunks())
    filled = pc.coalesce(days, found[DAY].combine_chunks().take(place), pa.scalar(otherwise, pa.date32()))
    return rows.set_column(rows.column_names.index(DAY), DAY, filled)


def _looked_at_closely(lake: Lake, rows: pa.Table, part: PartRead) -> pa.Array | None:
    """Numbers of declarations that are known, occur in several messages, or have an item twice; None where none do.

    Rows of a source that does not number items are items of their own, however alike they are.
    """
    found = []
    if lake.file_names("declarations"):
        with lake.connect("declaration_versions", frames={"arriving": rows.select([KEY])}) as connection:
            known: pa.Table = connection.sql(query("declarations_known_before")).to_arrow_table()
            found.append(known[KEY])
    telling = _message_columns(rows, part.messages)
    if telling:
        found.append(_repeating_groups({KEY: rows[KEY], **telling}, f"count(distinct ({', '.join(telling)},)) > 1"))
    if part.numbered:
        found.append(_repeating_rows({KEY: rows[KEY], ITEM: rows[ITEM]}, f"{KEY}, {ITEM}"))
    close = pa.concat_arrays([chunk for each in found for chunk in each.cast(pa.string()).chunks] or [_none()])
    return close.unique() if len(close) else None


def _repeating_rows(columns: dict[str, pa.ChunkedArray], telling: str) -> pa.ChunkedArray:
    """Numbers of declarations that have two rows alike in `telling`, a list of columns."""
    if _ascends(*columns.values()):
        return pa.chunked_array([_none()])
    with in_memory_session(arriving=pa.table(columns)) as connection:
        found = connection.sql(f"select hash({telling}) as alike from arriving").fetchnumpy()  # noqa: S608  # nosec B608  # our own names
    alike = np.sort(np.asarray(found["alike"]))
    if not (alike[1:] == alike[:-1]).any():  # sorting numbers takes a third of grouping texts
        return pa.chunked_array([_none()])
    return _repeating_groups(columns, "count(*) > 1", f", {telling}")


def _ascends(keys: pa.ChunkedArray, items: pa.ChunkedArray) -> bool:
    """Whether rows come by number and item, as files are often written: then no two are alike."""
    if keys.null_count or items.null_count or len(keys) < 2:
        return False
    former, latter = keys.slice(0, len(keys) - 1), keys.slice(1)
    same = pc.equal(former, latter)
    follows = pc.and_(same, pc.less(items.slice(0, len(items) - 1), items.slice(1)))
    return bool(pc.all(pc.or_(pc.less(former, latter), follows)).as_py())


def _repeating_groups(columns: dict[str, pa.ChunkedArray], condition: str, further: str = "") -> pa.ChunkedArray:
    """Numbers of declarations of which a group of rows, by number and `further`, meets a condition."""
    groups = f"select {KEY} from arriving group by {KEY}{further} having {condition}"  # noqa: S608  # nosec B608  # our own names
    with in_memory_session(arriving=pa.table(columns)) as connection:
        found: pa.Table = connection.sql(f"select distinct {KEY} from ({groups})").to_arrow_table()  # noqa: S608  # nosec B608  # our own names
        return found[KEY]


def _message_columns(rows: pa.Table, messages: pa.Table | None) -> dict[str, pa.ChunkedArray]:
    """The columns that tell messages of one file apart, if any do."""
    telling = {name: rows[name] for name in STATED if name in rows.column_names}
    if messages is not None and MESSAGE in messages.column_names:
        telling["message"] = messages[MESSAGE]
    return {name: column for name, column in telling.items() if len(column.unique()) > 1}


def _repeated(lake: Lake, rows: pa.Table, messages: pa.Table | None, compared: Sequence[str]) -> pa.Array:
    """Numbers of declarations of which every message says what a known version says."""
    plain = messages is None or CHANGES not in messages.column_names
    if not plain or not lake.file_names("declarations"):
        return _none()
    said = {name: rows[name] if name in rows.column_names else pa.nulls(len(rows), kind) for name, kind in _stated()}
    number = pa.nulls(len(rows), pa.string()) if messages is None else messages[MESSAGE]
    frame = pa.table({KEY: rows[KEY], "message": number, **said, **{name: rows[name] for name in compared}})
    text = query("declarations_that_repeat_known_versions").replace("$compared", ", ".join(compared) or "null")
    with lake.connect("declaration_versions", frames={"arriving": frame}) as connection:
        found: pa.Table = connection.sql(text).to_arrow_table()
    return found[KEY].cast(pa.string()).combine_chunks()


def _all_new(rows: pa.Table, messages: pa.Table | None, known: Known) -> Versioned:
    """Rows of declarations that nothing is known of: each is the version that it says it is, else the first."""
    count, faults = len(rows), NO_FAILURES
    function = rows["function"] if "function" in rows.column_names else pa.nulls(count, pa.string())
    version = rows["version"] if "version" in rows.column_names else pa.nulls(count, pa.int64())
    if function.null_count < count or version.null_count < count:
        # A first message that amends or cancels leaves the first version to the declaration it speaks of.
        later = pc.fill_null(pc.is_in(function, value_set=pa.array(_FUNCTIONS[1:])), False)
        version = pc.coalesce(version, pc.if_else(later, 2, 1))
        first = pc.equal(version, 1)
        unsaid = pc.or_kleene(pc.is_null(function), pc.and_(pc.invert(first), pc.equal(function, "lodged")))
        function = pc.if_else(unsaid, pc.if_else(first, "lodged", "amended"), function)
        faults = _not_collected(rows)
    else:
        version, function = pa.repeat(1, count), repeated("lodged", count)
    filled = rows.drop_columns([name for name in ("version", "function") if name in rows.column_names])
    filled = filled.append_column("version", version).append_column("function", function)
    filled = filled.drop_columns(ROW_NUMBER)
    table = conformed(filled, encoded_as(filled, _SCHEMA))
    return Versioned(
        _with_receipt(table, known),
        rows[ROW_NUMBER].combine_chunks(),
        NO_FAILURES,
        faults,
        _in_part(table, messages),
    )


def _in_part(rows: pa.Table, messages: pa.Table | None) -> pa.Table:
    """Versions that amend in part a declaration that nothing is known of: IN_PART."""
    if messages is None or not set(SAYS_WHAT) & set(messages.column_names):
        return IN_PART.empty_table()
    rows = decoded(rows, {KEY, "function"})
    amends = pc.equal(rows["function"], "amended")
    beside = messages.filter(amends)
    for name in (KEY, "version"):
        beside = beside.append_column(name, rows[name].filter(amends))
    frame = beside.to_pandas()
    told = said_in_part(frame).merge(frame[[KEY, "version"]].drop_duplicates(KEY), on=KEY)
    return pa.Table.from_pandas(told, IN_PART, preserve_index=False)


def _not_collected(rows: pa.Table) -> pd.DataFrame:
    """Faults of rows that amend or cancel a declaration that nothing is known of."""
    if "function" not in rows.column_names:
        return NO_FAILURES
    later = rows.filter(pc.is_in(rows["function"], value_set=pa.array(_FUNCTIONS[1:])))
    return faults_of_unknown(later.select([ROW_NUMBER, KEY, "function"]).to_pandas().drop_duplicates(KEY))


def _with_receipt(rows: pa.Table, known: Known) -> pa.Table:
    """Rows with the moment of receipt that every later version has."""
    if is_always(rows["function"], "lodged"):
        return rows
    later = pc.not_equal(decoded(rows, {"function"})["function"], "lodged")
    if not pc.any(later).as_py():
        return rows
    moment = pa.scalar(midnight(known.received_on), pa.timestamp("s"))
    received = pc.if_else(later, pc.fill_null(rows["received_at"], moment), rows["received_at"])
    return rows.set_column(rows.column_names.index("received_at"), "received_at", received)


def _stated() -> list[tuple[str, pa.DataType]]:
    return [(name, _SCHEMA.field(name).type) for name in STATED]


def _none() -> pa.Array:
    return pa.array([], pa.string())
