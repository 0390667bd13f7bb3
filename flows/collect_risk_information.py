"""Collection: the foundation of risk management."""

from datetime import date
from pathlib import Path

from prefect import flow

from blocks.settings import Settings
from blocks.sources import mapping_texts, source_folders
from blocks.stores import load_stores
from flows.events import Event
from flows.naming import named
from flows.publishing import Summary, announce, publish, show_chapter
from flows.refusals import with_plain_refusals
from sql.stores import Stores
from tasks.analysis import tasks as analysis
from tasks.clearance import tasks as clearance
from tasks.clearance.decision.undecided_days import UndecidedDays
from tasks.collection import tasks as collection
from tasks.collection.inbox_files import inbox_files, named_files
from tasks.collection.sources.mapping import SourceMapping, mapping_of, read_mapping
from tasks.lifecycle.weeks import DAY, quarter_start
from tasks.parameters import tasks as parameters
from tasks.running.progress import in_steps

FILE_STATES = ("collected", "collected_before", "unreadable", "passed_over")


def saved_mappings() -> tuple[SourceMapping, ...]:
    """Mappings of the saved block of sources. Raises MappingError."""
    return tuple(mapping_of(text, f"mapping {place} of the sources") for place, text in enumerate(mapping_texts(), 1))


def summary_of(collected: list[Summary]) -> Summary:
    """Number of files by state, and of their rows in total."""
    states = [each["state"] for each in collected]
    return {f"files_{state}": states.count(state) for state in FILE_STATES} | {
        name: sum(int(each[name]) for each in collected)
        for name in ("rows_read", "rows_accepted", "rows_quarantined", "rows_repeated")
    }


@flow(name="collect-risk-information", flow_run_name=named("collect {as_of}"))
@with_plain_refusals
def collect_risk_information(
    files: list[Path] | None = None,
    as_of: date | None = None,
    screened_from: date | None = None,
    occasion: str = "",
    mappings: list[Path] | None = None,
) -> Summary:
    """Collect files of risk information: recognise, validate and score them, and quarantine faulty rows.

    Args:
        files: Files of any kind that can be read. Empty for all files in the inbox.
        as_of: Business date. Empty for today.
        screened_from: Outcomes of declarations lodged on this day or later stay sealed until they are inspected.
            Empty for the first day of the quarter.
        occasion: Cause of an additional run for the date, filled in by events. Empty for the regular run.
        mappings: Mapping files (YAML) of sources, tried before those of the installation and the built-in ones.
    """
    settings = Settings()
    as_of = as_of or settings.today()
    given = (*map(read_mapping, mappings or []), *saved_mappings())
    screened_from = screened_from or quarter_start(as_of)
    stores = load_stores()
    collection.prepare_register(stores)
    found = inbox_files(source_folders(stores.folder)) if files is None else named_files(files)
    latest = max(as_of, settings.today())  # a backfill collects what happened after its business date
    collected = [collection.pass_over(each) for each in found.passed_over]
    collected += [
        collection.collect_file(stores, path, as_of, screened_from, settings.time_zone, latest, given)
        for path in in_steps(list(found.files), "collect-progress", lambda path: f"collecting {path.name}")
    ]
    enterprises = collection.update_enterprises(stores, as_of)
    duties = collection.check_reporting_duties(stores, as_of, screened_from)
    ready_for_clearance(stores, screened_from - DAY, as_of)
    summary = summary_of(collected) | enterprises | duties
    publish("collect-risk-information", Event.COLLECTION_COMPLETED, as_of, summary, occasion, noted_in=stores)
    announce("collect-risk-information", Event.COLLECTION_SEEN, as_of, {}, occasion)
    if waiting := clearance.undecided_days(stores, screened_from, as_of):
        announce_lodged(stores, waiting, occasion)
    show_chapter("collect-risk-information", stores, "intake", as_of)
    return summary


def ready_for_clearance(stores: Stores, eve: date, as_of: date) -> None:
    """Prepare clearance in a new installation: a lane policy, parameters, and a rating trained on history.

    All three apply from the day after `eve`, the first day of screening.
    """
    clearance.load_default_policy(stores, eve)
    parameters.load_starter_parameters(stores, eve)
    analysis.train_first(stores, eve, as_of, Settings().seed)


def announce_lodged(stores: Stores, waiting: UndecidedDays, occasion: str) -> None:
    """Announce declarations without a lane, so that they are screened at once."""
    announce(
        "collect-risk-information",
        Event.DECLARATIONS_LODGED,
        waiting.last_day,
        {
            "business_day": waiting.first_day.isoformat(),
            "until": waiting.last_day.isoformat(),
            "declarations": waiting.declarations,
        },
        occasion,
        noted_in=stores,
    )
