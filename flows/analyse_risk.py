"""Risk analysis: the core."""

from datetime import date

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.events import Event
from flows.naming import named
from flows.publishing import Summary, link_document, publish
from flows.refusals import told_plainly
from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.terms import Method, Priority
from tasks.analysis import tasks as analysis
from tasks.analysis.request import check_request, request_analysis
from tasks.running.within_lifecycle import within_lifecycle


@flow(name="analyse-risk", flow_run_name=named("analyse {as_of}"))
@told_plainly
def analyse_risk(
    as_of: date | None = None,
    priorities: list[Priority] | None = None,
    methods: list[Method] | None = None,
    customs: str | None = None,
    commodities: list[str] | None = None,
    enterprises: list[str] | None = None,
    unit: str = "CN",
    occasion: str = "",
) -> Summary:
    """Look for risk by the four methods, and turn what is found into instructions, warnings and a report.

    Anything but the date makes the analysis an ad-hoc one, with a report of its own.

    Args:
        as_of: Business date; what was known by its end is looked at. Empty for today.
        priorities: What is endangered: revenue, security, ipr, drugs. Empty for all.
        methods: How to look: regression, dynamic_focus, probability_evaluation, horizontal_analogy. Empty for all.
        customs: Code of the unit whose jurisdiction is looked at, for example SH; it and those above it see the
            report. Empty for the unit that asks.
        commodities: HS codes or their first digits, for example 8703. Empty for all.
        enterprises: Codes of importers. Empty for all.
        unit: Code of the unit that asks; it may look at its own jurisdiction alone. CN is the nation.
        occasion: What set the run off, where it is not the regular one of its date; filled in by events.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    request = request_analysis(
        priorities=priorities,
        methods=methods,
        customs=customs or unit,
        commodities=commodities,
        enterprises=enterprises,
        occasion=occasion,
    )
    check_request(request, unit, Organisation(organisation()))
    summary = analysis.analyse(stores, as_of, request)
    publish("analyse-risk", Event.ANALYSIS_COMPLETED, as_of, summary, occasion, noted_in=stores)
    link_document("analyse-risk", summary["report"], f"Analysis report, {as_of}", request.customs)
    if not within_lifecycle():
        analysis.print_report(stores, summary["report"])
        create_markdown_artifact(
            markdown=analysis.reported_findings(stores, as_of, request),
            key="analyse-risk-findings",
            description="Findings",
        )
    return summary
