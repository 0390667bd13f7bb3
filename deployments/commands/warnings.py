"""`customs-risk warnings`: warnings to functional management from a shell."""

from typing import Annotated

import typer

from deployments.answering import list_asked, with_alike
from deployments.errors import refusals
from deployments.options import Act, Group, Look
from deployments.presentation import print_summary
from sql.terms import AnswerFound

group = Group(no_args_is_help=True, help="Warnings to functional management: list, take, answer.")
Keys = Annotated[list[str], typer.Argument(help="Keys of the warnings.")]


@group.command("list")
def list_warnings(
    look: Look,
    detector: Annotated[str | None, typer.Option(help="Only of this detector.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those that should have been answered.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Include answered warnings.")] = False,
) -> None:
    """List the warnings to a unit and the units below it, the earliest deadline first."""
    list_asked("warning", look, detector=detector, overdue=overdue, every=every, unit=look.unit)


@group.command()
def take(keys: Keys, act: Act) -> None:
    """Take warnings: you work on them."""
    from tasks.answering.answer import take as record
    from tasks.answering.asked import WARNING, AnswerRefusedError
    from tasks.persons.roles import Action

    with refusals(AnswerRefusedError):
        summary = record(act.stores, WARNING, keys, **act.signed(Action.ANSWER_WARNING))
    print_summary(summary)


@group.command()
def answer(
    keys: Keys,
    done: Annotated[str, typer.Option(help="What was done, or why nothing was.")],
    found: Annotated[AnswerFound, typer.Option(help="Whether it showed what analysis suspected.")],
    act: Act,
    same: Annotated[
        bool, typer.Option("--alike", help="Also all other open ones to the same unit on the same subject.")
    ] = False,
) -> None:
    """Answer warnings; several that are alike get one answer."""
    from tasks.answering.answer import answer as record
    from tasks.answering.asked import WARNING, AnswerRefusedError
    from tasks.persons.roles import Action

    with refusals(AnswerRefusedError):
        signed = act.signed(Action.ANSWER_WARNING)
        chosen = with_alike(act, WARNING, keys) if same else keys
        summary = record(act.stores, WARNING, chosen, done=done, found=found, **signed)
    print_summary(summary)
