"""Telling the rows that may be taken in from those that may not, each with column, value and reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from sql.contents import CONTENTS, Content
from sql.contents.description import KNOWN_UNIT
from tasks.collection.conversion import as_dates, as_lists, as_numbers, as_text
from tasks.collection.rules import column_checks
from tasks.collection.sources.text import LONGEST_TEXT

NO_FAILURES = pd.DataFrame(
    {
        "row_number": pd.Series(dtype="int64"),
        **{name: pd.Series(dtype="str") for name in ("column_name", "value", "reason")},
    }
)
_ODD_TEXT = f"is longer than {LONGEST_TEXT:,} characters, or holds one that no text has"


@dataclass(frozen=True)
class Validated:
    """Rows that may be taken in, and the failures of the others.

    failures: row_number, column_name, value, reason; the first failure of each row, by row number.
    """

    accepted: pd.DataFrame
    failures: pd.DataFrame


def validate(
    content: str,
    rows: pd.DataFrame,
    units: frozenset[str],
    latest: date | None = None,
) -> Validated:
    """Check rows of one kind of content; the index of `rows` is the row number.

    rows: canonical columns, text or typed. units: codes of known offices. latest: last day on which something can have
    happened; without it no date lies in the future. Accepted rows have text, numbers, timestamps and lists.
    """
    described = CONTENTS[content]
    typed, problems = _converted(rows, described)
    for column in described.required:
        missing = typed.index[typed[column].isna() & rows[column].isna()]
        problems.append(failures_of(pd.Series(pd.NA, index=missing, dtype="str"), column, "is missing"))
    for column in typed.columns.intersection(list(described.unit_columns)):
        unknown = typed[column].notna() & ~typed[column].isin(units)
        problems.append(failures_of(rows.loc[unknown, column], column, KNOWN_UNIT.reason))
    problems.append(_schema_failures(typed, content))
    if latest is not None:
        problems += [_future(typed, column, latest) for column in described.past if column in typed]
    first = all_failures(problems).drop_duplicates("row_number").sort_values("row_number", ignore_index=True)
    return Validated(typed.drop(index=pd.Index(first["row_number"])), first)


def failures_of(values: "pd.Series[str]", column: str, reason: str) -> pd.DataFrame:
    """One failure per value, its row number being the index."""
    if values.empty:
        return NO_FAILURES
    return pd.DataFrame(
        {
            "row_number": values.index.astype("int64"),
            "column_name": column,
            "value": values.astype("str").to_numpy(),
            "reason": reason,
        }
    ).astype({"column_name": "str", "value": "str", "reason": "str"})


def all_failures(failures: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Failures told in several places, in their order."""
    told = [each for each in failures if len(each)]
    return pd.concat(told, ignore_index=True) if told else NO_FAILURES


def _converted(rows: pd.DataFrame, content: Content) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    typed, problems = rows.copy(), []
    for columns, convert, reason in (
        (content.numbers, as_numbers, "is no number"),
        (content.dates, as_dates, "is no possible date"),
    ):
        for column in rows.columns.intersection(list(columns)):
            given = rows[column]
            typed[column] = convert(given)
            problems.append(failures_of(given[given.notna() & typed[column].isna()], column, reason))
    for column in rows.columns.intersection(list(content.lists)):
        if isinstance(rows[column].dtype, pd.StringDtype):
            typed[column] = as_lists(rows[column])
    converted = [*content.numbers, *content.dates, *content.lists]
    for column in rows.columns.difference(converted):
        typed[column] = texts = as_text(rows[column])
        odd = (texts.str.len() > LONGEST_TEXT) | texts.str.contains("\x00", regex=False)
        problems.append(failures_of(texts[odd], column, _ODD_TEXT))
    return typed, problems


def _future(typed: pd.DataFrame, column: str, latest: date) -> pd.DataFrame:
    late = typed.loc[typed[column] >= pd.Timestamp(latest) + pd.Timedelta(days=1), column]
    return failures_of(late.dt.strftime("%Y-%m-%d"), column, f"lies in the future: after {latest}")


def _schema_failures(typed: pd.DataFrame, content: str) -> pd.DataFrame:
    try:
        pa.DataFrameSchema(column_checks(content)).validate(typed, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        by_value = cases[cases["index"].notna()]
        return pd.DataFrame(
            {
                "row_number": by_value["index"].astype("int64"),
                "column_name": by_value["column"].astype("str"),
                "value": by_value["failure_case"].astype("str"),
                "reason": by_value["check"].astype("str"),
            }
        )
    return NO_FAILURES
