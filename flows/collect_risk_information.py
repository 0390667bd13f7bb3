"""Collection: the foundation of risk management."""

from datetime import date
from pathlib import Path

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary, publish
from tasks.collection import tasks as collection
from tasks.lifecycle.weeks import quarter_start


def told(collected: list[Summary]) -> Summary:
    """Files by what became of them, and their rows in all."""
    states = [each["state"] for each in collected]
    return {f"files_{state}": states.count(state) for state in ("collected", "collected_before", "unreadable")} | {
        name: sum(int(each[name]) for each in collected)
        for name in ("rows_read", "rows_accepted", "rows_quarantined", "rows_repeated")
    }


@flow(name="collect-risk-information", flow_run_name="collect {as_of}")
def collect_risk_information(
    files: list[Path] | None = None, as_of: date | None = None, screened_from: date | None = None
) -> Summary:
    """Take in files of risk information: find their format, validate, quarantine what is wrong, score their quality.

    `files`: CSV or Parquet files; without any, everything that lies in the inbox of the data folder.
    `as_of`: business date; default today. `screened_from`: outcomes of declarations lodged from this day on stay
    sealed until an inspection finds them; default the first day of the quarter.
    """
    as_of = as_of or Settings().today()
    screened_from = screened_from or quarter_start(as_of)
    stores = load_stores()
    collection.prepare_register(stores)
    inbox = stores.folder / "inbox"
    found = files if files is not None else sorted(path for path in inbox.glob("[!.]*") if path.is_file())
    latest = max(as_of, Settings().today())  # a backfill collects what happened after its business date
    collected = [collection.collect_file(stores, path, as_of, screened_from, latest) for path in found]
    enterprises = collection.update_enterprises(stores, as_of)
    duties = collection.check_reporting_duties(stores, as_of, screened_from)
    summary = told(collected) | enterprises | duties
    publish("collect-risk-information", "customs-risk.collection.completed", as_of, summary)
    return summary
