"""The whole cycle in one run: the demonstration, the backfill, the nightly batch."""

from datetime import date
from pathlib import Path

from prefect import flow, tags

from blocks.settings import Settings
from blocks.stores import load_stores
from blocks.targets import load_targets
from flows.analyse_risk import analyse_risk
from flows.collect_risk_information import collect_risk_information
from flows.follow_up_clearance import follow_up_clearance
from flows.give_feedback import give_feedback
from flows.handle_risk import handle_risk
from flows.naming import named
from flows.notify_units import notify_units
from flows.publishing import Summary, link_page, links_of_pages, publish
from flows.refusals import with_plain_refusals
from flows.screen_declarations import screen_declarations
from flows.supervise_enforcement import supervise_enforcement
from sql.reference import national_unit
from tasks.collection import tasks as collection
from tasks.lifecycle import tasks as lifecycle
from tasks.lifecycle.weeks import Week, quarter_start, weeks_of
from tasks.reporting import tasks as reporting
from tasks.reporting.director.targets import Targets
from tasks.running.progress import in_steps, report_progress
from tasks.running.within_lifecycle import LIFECYCLE


@flow(name="risk-lifecycle", flow_run_name=named("risk lifecycle to {as_of}"))
@with_plain_refusals
def risk_lifecycle(
    as_of: date | None = None,
    files: list[Path] | None = None,
    screened_from: date | None = None,
    mappings: list[Path] | None = None,
) -> Summary:
    """Collect, analyse, handle, clear, supervise, follow up, notify and give feedback, week by week, and report.

    In a demonstration simulated officers answer instructions, warnings and hints and work on cases, some late, some
    wrongly. A stopped run continues where it was.

    Args:
        as_of: Last business day. Empty for today.
        files: Declarations and other risk information. Empty for all files in the inbox.
        screened_from: First day of screening; declarations lodged before are history with known outcomes. Empty for
            the first day of the quarter.
        mappings: Mapping files (YAML) of sources whose files are not known by themselves.
    """
    settings = Settings()
    as_of = as_of or settings.today()
    screened_from = screened_from or quarter_start(as_of)
    weeks = weeks_of(screened_from, as_of)
    stores = load_stores()

    with tags(LIFECYCLE):
        report_progress("collecting, and learning from the history", 0, len(weeks))
        collect_risk_information(files=files, as_of=weeks[0].eve, screened_from=screened_from, mappings=mappings)

        for week in in_steps(weeks, "lifecycle-progress", lambda week: f"week of {week.first_day}"):
            one_week(week)
            collection.update_enterprises(stores, week.last_day)
            collection.check_reporting_duties(stores, week.last_day, screened_from)
        notify_units(as_of)

        report_progress("writing the report", len(weeks), len(weeks))
        summary = reporting.report_lifecycle(
            stores, screened_from, as_of, settings.seed, Targets(**load_targets()), links_of_pages()
        )
    publish("risk-lifecycle", None, as_of, summary)
    report = Path(summary["report"]).relative_to(stores.folder)
    link_page("risk-lifecycle", report, f"The director's page of the cycle to {as_of}", national_unit())
    return summary


def one_week(week: Week) -> None:
    """Analyse, handle and notify before the week, clear each day of it, and follow up after it."""
    analyse_risk(as_of=week.eve)
    handle_risk(as_of=week.eve)
    # The last step of its business date: all its events are in the outbox by now, so that a run that continues after a
    # stop has no further events for a date that was already notified.
    notify_units(week.eve)
    screen_declarations(week.first_day, week.last_day)
    # Before the follow-up, which tells of the deadlines that they miss.
    lifecycle.play_officers(load_stores(), week.last_day, Settings().seed)
    follow_up_clearance(week.last_day)
    supervise_enforcement(week.last_day)
    give_feedback(week.last_day)
