"""Collected files and the quality of their rows."""

import pandas as pd
from sqlmodel import col

from sql.register.tables import BatchQuality, CollectionBatch, QuarantinedRow
from tasks.collection.business_characteristics import business_characteristics
from tasks.documents.charts import stacked_bars
from tasks.documents.tables import report_table
from tasks.reporting.report_data import ReportData, Section, SectionWriter

_SHOWN_FILES = 20


def write(data: ReportData) -> Section:
    """Show files by kind, quality by source, reasons for quarantine, and monthly business characteristics."""
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
        report_table(unreadable, "intake-unreadable", empty="Every file could be read."),
        "<h3>Business characteristics</h3>",
        stacked_bars(
            months.set_index("month")[["declarations"]],
            {"declarations": "#274060"},
            "Declarations by month",
            "declarations",
        )
        if len(months)
        else "",
        report_table(months, "intake-characteristics", amounts=("value", "duty", "teu")),
    ]
    return Section("Collected data and its quality", message, "".join(body))


def _weighted(quality: pd.DataFrame) -> pd.DataFrame:
    scores = ["accuracy", "completeness", "timeliness"]
    weighted = quality[scores].mul(quality["rows"], axis=0).assign(source=quality["source"], rows=quality["rows"])
    sums = weighted.groupby("source", sort=True).sum()
    return sums[scores].div(sums["rows"].clip(lower=1), axis=0).assign(rows=sums["rows"]).reset_index()


def _by_month(characteristics: pd.DataFrame) -> pd.DataFrame:
    months = characteristics.assign(month=characteristics["month"].astype(str).str[:7])
    table = months.groupby("month", sort=True)[["declarations", "value", "duty", "teu"]].sum().reset_index()
    return table if table["teu"].any() else table.drop(columns="teu")  # a source that declares no containers


SECTIONS = (SectionWriter("intake", 10, write),)
