"""`customs-risk inspections`: inspections and re-routing from a shell."""

from typing import Annotated

import typer

from deployments.errors import refusals
from deployments.options import Act, Group, Look, ReasonedAct
from deployments.presentation import print_list, print_summary
from deployments.serving.announcing import announce_to_served
from sql.terms import Lane, TaskState, Violation

group = Group(no_args_is_help=True, help="Inspections: list, record results, re-route a declaration.")

Declaration = Annotated[str, typer.Argument(help="Identifier of the declaration.")]


@group.command("list")
def list_inspections(
    look: Look,
    state: Annotated[
        list[TaskState] | None, typer.Option(help="States to list; repeat for more. Default: open.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Include inspections in every state.")] = False,
) -> None:
    """List the inspections at the offices of a unit, the oldest first, with ground and instruction."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.clearance.inspections.listing import inspections_seen

    states = tuple(state) if state else tuple(TaskState) if every else (TaskState.OPEN,)
    with refusals(UnknownUnitError):
        rows = inspections_seen(look.stores, look.unit, states)
    columns = ["declaration_id", "office", "importer", "lodged_on", "selected_by", "rating", "items", "what_to_check"]
    print_list(rows, [*columns, "violation"], title="Inspections", as_json=look.as_json)


@group.command()
def record(
    declaration: Declaration,
    violation: Annotated[Violation, typer.Option(help="Result; critical endangers public safety or society.")],
    act: Act,
    kind: Annotated[str | None, typer.Option(help="Kind of violation, in a word: value, licence, narcotics …")] = None,
    recovered_duty: Annotated[float | None, typer.Option(min=0, help="In the currency of the installation.")] = None,
    officer_hours: Annotated[float | None, typer.Option(min=0, help="Officer hours spent on it.")] = None,
    item: Annotated[int | None, typer.Option(min=1, help="Goods item that the result is about; default: all.")] = None,
) -> None:
    """Record the result of an inspection; a served installation starts the follow-up."""
    from tasks.clearance.inspections.inspections import InspectionRefusedError, record_inspection_result
    from tasks.persons.roles import Action

    stores, day = act.stores, act.day
    signed = act.signed(Action.RECORD_INSPECTION)
    with refusals(InspectionRefusedError):
        summary = record_inspection_result(
            stores,
            declaration_id=declaration,
            violation=violation,
            kind=kind,
            recovered_duty=recovered_duty,
            officer_hours=officer_hours,
            item_number=item,
            officer=signed["actor"],
            unit=signed["unit"],
            as_of=day,
        )
    announce_to_served(
        stores.folder, "record-inspection-result", "INSPECTION_RECORDED", day, summary, occasion=declaration
    )
    print_summary(summary)


@group.command("re-route")
def re_route(
    declaration: Declaration,
    lane: Annotated[Lane, typer.Option(help="New lane; high means inspection.")],
    act: ReasonedAct,
) -> None:
    """Change the lane of a declaration by an officer's decision."""
    from tasks.clearance.inspections.inspections import InspectionRefusedError, change_lane
    from tasks.persons.roles import Action

    signed = act.signed(Action.RE_ROUTE)
    with refusals(InspectionRefusedError):
        summary = change_lane(
            act.stores,
            declaration,
            lane,
            officer=signed["actor"],
            unit=signed["unit"],
            reason=act.reason,
            as_of=act.day,
        )
    print_summary(summary)
