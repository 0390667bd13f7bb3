"""`customs-risk analyse`: an ad-hoc risk analysis."""

from typing import Annotated

import typer

from deployments.data_folder import business_date
from deployments.errors import refusals, refuse
from deployments.options import AsOf, Look
from deployments.persons import require
from deployments.presentation import print_summary
from sql.terms import Method, Priority


def analyse(
    look: Look,
    priority: Annotated[list[Priority] | None, typer.Option(help="Default: all four; repeat for more.")] = None,
    method: Annotated[list[Method] | None, typer.Option(help="Default: all four; repeat for more.")] = None,
    customs: Annotated[str | None, typer.Option(help="Unit to analyse. Default: your own.")] = None,
    commodity: Annotated[list[str] | None, typer.Option(help="HS code or its first digits; repeat for more.")] = None,
    enterprise: Annotated[list[str] | None, typer.Option(help="Importer; repeat for more.")] = None,
    as_of: AsOf = None,
) -> None:
    """Analyse what was known at the end of a day, and print the path of the report; a repeat returns the same one."""
    from sql.jurisdiction import Organisation, UnknownUnitError
    from sql.reference import organisation
    from tasks.analysis.analyse import analyse as find
    from tasks.analysis.answerable import check_answerable
    from tasks.analysis.report import print_report
    from tasks.analysis.request import AnalysisRefusedError, request_analysis
    from tasks.handling.propose import propose_handling
    from tasks.persons.roles import Action

    wrong = next((code for code in commodity or [] if not code.isdigit() or len(code) > 10), None)
    if wrong is not None:
        refuse(f"{wrong} is no HS code: write up to ten digits.")
    require(look.person, Action.ANALYSE)
    scope = customs or look.unit
    with refusals(UnknownUnitError):
        if scope not in Organisation(organisation()).seen_by(look.unit):
            refuse(f"{look.unit} may not analyse {scope}: it is no unit below {look.unit}.")
    request = request_analysis(
        priorities=priority, methods=method, customs=scope, commodities=commodity, enterprises=enterprise
    )
    if not request.detectors():
        refuse("no detector serves this priority by this method: leave out one of the two.")
    stores, day = look.stores, business_date(as_of)
    with refusals(AnalysisRefusedError):
        check_answerable(stores, request, day, business_date(None))
    summary = find(stores, day, request)
    if request.ad_hoc:
        summary |= propose_handling(stores, day, request.scope, request.key)
    paper = print_report(stores.folder, summary["report"])
    paths = {
        "report": str(stores.folder / summary["report"]),
        "report_as_pdf": str(stores.folder / paper) if paper else "",
    }
    print_summary(summary | paths, as_json=look.as_json)
