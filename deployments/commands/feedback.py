"""`customs-risk feedback`: changes that feedback proposes, from a shell."""

from typing import Annotated

import typer

from deployments.errors import refusals
from deployments.options import Group, Look, ReasonedAct, Verdict
from deployments.presentation import print_list, print_summary

group = Group(no_args_is_help=True, help="Changes that feedback proposes: list, decide.")


@group.command("list")
def list_proposals(
    look: Look, every: Annotated[bool, typer.Option("--all", help="Include decided proposals.")] = False
) -> None:
    """List the changes proposed to a unit and the units below it: action, target and reason."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.feedback.listing import proposals_seen

    with refusals(UnknownUnitError):
        rows = proposals_seen(look.stores, look.unit, decided=every)
    columns = ["key", "action", "target", "unit", "reason", "state", "decided_by"]
    print_list(rows, columns, title="Proposals", as_json=look.as_json)


@group.command()
def decide(
    key: Annotated[str, typer.Argument(help="Key of the proposal, in quotes because it contains bars.")],
    decision: Verdict,
    act: ReasonedAct,
) -> None:
    """Approve or reject a proposed change; the next feedback makes an approved change."""
    from tasks.feedback.apply import decide_on_proposal
    from tasks.handling.approval import HandlingRefusedError
    from tasks.persons.roles import Action

    with refusals(HandlingRefusedError):
        summary = decide_on_proposal(
            act.stores,
            key,
            decision=decision.value,
            **act.signed(Action.DECIDE_FEEDBACK),
        )
    print_summary(summary)
