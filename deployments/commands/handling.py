"""`customs-risk handling`: measures of risk handling from a shell."""

from typing import Annotated

import typer

from deployments.errors import refusals
from deployments.options import Act, Group, Look, ReasonedAct, Verdict
from deployments.presentation import print_list, print_summary
from sql.terms import HandlingKind, HandlingState, Priority

group = Group(no_args_is_help=True, help="Measures of risk handling: list, propose, decide.")


@group.command("list")
def list_measures(
    look: Look,
    state: Annotated[
        list[HandlingState] | None, typer.Option(help="States to list; repeat for more. Default: proposed.")
    ] = None,
    kind: Annotated[HandlingKind | None, typer.Option(help="Only this kind.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Include measures in every state.")] = False,
) -> None:
    """List the measures in the jurisdiction of a unit, the strongest first."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.handling.listing import measures_seen

    states = tuple(state) if state else tuple(HandlingState) if every else (HandlingState.PROPOSED,)
    with refusals(UnknownUnitError):
        rows = measures_seen(look.stores, look.unit, states, kind)
    columns = ["key", "kind", "priority", "unit", "approving_unit", "score", "amount_at_stake", "state", "proposed_on"]
    print_list(rows, columns, title="Measures", as_json=look.as_json, currency=look.stores.lake.currency)


@group.command()
def decide(
    key: Annotated[str, typer.Argument(help="Key of the measure.")],
    decision: Verdict,
    act: ReasonedAct,
) -> None:
    """Approve or reject a proposed measure; an approved measure takes effect with the next handling."""
    from tasks.handling.approval import HandlingRefusedError
    from tasks.handling.decide import decide as record
    from tasks.persons.roles import Action

    with refusals(HandlingRefusedError):
        summary = record(
            act.stores,
            key,
            decision=decision.value,
            **act.signed(Action.DECIDE_HANDLING),
        )
    print_summary(summary)


@group.command()
def propose(
    kind: Annotated[HandlingKind, typer.Option(help="Kind of measure.")],
    priority: Annotated[Priority, typer.Option(help="Value at risk.")],
    subject: Annotated[list[str], typer.Option(help="Subject, such as the code of an importer; repeat for more.")],
    statement: Annotated[str, typer.Option(help="Why, in a sentence.")],
    what_to_check: Annotated[str, typer.Option(help="Instruction to inspectors, or the recommendation.")],
    act: Act,
    subject_kind: Annotated[
        str, typer.Option(help="Column of a declaration that holds the subjects; join several by +.")
    ] = "importer",
    acting_unit: Annotated[str | None, typer.Option(help="Unit that carries it out. Default: your own.")] = None,
    days: Annotated[int, typer.Option(help="Duration in days.")] = 42,
    amount_at_stake: Annotated[float, typer.Option(help="In the currency of the installation.")] = 0.0,
) -> None:
    """Propose a measure; it is tested on past declarations, then another officer decides."""
    from tasks.handling.approval import HandlingRefusedError
    from tasks.handling.personal import PersonalProposal, propose_personally
    from tasks.persons.roles import Action

    proposal = PersonalProposal(
        kind=kind,
        priority=priority,
        subject_kind=subject_kind,
        subjects=tuple(subject),
        unit=acting_unit or act.person.unit,
        statement=statement,
        what_to_check=what_to_check,
        days=days,
        amount_at_stake=amount_at_stake,
    )
    with refusals(HandlingRefusedError):
        summary = propose_personally(act.stores, proposal, **act.signed(Action.PROPOSE_HANDLING))
    print_summary(summary)
