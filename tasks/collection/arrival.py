"""Bringing validated rows into the lake: repetitions left out, outcomes sealed where they must be."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import pyarrow as pa

from sql.contents import CONTENTS
from sql.lake import SCHEMAS, Lake
from sql.queries import query
from tasks.collection.repetitions import repeated_rows
from tasks.collection.validation import NO_FAILURES, all_failures, failures_of


@dataclass(frozen=True)
class Arrival:
    """One batch on its way into the lake; `file_name` names its files there."""

    lake: Lake
    file_name: str
    screened_from: date


@dataclass(frozen=True)
class Landed:
    """Rows that were taken in, numbers of those that were there before, and failures that only the stores tell."""

    rows: pd.DataFrame
    repeated: "pd.Index[int]"
    failures: pd.DataFrame


def land(arrival: Arrival, content: str, rows: pd.DataFrame) -> Landed:
    """Write validated rows of one kind of content into the lake; content that the register holds passes through.

    A row that the lake holds already is left out as repeated; one that tells an identifier of the lake anew, with other
    values, is refused.
    """
    if content == "outcomes":
        return _land_outcomes(arrival, rows)
    described = CONTENTS[content]
    if not described.tables:
        return Landed(rows, rows.index[:0], NO_FAILURES)
    repeated, failures = repeated_rows(rows, _known(arrival, content, rows), described.key)
    fresh = rows.drop(index=repeated.union(pd.Index(failures["row_number"])))
    _write(arrival, content, described.month_column, fresh)
    return Landed(fresh, repeated, failures)


def _known(arrival: Arrival, table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a table of the lake that have an identifier of `rows`; empty dates and lists as missing values."""
    key = CONTENTS[table].key
    arriving = pd.DataFrame({"identifier": rows[key]})
    asked = {"table": table, "key": f"^{key}$"}
    with arrival.lake.connect(table, frames={"arriving": arriving}) as lake:
        found: pa.Table = lake.sql(query("rows_already_collected"), params=asked).to_arrow_table()
    known: pd.DataFrame = found.drop_columns(["batch"]).to_pandas(date_as_object=False)
    return known


def _land_outcomes(arrival: Arrival, rows: pd.DataFrame) -> Landed:
    """Outcomes follow their declaration: visible where it is history, sealed where it is to be screened.

    A sealed outcome is never compared with one that arrives: the first stays, for a refusal would tell what it is.
    """
    with arrival.lake.connect("declarations", frames={"arriving": rows[["declaration_id"]]}) as lake:
        lodged = lake.execute(query("lodgement_of_arriving_outcomes")).df().drop_duplicates("declaration_id")
    dates = lodged.set_index("declaration_id")["lodged_on"].reindex(rows["declaration_id"]).set_axis(rows.index)
    stray = rows.loc[dates.isna(), "declaration_id"]
    failures = failures_of(stray, "declaration_id", "no declaration of this number was collected")
    known = rows.drop(index=stray.index)
    repeated, contradictions = repeated_rows(known, _known(arrival, "outcomes", known), "declaration_id")
    hidden_before = known.index[known["declaration_id"].isin(_sealed_before(arrival, known))]
    repeated = repeated.union(hidden_before)
    fresh = known.drop(index=repeated.union(pd.Index(contradictions["row_number"])))
    lodged_on = pd.to_datetime(dates.loc[fresh.index])
    sealed = lodged_on >= pd.Timestamp(arrival.screened_from)
    inspected = fresh["inspected_on"] if "inspected_on" in fresh else pd.Series(pd.NaT, index=fresh.index)
    history = fresh[~sealed].assign(inspected_on=pd.to_datetime(inspected[~sealed]).fillna(lodged_on[~sealed]))
    _write(arrival, "outcomes", "inspected_on", history)
    unknown_day = pd.Series(pd.NaT, index=fresh.index[sealed])
    hidden = fresh[sealed].assign(inspected_on=unknown_day, lodged_on=lodged_on[sealed])
    _write(arrival, "sealed_outcomes", "lodged_on", hidden)
    return Landed(fresh, repeated, all_failures([failures, contradictions]))


def _sealed_before(arrival: Arrival, rows: pd.DataFrame) -> "pd.Series[str]":
    with arrival.lake.unsealed("sealed_outcomes", frames={"arriving": rows[["declaration_id"]]}) as lake:
        return lake.execute(query("outcomes_already_sealed")).df()["declaration_id"].astype("str")


def _write(arrival: Arrival, table: str, date_column: str, rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    months = pd.to_datetime(rows[date_column]).dt.strftime("%Y-%m")
    names = [name for name in SCHEMAS[table].names if name in rows.columns]
    for month, part in rows.groupby(months, sort=True):
        arrival.lake.write(table, str(month), arrival.file_name, part[names].assign(batch=arrival.file_name))
