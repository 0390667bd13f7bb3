"""Bringing validated rows into the lake: repetitions left out, outcomes sealed where they must be."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from sql.lake import SCHEMAS, Lake
from sql.queries import query

_DATES = {
    "officer_actions": "happened_at",
    "manual_movements": "moved_on",
    "manifests": "arrived_on",
    "amendments": "amended_on",
}


@dataclass(frozen=True)
class Arrival:
    """One batch on its way into the lake; `file_name` names its files there."""

    lake: Lake
    file_name: str
    screened_from: date


@dataclass(frozen=True)
class Landed:
    """Rows that were taken in, how many were there before, and failures that only the lake could tell."""

    rows: pd.DataFrame
    repeated: int
    failures: pd.DataFrame


def land(arrival: Arrival, content: str, rows: pd.DataFrame) -> Landed:
    """Write validated rows of one kind of content into the lake; content that the register holds passes through."""
    if content == "declarations":
        return _land_declarations(arrival, rows)
    if content == "outcomes":
        return _land_outcomes(arrival, rows)
    if content in _DATES:
        _write(arrival, content, _DATES[content], rows)
    return Landed(rows, 0, _no_failures())


def _land_declarations(arrival: Arrival, rows: pd.DataFrame) -> Landed:
    arriving = rows[["declaration_id"]]
    with arrival.lake.connect("declarations", frames={"arriving": arriving}) as lake:
        known = lake.execute(query("declarations_already_collected")).df()["declaration_id"]
    fresh = rows[~rows["declaration_id"].isin(known)]
    _write(arrival, "declarations", "lodged_on", fresh)
    return Landed(fresh, len(rows) - len(fresh), _no_failures())


def _land_outcomes(arrival: Arrival, rows: pd.DataFrame) -> Landed:
    """Outcomes follow their declaration: visible where it is history, sealed where it is to be screened."""
    with arrival.lake.connect("declarations", frames={"arriving": rows[["declaration_id"]]}) as lake:
        lodged = lake.execute(query("lodgement_of_arriving_outcomes")).df().drop_duplicates("declaration_id")
    dates = rows["declaration_id"].map(lodged.set_index("declaration_id")["lodged_on"])
    stray = rows.index[dates.isna()]
    failures = _no_failures()
    if len(stray):
        failures = pd.DataFrame(
            {
                "row_number": stray,
                "column_name": "declaration_id",
                "value": rows.loc[stray, "declaration_id"],
                "reason": "no declaration of this number was collected",
            }
        )
    known = rows.drop(index=stray)
    lodged_on = pd.to_datetime(dates.drop(index=stray))
    sealed = lodged_on >= pd.Timestamp(arrival.screened_from)
    inspected = known["inspected_on"] if "inspected_on" in known else pd.Series(pd.NaT, index=known.index)
    history = known[~sealed].assign(inspected_on=pd.to_datetime(inspected[~sealed]).fillna(lodged_on[~sealed]))
    _write(arrival, "outcomes", "inspected_on", history)
    unknown_day = pd.Series(pd.NaT, index=known.index[sealed])
    hidden = known[sealed].assign(inspected_on=unknown_day, lodged_on=lodged_on[sealed])
    _write(arrival, "sealed_outcomes", "lodged_on", hidden)
    return Landed(known, 0, failures)


def _write(arrival: Arrival, table: str, date_column: str, rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    months = pd.to_datetime(rows[date_column]).dt.strftime("%Y-%m")
    names = [name for name in SCHEMAS[table].names if name in rows.columns]
    for month, part in rows.groupby(months, sort=True):
        arrival.lake.write(table, str(month), arrival.file_name, part[names].assign(batch=arrival.file_name))


def _no_failures() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "row_number": pd.Series(dtype="int64"),
            "column_name": pd.Series(dtype="str"),
            "value": pd.Series(dtype="str"),
            "reason": pd.Series(dtype="str"),
        }
    )
