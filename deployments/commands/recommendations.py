"""`customs-risk recommendations`: policy recommendations from a shell."""

from typing import Annotated

import typer

from deployments.errors import refusals
from deployments.options import Act, Group, Look
from deployments.presentation import print_list, print_summary

group = Group(no_args_is_help=True, help="Policy recommendations: list, answer.")


@group.command("list")
def list_recommendations(
    look: Look, every: Annotated[bool, typer.Option("--all", help="Include answered recommendations.")] = False
) -> None:
    """List the recommendations to a unit and the units below it, the earliest deadline first."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.handling.answers import recommendations_seen

    with refusals(UnknownUnitError):
        rows = recommendations_seen(look.stores, look.unit, answered=every)
    columns = ["measure", "addressee", "recommendation", "issued_on", "follow_up_on", "answer"]
    print_list(rows, columns, title="Recommendations", as_json=look.as_json)


@group.command()
def answer(
    measure: Annotated[str, typer.Argument(help="Key of the measure, as list shows it.")],
    text: Annotated[str, typer.Option("--answer", help="Action taken, or the reason for taking none.")],
    act: Act,
) -> None:
    """Record the addressee's answer."""
    from tasks.handling.answers import answer_recommendation
    from tasks.handling.approval import HandlingRefusedError
    from tasks.persons.roles import Action

    with refusals(HandlingRefusedError):
        summary = answer_recommendation(act.stores, measure, text, **act.signed(Action.ANSWER_RECOMMENDATION))
    print_summary(summary)
