"""Collected files and the quality of their rows."""

import pandas as pd
from sqlmodel import col

from sql.messages import Message
from sql.register.tables import BatchQuality, CollectionBatch, QuarantinedRow
from tasks.collection.quarantine import faults_of_kept_rows
from tasks.reporting.report_data import ReportData, Section, SectionWriter

_SHOWN_FILES = 20
_SHOWN_FAULTS = 30


def write(data: ReportData) -> Section:
    """Show files by kind, quality and faults by source, reasons for quarantine, and trade by month."""
    register, _ = data.stores.register, data.gettext
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
    faults = faults_of_kept_rows(data.stores, day=data.last_day)
    months = _by_month(data.trade)
    message = Message(
        "{files:,} files brought {rows:,} rows: {accepted:,} were accepted, "
        "{quarantined:,} were quarantined, {unreadable:,} "
        "files could not be read.",
        {
            "files": len(batches),
            "rows": int(batches["rows_read"].sum()),
            "accepted": int(batches["rows_accepted"].sum()),
            "quarantined": int(batches["rows_quarantined"].sum()),
            "unreadable": int((batches["state"] == "unreadable").sum()),
        },
    )
    body = [
        data.table(by_kind, "intake-files", terms=("content", "source_format", "state")),
        data.heading(_("Quality of the sources")),
        data.table(
            _weighted(quality),
            "intake-quality",
            shares=("accuracy", "completeness", "timeliness"),
            terms=("source",),
            headings={"rows": _("rows scored")},
        ),
        data.heading(_("Quarantine")),
        data.table(
            quarantined,
            "intake-quarantine",
            terms=("column_name", "reason", "state"),
            empty=_("No row was quarantined."),
        ),
        data.heading(_("Business characteristics")),
        data.table(months, "intake-characteristics", terms=("direction",), amounts=("teu",), money=("value", "duty")),
    ]
    named = [
        data.heading(_("Files that cannot be read")),
        data.table(unreadable, "intake-unreadable", empty=_("Every file could be read.")),
        data.heading(_("Faults of rows that were kept")),
        data.table(
            faults.head(_SHOWN_FAULTS),
            "intake-faults",
            terms=("source", "content", "column_name", "reason"),
            empty=_("Nothing was wrong with rows that were kept."),
        ),
    ]
    return Section(_("Collected data and its quality"), data.told(message), "".join(body), "".join(named))


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


SECTIONS = (SectionWriter("intake", 10, write),)
