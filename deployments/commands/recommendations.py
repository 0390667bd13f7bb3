"""`customs-risk recommendations`: policy recommendations from a shell."""

from typing import Annotated

import typer

from deployments.data_folder import business_date, open_stores
from deployments.errors import refusals
from deployments.options import NATION, AsOf, Data, Json, Officer, Unit
from deployments.presentation import print_list, print_told

group = typer.Typer(no_args_is_help=True, help="Policy recommendations: list, answer.")


@group.command("list")
def list_recommendations(
    unit: Unit = NATION,
    every: Annotated[bool, typer.Option("--all", help="Recommendations that were answered too.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """List the recommendations to a unit and the units below it, the first due first."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.handling.answers import recommendations_seen

    with refusals(UnknownUnitError):
        rows = recommendations_seen(open_stores(data), unit, answered=every)
    columns = ["measure", "addressee", "recommendation", "issued_on", "follow_up_on", "answer"]
    print_list(rows, columns, title="Recommendations", as_json=as_json)


@group.command()
def answer(
    measure: Annotated[str, typer.Argument(help="Key of the measure, as list shows it.")],
    text: Annotated[str, typer.Option("--answer", help="What is done, or why nothing is.")],
    officer: Officer,
    unit: Unit,
    as_of: AsOf = None,
    data: Data = None,
) -> None:
    """Record the addressee's answer."""
    from tasks.handling.answers import answer_recommendation
    from tasks.handling.approval import HandlingRefusedError

    with refusals(HandlingRefusedError):
        told = answer_recommendation(
            open_stores(data), measure, text, actor=officer, unit=unit, as_of=business_date(as_of)
        )
    print_told(told)
