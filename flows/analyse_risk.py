"""Risk analysis: the core."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.events import Event
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
    occasion: str = "",
) -> Summary:
    """Look for risk by the four methods, and turn what is found into instructions, warnings and a report.

    Anything but the date makes the analysis an ad-hoc one, with a report of its own.

    Args:
        as_of: Business date; what was known by its end is looked at. Empty for today.
        priorities: What is endangered: revenue, security, ipr, drugs. Empty for all.
        methods: How to look: regression, dynamic_focus, probability_evaluation, horizontal_analogy. Empty for all.
        customs: Code of the unit whose jurisdiction is looked at, for example SH or QD. Empty for the nation.
        commodities: HS codes or their first digits, for example 8703. Empty for all.
        enterprises: Codes of importers. Empty for all.
        occasion: What set the run off, where it is not the regular one of its date; filled in by events.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    request = request_analysis(
        priorities=priorities,
        methods=methods,
        customs=customs,
        commodities=commodities,
        enterprises=enterprises,
        occasion=occasion,
    )
    summary = analysis.analyse(stores, as_of, request)
    publish("analyse-risk", Event.ANALYSIS_COMPLETED, as_of, summary, occasion, noted_in=stores)
    return summary
