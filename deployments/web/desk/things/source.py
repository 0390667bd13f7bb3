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
from tasks.collection.source_record import batches_of_source, sources_seen

_MOST_ROWS = 25


def _rows(look: Look, wish: Wish) -> Rows:
    seen = records_of(sources_seen(look.stores, look.unit))
    fitting = [each for each in seen if wish.speaks(each["source"])]
    return Rows([_row(each) for each in wish.page_of(fitting)], len(fitting))


def _row(source: Mapping[str, Any]) -> Row:
    return Row(
        source["source"],
        {
            "source": Code(source["source"]),
            "batches": source["batches"],
            "rows": source["rows"],
            "accuracy": Share(source["accuracy"]),
            "completeness": Share(source["completeness"]),
            "timeliness": Share(source["timeliness"]),
            "received_on": source["received_on"],
        },
    )


def _thing(look: Look, key: str) -> Thing:
    seen = records_of(sources_seen(look.stores, look.unit))
    source = next((each for each in seen if each["source"] == key), None)
    if source is None:
        raise NotSeenError(key)
    return Thing(
        key,
        Code(key),
        look.unit,
        None,
        [
            Fact(msgid("Files"), source["batches"]),
            Fact(msgid("Rows"), source["rows"]),
            Fact(msgid("Rows without a fault"), Share(source["accuracy"])),
            Fact(msgid("Cells that are filled"), Share(source["completeness"])),
            Fact(msgid("Rows in time"), Share(source["timeliness"])),
            Fact(msgid("Last received on"), source["received_on"]),
        ],
        parts=[_batches(look, key), _faults(look, key)],
        related=[Link("quarantine", "", Message("Rows in quarantine"))],
        about=source,
    )


def _batches(look: Look, key: str) -> Table:
    found = batches_of_source(look.stores, look.unit, key)
    rows = [
        each
        | {
            "file_name": Code(each["file_name"]),
            "content": word(each["content"]),
            "state": word(each["state"]),
            "accuracy": Share(each["accuracy"]),
            "timeliness": Share(each["timeliness"]),
        }
        for each in records_of(found.head(_MOST_ROWS))
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
    shown = Message("The latest {shown} of {all}.", {"shown": len(rows), "all": len(found)})
    return Table(msgid("Files"), headings, rows, shown if len(found) > len(rows) else None)


def _faults(look: Look, key: str) -> Table:
    faults = faults_of_kept_rows(look.stores, look.unit)
    rows = [
        each
        | {
            "content": word(each["content"]),
            "column_name": word(each["column_name"]),
            "reason": said(each["reason"]),
        }
        for each in records_of(faults[faults["source"] == key].head(_MOST_ROWS))
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
        "batches": msgid("Files"),
        "rows": msgid("Rows"),
        "accuracy": msgid("Rows without a fault"),
        "completeness": msgid("Cells that are filled"),
        "timeliness": msgid("Rows in time"),
        "received_on": msgid("Last received on"),
    },
    _rows,
    _thing,
)
