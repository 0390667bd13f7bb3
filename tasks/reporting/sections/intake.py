"""Collected files and the quality of their rows."""

import pandas as pd
from sqlmodel import col

from sql.register.tables import BatchQuality, CollectionBatch, QuarantinedRow
from tasks.collection.business_characteristics import business_characteristics
from tasks.collection.quarantine import faults_of_kept_rows
from tasks.documents.charts import stacked_bars
from tasks.documents.tables import report_table
from tasks.reporting.report_data import ReportData, Section, SectionWriter

_SHOWN_FILES = 20
_SHOWN_FAULTS = 30
_COLOURS = {"import": "#274060", "export": "#c8553d"}
_OTHER_COLOUR = "#5b6b79"


def write(data: ReportData) -> Section:
    """Show files by kind, quality and faults by source, reasons for quarantine, and trade by month."""
    register = data.stores.register
    batches = register.read(
        CollectionBatch,
        [
            *("file_name", "content", "source_format", "state", "problem"),
            *("rows_read", "rows_accepted", "rows_quarantined", "rows_repeated"),
        ],
        order_by=["file_name", "key"],
    )
    by_kind = (
        batches.groupby(["content", "source_format", "state"], dropna=False, sort=True)[
            ["rows_read", "rows_accepted", "rows_quarantined", "rows_repeated"]
        ]
        .sum()
        .reset_index()
        .assign(files=batches.groupby(["content", "source_format", "state"], dropna=False, sort=True).size().to_numpy())
    )
    unreadable = batches[batches["state"] == "unreadable"][["file_name", "problem"]].head(_SHOWN_FILES)
    quality = register.read(BatchQuality, ["source", "rows", "accuracy", "completeness", "timeliness"])
    reasons = register.read(QuarantinedRow, ["column_name", "reason", "state"], col(QuarantinedRow.state).is_not(None))
    quarantined = reasons.groupby(["column_name", "reason", "state"], sort=True).size().reset_index(name="rows")
    faults = faults_of_kept_rows(data.stores)
    months = _by_month(business_characteristics(data.stores, data.last_day))
    total = int(batches["rows_accepted"].sum())
    message = (
        f"{len(batches):,} files brought {int(batches['rows_read'].sum()):,} rows: {total:,} were accepted, "
        f"{int(batches['rows_quarantined'].sum()):,} were quarantined, {len(unreadable):,} files could not be read."
    )
    body = [
        report_table(by_kind, "intake-files", terms=("content", "source_format", "state")),
        "<h3>Quality of the sources</h3>",
        report_table(
            _weighted(quality),
            "intake-quality",
            shares=("accuracy", "completeness", "timeliness"),
            terms=("source",),
            headings={"rows": "rows scored"},
        ),
        "<h3>Quarantine</h3>",
        report_table(quarantined, "intake-quarantine", terms=("state",), empty="No row was quarantined."),
        "<h3>Business characteristics</h3>",
        _declarations_by_month(months),
        report_table(
            months, "intake-characteristics", amounts=("teu",), money=("value", "duty"), currency=data.currency
        ),
    ]
    named = [
        "<h3>Files that cannot be read</h3>",
        report_table(unreadable, "intake-unreadable", empty="Every file could be read."),
        "<h3>Faults of rows that were kept</h3>",
        report_table(
            faults.head(_SHOWN_FAULTS),
            "intake-faults",
            terms=("source", "content"),
            empty="Nothing was wrong with rows that were kept.",
        ),
    ]
    return Section("Collected data and its quality", message, "".join(body), "".join(named))


def _weighted(quality: pd.DataFrame) -> pd.DataFrame:
    scores = ["accuracy", "completeness", "timeliness"]
    weighted = quality[scores].mul(quality["rows"], axis=0).assign(source=quality["source"], rows=quality["rows"])
    sums = weighted.groupby("source", sort=True).sum()
    return sums[scores].div(sums["rows"].clip(lower=1), axis=0).assign(rows=sums["rows"]).reset_index()


def _by_month(characteristics: pd.DataFrame) -> pd.DataFrame:
    """Declarations, items, value, duty and containers by month and direction.

    A column that says nothing is left out: the direction where all trade has the same, items where each declaration has
    one, containers where the source declares none.
    """
    months = characteristics.assign(month=characteristics["month"].astype(str).str[:7])
    by = ["month"] if months["direction"].nunique() < 2 else ["month", "direction"]
    table = months.groupby(by, sort=True)[["declarations", "items", "value", "duty", "teu"]].sum().reset_index()
    silent = {"teu": not table["teu"].any(), "items": (table["items"] == table["declarations"]).all()}
    return table.drop(columns=[name for name, nothing in silent.items() if nothing])


def _declarations_by_month(months: pd.DataFrame) -> str:
    """Bars of the declarations of each month, imports and exports apart where there are both."""
    if months.empty:
        return ""
    if "direction" not in months:
        counts, colours = months.set_index("month")[["declarations"]], {"declarations": _COLOURS["import"]}
    else:
        counts = months.pivot_table(index="month", columns="direction", values="declarations", fill_value=0)
        colours = {str(name): _COLOURS.get(str(name), _OTHER_COLOUR) for name in counts.columns}
    return stacked_bars(counts, colours, "Declarations by month", "declarations")


SECTIONS = (SectionWriter("intake", 10, write),)
