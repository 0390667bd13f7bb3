"""The director's page, every evening and every week."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from blocks.targets import load_targets
from flows.naming import named
from flows.publishing import Summary, link_page, links_of_pages, publish
from flows.refusals import with_plain_refusals
from sql.reference import national_unit
from sql.terms import Language
from tasks.reporting import tasks as reporting
from tasks.reporting.director.page import Occasion
from tasks.reporting.director.periods import month_to, week_to
from tasks.reporting.director.targets import Targets


@flow(name="report-to-director", flow_run_name=named("director's page of {as_of}"))
@with_plain_refusals
def report_to_director(as_of: date | None = None) -> Summary:
    """Write the director's page of the month so far, and on the last day of a week that of the week.

    Each in English and in Chinese, as a page and as a PDF; the page of the run links to them.

    Args:
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    stores, targets, links = load_stores(), Targets(**load_targets()), links_of_pages()
    periods = {Occasion.DAILY: month_to(as_of)}
    if (week := week_to(as_of)).whole_until == as_of:
        periods[Occasion.WEEKLY] = week
    summary: Summary = {}
    for occasion, period in periods.items():
        written = reporting.write_director_pages(stores, occasion, period, Settings().seed, targets, links)
        title = f"The director's page of {as_of}, {occasion}"
        documents = link_page(f"report-to-director-{occasion}", written[Language.ENGLISH], title, national_unit())
        summary[f"{occasion}_pages"] = ", ".join(documents)
    publish("report-to-director", None, as_of, summary)
    return summary
