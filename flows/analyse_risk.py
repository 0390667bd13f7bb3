"""Risk analysis: the core."""

from datetime import date
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.acting import person_acting, started_by_a_person
from flows.choices import code_of
from flows.events import Event
from flows.naming import named
from flows.publishing import Summary, Thing, document_links, link_page, publish, with_links
from flows.refusals import with_plain_refusals
from sql.jurisdiction import NATION, Organisation
from sql.reference import organisation
from sql.terms import Method, Priority
from tasks.analysis import tasks as analysis
from tasks.analysis.answerable import check_answerable
from tasks.analysis.request import check_request, request_analysis
from tasks.handling import tasks as handling
from tasks.persons.roles import Action
from tasks.running.within_lifecycle import within_lifecycle


@flow(name="analyse-risk", flow_run_name=named("analyse {as_of}"))
@with_plain_refusals
def analyse_risk(
    as_of: date | None = None,
    priorities: list[Priority] | None = None,
    methods: list[Method] | None = None,
    customs: str | None = None,
    commodities: list[str] | None = None,
    enterprises: list[str] | None = None,
    occasion: str = "",
) -> Summary:
    """Analyse risk by the four methods; findings become instructions, warnings and a report.

    Any parameter beside the date makes it an ad-hoc analysis with a separate report, which the person bound to Prefect
    asks for: what it finds is proposed, and a person decides whether it takes effect.

    Args:
        as_of: Business date; the analysis uses what was known at its end. Empty for today.
        priorities: Values at risk: revenue, security, ipr, drugs. Empty for all.
        methods: Methods: regression, dynamic_focus, probability_evaluation, horizontal_analogy. Empty for all.
        customs: Unit to analyse, or its code; it and the units above it see the report. Empty for all, or for the unit
            of the person bound to Prefect where an analysis is asked for.
        commodities: HS codes or their first digits, for example 8703; the shell takes whole codes. Empty for all.
        enterprises: Codes of importers. Empty for all.
        occasion: Cause of an additional run for the date, filled in by events. Empty for the regular run.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    asked = [priorities, methods, customs, commodities, enterprises]
    unit = person_acting(stores, Action.ANALYSE).unit if any(asked) else NATION
    request = request_analysis(
        priorities=priorities,
        methods=methods,
        customs=code_of(customs) if customs else unit,
        commodities=commodities,
        enterprises=enterprises,
        occasion=occasion,
    )
    check_request(request, unit, Organisation(organisation(as_of)))
    if started_by_a_person() and not within_lifecycle():
        check_answerable(stores, request, as_of, Settings().today())
    summary = analysis.analyse(stores, as_of, request, document_links(request.customs))
    if request.ad_hoc:
        summary |= handling.propose_handling(stores, as_of, request.scope, request.key)
        publish("analyse-risk", Event.QUESTION_ANSWERED, as_of, summary, request.scope)
    else:
        publish("analyse-risk", Event.ANALYSIS_COMPLETED, as_of, summary, occasion, noted_in=stores)
    if not within_lifecycle():
        analysis.print_report(stores, summary["report"])
        link_page("analyse-risk", Path(summary["report"]), f"Analysis report, {as_of}", request.customs)
        create_markdown_artifact(
            markdown=with_links(
                analysis.reported_findings(stores, as_of, request, summary["declarations"]), [Thing("finding")]
            ),
            key="analyse-risk-findings",
            description="Findings",
        )
    return summary
