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
    every: Annotated[bool, typer.Option("--all", help="Inspections in every state.")] = False,
) -> None:
    """List the inspections at the offices of a unit, the oldest first: what to check, and why."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.clearance.inspections.listing import inspections_seen

    states = tuple(state) if state else tuple(TaskState) if every else (TaskState.OPEN,)
    with refusals(UnknownUnitError):
        rows = inspections_seen(look.stores, look.unit, states)
    columns = ["declaration_id", "office", "importer", "lodged_on", "selected_by", "rating", "what_to_check"]
    print_list(rows, [*columns, "violation"], title="Inspections", as_json=look.as_json)


@group.command()
def record(
    declaration: Declaration,
    violation: Annotated[Violation, typer.Option(help="What was found; critical endangers public safety or society.")],
    act: Act,
    kind: Annotated[str | None, typer.Option(help="What was found, in a word: value, licence, narcotics …")] = None,
    recovered_duty: Annotated[float | None, typer.Option(min=0, help="In the currency of the declaration.")] = None,
    officer_hours: Annotated[float | None, typer.Option(min=0, help="Hours that it took.")] = None,
) -> None:
    """Record what an inspection found; where the data folder is served, the follow-up is set off."""
    from sql.jurisdiction import Organisation, UnknownUnitError
    from sql.reference import organisation
    from tasks.clearance.inspections.inspections import InspectionRefusedError, record_inspection_result

    with refusals(UnknownUnitError, InspectionRefusedError):
        Organisation(organisation()).seen_by(act.unit)
        stores, day = act.stores, act.day
        told = record_inspection_result(
            stores,
            declaration_id=declaration,
            violation=violation,
            kind=kind,
            recovered_duty=recovered_duty,
            officer_hours=officer_hours,
            officer=act.officer,
            unit=act.unit,
            as_of=act.day,
        )
    announce_to_served(
        stores.folder, "record-inspection-result", "INSPECTION_RECORDED", day, told, occasion=declaration
    )
    print_summary(told)


@group.command("re-route")
def re_route(
    declaration: Declaration,
    lane: Annotated[Lane, typer.Option(help="Lane that it goes to; high means inspection.")],
    act: ReasonedAct,
) -> None:
    """Send a declaration to another lane by an officer's discretion."""
    from sql.jurisdiction import Organisation, UnknownUnitError
    from sql.reference import organisation
    from tasks.clearance.inspections.inspections import InspectionRefusedError, change_lane

    with refusals(UnknownUnitError, InspectionRefusedError):
        Organisation(organisation()).seen_by(act.unit)
        told = change_lane(
            act.stores,
            declaration,
            lane,
            officer=act.officer,
            unit=act.unit,
            reason=act.reason,
            as_of=act.day,
        )
    print_summary(told)
