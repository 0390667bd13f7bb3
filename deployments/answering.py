"""The commands of what units answer: one group serves instructions, another warnings."""

from typing import Annotated

import typer

from deployments.data_folder import business_date
from deployments.errors import refusals
from deployments.options import Act, Group, Look
from deployments.presentation import print_list, print_summary
from sql.terms import AnswerFound


def answering_group(name: str, what: str) -> Group:
    """Commands that list, take and answer things of a kind.

    name: of the kind, as `tasks.answering.asked` has it. what: what things of the kind are, for the help. What
    only an act needs is imported by the act: help is quick.
    """
    group = Group(no_args_is_help=True, help=f"{what}: list, take, answer.")
    several = f"{name}s"
    keys_help = f"Keys of the {several}."

    @group.command("list", help=f"List the {several} to a unit and the units below it, the earliest deadline first.")
    def list_them(
        look: Look,
        detector: Annotated[str | None, typer.Option(help="Only of this detector.")] = None,
        overdue: Annotated[bool, typer.Option("--overdue", help="Only those that should have been answered.")] = False,
        every: Annotated[bool, typer.Option("--all", help=f"Include answered {several}.")] = False,
    ) -> None:
        from sql.jurisdiction import UnknownUnitError
        from tasks.answering.asked import kind_named
        from tasks.answering.listing import asked_of
        from tasks.answering.standing import Standing

        late = (Standing.OVERDUE, Standing.ESCALATED) if overdue else ()
        kind, today = kind_named(name), business_date(None)
        with refusals(UnknownUnitError):
            rows = asked_of(look.stores, kind, look.unit, today, answered=every, standings=late, detector=detector)
        columns = ["key", "unit", "severity", "asks", "amount_at_stake", "due_on", "standing", "taken_by", "found"]
        currency = look.stores.lake.currency
        print_list(rows, columns, title=several.capitalize(), as_json=look.as_json, currency=currency)

    @group.command(help=f"Take {several}: you work on them.")
    def take(keys: Annotated[list[str], typer.Argument(help=keys_help)], act: Act) -> None:
        from tasks.answering.answer import take as record
        from tasks.answering.asked import AnswerRefusedError, kind_named

        with refusals(AnswerRefusedError):
            kind = kind_named(name)
            summary = record(act.stores, kind, keys, **act.signed(kind.action))
        print_summary(summary)

    @group.command(help=f"Answer {several}; several that are alike get one answer.")
    def answer(
        keys: Annotated[list[str], typer.Argument(help=keys_help)],
        done: Annotated[str, typer.Option(help="What was done, or why nothing was.")],
        found: Annotated[AnswerFound, typer.Option(help="Whether it showed what analysis suspected.")],
        act: Act,
        same: Annotated[
            bool, typer.Option("--alike", help="Also all other open ones to the same unit on the same subject.")
        ] = False,
    ) -> None:
        from tasks.answering.answer import answer as record
        from tasks.answering.asked import AnswerRefusedError, kind_named
        from tasks.answering.listing import alike

        kind = kind_named(name)
        with refusals(AnswerRefusedError):
            signed = act.signed(kind.action)
            others = [each for key in keys for each in alike(act.stores, kind, key, act.person.unit)] if same else keys
            summary = record(act.stores, kind, list(dict.fromkeys(others)), done=done, found=found, **signed)
        print_summary(summary)

    return group
