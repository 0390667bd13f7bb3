"""What a message that brings a declaration in part makes of the version before it."""

import duckdb
import pyarrow as pa

from sql.contents import CONTENTS, Level
from sql.lake import SCHEMAS, in_memory_session

_DESCRIBED = CONTENTS["declarations"]
_KEYS = ("declaration_id", "item_number")
_OF_THE_MESSAGE = frozenset({"version", "function", "received_at", "lodged_on", "process_type", "batch"})
_HEADER = [
    column.name
    for column in _DESCRIBED.columns
    if column.level is Level.HEADER and column.name not in (*_KEYS, *_OF_THE_MESSAGE)
]
_ITEM = [column.name for column in _DESCRIBED.columns if column.level is not Level.HEADER and column.name not in _KEYS]


def amended_items(before: pa.Table, said: pa.Table, removed: pa.Table, taken_out: pa.Table) -> pa.Table:
    """Items of declarations after a message that amends them in part.

    before: items of the version before. said: rows of the message, of which a declaration may have some that are no
    items and speak of the header alone; both have the columns of the lake, and so has the result. removed:
    declaration_id, item_number that the message takes out. taken_out: declaration_id, item_number (missing for the
    header), name of the columns whose value it takes out. A value that the message brings counts, every other stays.
    """
    with in_memory_session(before=before, said=said, removed=removed, taken_out=taken_out) as session:
        return _combined(session).select(SCHEMAS["declarations"].names).cast(SCHEMAS["declarations"])


def _combined(session: duckdb.DuckDBPyConnection) -> pa.Table:
    is_item = " or ".join(f"{name} is not null" for name in _ITEM)
    values = ", ".join(f"any_value({name}) as {name}" for name in _HEADER)
    of_message = ", ".join(f"coalesce(before.{name}, earlier.{name}) as {name}" for name in sorted(_OF_THE_MESSAGE))
    earlier = ", ".join(f"any_value({name}) as {name}" for name in (*_HEADER, *sorted(_OF_THE_MESSAGE)))
    header = ", ".join(
        f"coalesce(header.{name}, case when list_contains(gone.names, '{name}') then null "
        f"else coalesce(before.{name}, earlier.{name}) end) as {name}"
        for name in _HEADER
    )
    item = ", ".join(
        f"coalesce(items.{name}, case when list_contains(gone_here.names, '{name}') then null else before.{name} end) "
        f"as {name}"
        for name in _ITEM
    )
    return session.sql(
        f"with items as (select * from said where {is_item}), "  # noqa: S608  # nosec B608  # our own names
        f"header as (select declaration_id, {values} from said group by declaration_id), "
        f"earlier as (select declaration_id, {earlier} from before group by declaration_id) "
        f"select declaration_id, item_number, {of_message}, {header}, {item} "
        "from before full join items using (declaration_id, item_number) "
        "left join header using (declaration_id) left join earlier using (declaration_id) "
        "left join (select declaration_id, list(name) as names from taken_out where item_number is null group by all) "
        "as gone using (declaration_id) "
        "left join (select declaration_id, item_number, list(name) as names from taken_out group by all) "
        "as gone_here using (declaration_id, item_number) "
        "anti join removed using (declaration_id, item_number) order by declaration_id, item_number"
    ).to_arrow_table()
