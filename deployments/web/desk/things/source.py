"""Sources: what each brought, how good its rows were, and what is wrong with those that were kept."""

from collections.abc import Mapping
from typing import Any

from deployments.web.desk.faults import said
from deployments.web.desk.look import Look
from deployments.web.desk.thing import Fact, Kind, NotSeenError, Row, Rows, Table, Thing, Wish
from deployments.web.desk.values import Code, Link, Share
from sql.messages import Message, msgid, word
from sql.register import records_of
from tasks.collection.quarantine import faults_of_kept_rows
from tasks.collection.source_record import batches_of_source, number_of_batches, source_names, sources_seen

_MOST_ROWS = 25


def _rows(look: Look, wish: Wish) -> Rows:
    fitting = [name for name in source_names(look.stores, look.unit) if wish.speaks(name)]
    page = wish.page_of(fitting)
    seen = records_of(sources_seen(look.stores, look.unit, page)) if page else []
    return Rows([_row(each) for each in seen], len(fitting))


def _row(source: Mapping[str, Any]) -> Row:
    return Row(
        source["source"],
        {
            "source": Code(source["source"]),
            "rows": source["rows"],
            "accuracy": Share(source["accuracy"]),
            "completeness": Share(source["completeness"]),
            "timeliness": Share(source["timeliness"]),
            "received_on": source["received_on"],
        },
    )


def _thing(look: Look, key: str) -> Thing:
    seen = records_of(sources_seen(look.stores, look.unit, [key]))
    if not seen:
        raise NotSeenError(key)
    source, files = seen[0], number_of_batches(look.stores, look.unit, key)
    return Thing(
        key,
        Code(key),
        look.unit,
        None,
        [
            Fact(msgid("Files"), files),
            Fact(msgid("Rows"), source["rows"]),
            Fact(msgid("Rows without a fault"), Share(source["accuracy"])),
            Fact(msgid("Cells that are filled"), Share(source["completeness"])),
            Fact(msgid("Rows in time"), Share(source["timeliness"])),
            Fact(msgid("Last received on"), source["received_on"]),
        ],
        parts=[_batches(look, key, files), _faults(look, key)],
        related=[Link("quarantine", "", Message("Rows in quarantine"))],
        about=source,
    )


def _batches(look: Look, key: str, every: int) -> Table:
    found = batches_of_source(look.stores, look.unit, key, _MOST_ROWS)
    rows = [
        each
        | {
            "file_name": Code(each["file_name"]),
            "content": word(each["content"]),
            "state": word(each["state"]),
            "accuracy": Share(each["accuracy"]),
            "timeliness": Share(each["timeliness"]),
        }
        for each in records_of(found)
    ]
    headings = {
        "file_name": msgid("File"),
        "content": msgid("Content of the file"),
        "received_on": msgid("Received on"),
        "state": msgid("State"),
        "rows": msgid("Rows"),
        "accuracy": msgid("Rows without a fault"),
        "timeliness": msgid("Rows in time"),
    }
    shown = Message("The latest {shown} of {all}.", {"shown": len(rows), "all": every})
    return Table(msgid("Files"), headings, rows, shown if every > len(rows) else None)


def _faults(look: Look, key: str) -> Table:
    faults = faults_of_kept_rows(look.stores, look.unit, source=key)
    rows = [
        each
        | {
            "content": word(each["content"]),
            "column_name": word(each["column_name"]),
            "reason": said(each["reason"]),
        }
        for each in records_of(faults.head(_MOST_ROWS))
    ]
    headings = {
        "column_name": msgid("Column"),
        "reason": msgid("What is wrong"),
        "rows": msgid("Rows"),
        "example": msgid("Example"),
        "unit": msgid("Unit"),
    }
    return Table(msgid("Faults of rows that were kept"), headings, rows, empty=msgid("None."))


KIND = Kind(
    "source",
    msgid("Sources"),
    msgid("source"),
    87,
    {
        "source": msgid("Source"),
        "rows": msgid("Rows"),
        "accuracy": msgid("Rows without a fault"),
        "completeness": msgid("Cells that are filled"),
        "timeliness": msgid("Rows in time"),
        "received_on": msgid("Last received on"),
    },
    _rows,
    _thing,
)
