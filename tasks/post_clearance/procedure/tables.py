"""The records of a procedure as tables of the case file, in a language."""

from collections.abc import Sequence
from dataclasses import Field, fields
from datetime import date
from typing import Any

import pandas as pd

from sql.messages import Message
from sql.register.tables import CaseRecord
from sql.terms import Language
from tasks.documents.tables import report_table
from tasks.documents.translation import rendered, translated, translations
from tasks.post_clearance.procedure.keeping import read_record, record_kinds
from tasks.post_clearance.procedure.record import Record


def procedure_tables(rows: Sequence[CaseRecord], language: Language) -> list[tuple[str, str]]:
    """Heading and table of every kind of record that is in force, in the order of the procedure.

    rows: records of a case, in the order in which they were made; those that were corrected are in the journal.
    """
    found = []
    for name, kind in record_kinds().items():
        own = [row for row in rows if row.kind == name and row.in_force]
        if own:
            found.append((translated(language, kind.SECTION), _table(name, kind, own, language)))
    return found


def _table(name: str, kind: type[Record], rows: Sequence[CaseRecord], language: Language) -> str:
    _ = translations(language).gettext
    shown = [each for each in fields(kind) if each.metadata]
    records = [read_record(row) for row in rows]
    table = pd.DataFrame(
        [
            {each.name: _cell(each, getattr(record, each.name), language) for each in shown}
            | {"recorded_on": str(row.recorded_on), "recorded_by": row.recorded_by}
            for row, record in zip(rows, records, strict=True)
        ]
    )
    headings = {each.name: _(each.metadata["label"]) for each in shown}
    headings |= {"recorded_on": _("Recorded on"), "recorded_by": _("By whom")}
    days = [each.name for each in shown if table[each.name].map(_is_day).any()]
    amounts = [str(column) for column in table.select_dtypes("float").columns]
    return report_table(
        table,
        f"record-{name}",
        headings=headings,
        decimals=tuple(amounts),
        codes=(*days, "recorded_on"),
    )


def _cell(field: "Field[Any]", value: Any, language: Language) -> Any:
    """A value as the table shows it: words of choices in the language, what persons wrote as it is."""
    if isinstance(value, Message):
        return rendered(language, value)
    if isinstance(value, date):
        return str(value)
    if isinstance(value, list):
        return ", ".join(value)
    if not isinstance(value, str) or field.metadata.get("kind") not in (None, "choice"):
        return value
    return " · ".join(
        translated(language, part) for part in value.split("|")
    )  # a measure is named by kind, object, day


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-"
