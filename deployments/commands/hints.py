"""`customs-risk hints`: hints of enforcement supervision from a shell."""

from typing import Annotated

import typer

from deployments.errors import refusals
from deployments.options import Act, Group, Look
from deployments.persons import calendar_day
from deployments.presentation import print_list, print_summary
from sql.terms import HintFamily

group = Group(no_args_is_help=True, help="Hints of enforcement supervision: list, answer.")


@group.command("list")
def list_hints(
    look: Look,
    family: Annotated[HintFamily | None, typer.Option(help="Only this family.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Include answered hints.")] = False,
) -> None:
    """List the hints for a unit and the units below it, the earliest deadline first."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.supervision.integrity import integrity_seen_by
    from tasks.supervision.listing import hints_seen

    integrity = integrity_seen_by(look.person, calendar_day())
    with refusals(UnknownUnitError):
        rows = hints_seen(look.stores, look.unit, integrity, answered=every, family=family)
    columns = ["key", "rule", "subject", "evidence", "severity", "unit", "due_on", "answer"]
    print_list(rows, columns, title="Hints", as_json=look.as_json)


@group.command()
def answer(
    key: Annotated[str, typer.Argument(help="Key of the hint.")],
    text: Annotated[str, typer.Option("--answer", help="Result of the check.")],
    act: Act,
) -> None:
    """Record a unit's answer to a hint."""
    from tasks.persons.roles import Action
    from tasks.supervision.integrity import integrity_seen_by
    from tasks.supervision.supervise import HintRefusedError, answer_hint

    with refusals(HintRefusedError):
        signed = act.signed(Action.ANSWER_HINT)
        summary = answer_hint(act.stores, key, text, **signed, integrity=integrity_seen_by(act.person, calendar_day()))
    print_summary(summary)
