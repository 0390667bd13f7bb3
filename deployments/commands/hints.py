"""`customs-risk hints`: hints of enforcement supervision from a shell."""

from typing import Annotated

import typer

from deployments.errors import refusals
from deployments.options import Act, Group, Look
from deployments.presentation import print_list, print_summary
from sql.terms import HintFamily

group = Group(no_args_is_help=True, help="Hints of enforcement supervision: list, answer.")


@group.command("list")
def list_hints(
    look: Look,
    family: Annotated[HintFamily | None, typer.Option(help="Of one family alone.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Hints that were answered too.")] = False,
) -> None:
    """List the hints to a unit and the units below it, the first due first."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.supervision.listing import hints_seen

    with refusals(UnknownUnitError):
        rows = hints_seen(look.stores, look.unit, answered=every, family=family)
    columns = ["key", "rule", "subject", "evidence", "severity", "unit", "due_on", "answer"]
    print_list(rows, columns, title="Hints", as_json=look.as_json)


@group.command()
def answer(
    key: Annotated[str, typer.Argument(help="Key of the hint.")],
    text: Annotated[str, typer.Option("--answer", help="What the check showed.")],
    act: Act,
) -> None:
    """Record what a unit found when it checked a hint."""
    from tasks.supervision.supervise import HintRefusedError, answer_hint

    with refusals(HintRefusedError):
        told = answer_hint(act.stores, key, text, **act.signed)
    print_summary(told)
