"""`customs-risk feedback`: changes that feedback proposes, from a shell."""

from typing import Annotated

import typer

from deployments.data_folder import business_date, open_stores
from deployments.errors import refusals
from deployments.options import NATION, AsOf, Data, Decision, Json, Officer, Reason, Unit
from deployments.presentation import print_list, print_told

group = typer.Typer(no_args_is_help=True, help="Changes that feedback proposes: list, decide.")


@group.command("list")
def list_proposals(
    unit: Unit = NATION,
    every: Annotated[bool, typer.Option("--all", help="Proposals that were decided on too.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """List the changes proposed to a unit and the units below it: what, to which target, and why."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.feedback.listing import proposals_seen

    with refusals(UnknownUnitError):
        rows = proposals_seen(open_stores(data), unit, decided=every)
    columns = ["key", "action", "target", "unit", "reason", "state", "decided_by"]
    print_list(rows, columns, title="Proposals", as_json=as_json)


@group.command()
def decide(
    key: Annotated[str, typer.Argument(help="Key of the proposal; in quotes, for it holds bars.")],
    decision: Annotated[Decision, typer.Argument(help="approve or reject.")],
    officer: Officer,
    unit: Unit,
    reason: Reason,
    as_of: AsOf = None,
    data: Data = None,
) -> None:
    """Approve or reject a proposed change; what is approved is made with the next feedback."""
    from tasks.feedback.apply import decide_on_proposal
    from tasks.handling.approval import HandlingRefusedError

    with refusals(HandlingRefusedError):
        told = decide_on_proposal(
            open_stores(data),
            key,
            decision=decision.value,
            actor=officer,
            unit=unit,
            as_of=business_date(as_of),
            reason=reason,
        )
    print_told(told)
