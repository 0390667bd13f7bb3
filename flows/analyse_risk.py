"""Risk analysis: the core."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary, publish
from sql.terms import Method, Priority
from tasks.analysis import tasks as analysis
from tasks.analysis.request import request_analysis


@flow(name="analyse-risk", flow_run_name="analyse {as_of}")
def analyse_risk(
    as_of: date | None = None,
    priorities: list[Priority] | None = None,
    methods: list[Method] | None = None,
    customs: str | None = None,
    commodities: list[str] | None = None,
    enterprises: list[str] | None = None,
) -> Summary:
    """Look for risk by the four methods, and turn what is found into instructions, warnings and a report.

    `as_of`: business date, default today. `priorities`, `methods`: default all. `customs`: a unit's code; default the
    nation. `commodities`: HS codes or their first digits. `enterprises`: importers. Anything but the date makes the
    analysis an ad-hoc one, with a report of its own.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    request = request_analysis(
        priorities=priorities, methods=methods, customs=customs, commodities=commodities, enterprises=enterprises
    )
    summary = analysis.analyse(stores, as_of, request)
    publish("analyse-risk", "customs-risk.analysis.completed", as_of, summary)
    return summary
