"""`customs-risk inspections`: inspections and re-routing from a shell."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.data_folder import business_date
from deployments.errors import refusals, tell
from deployments.options import Act, AsOf, Group, Json, Look
from deployments.persons import require
from deployments.presentation import print_list, print_summary
from deployments.serving.announcing import announce_to_served
from sql.terms import Lane, TaskState, Violation

group = Group(
    no_args_is_help=True, help="Inspections: list, record results, exceptions, roster and draws of inspectors."
)

Declaration = Annotated[str, typer.Argument(help="Identifier of the declaration.")]
ListedReason = Annotated[
    str, typer.Option("--reason", help="Code of the national list: customs-risk inspections reasons.")
]
Note = Annotated[str, typer.Option(help="What else there is to say, for the inspector and the audit trail.")]


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
    columns = [
        "declaration_id",
        "office",
        "importer",
        "lodged_on",
        "selected_by",
        "inspector",
        "items",
        "what_to_check",
    ]
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
    from tasks.clearance.inspections.inspections import record_inspection_result
    from tasks.clearance.inspections.refused import InspectionRefusedError
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
    reason: ListedReason,
    act: Act,
    note: Note = "",
) -> None:
    """Change the lane of a declaration by an officer's decision, an exception for a reason of the national list."""
    from blocks.settings import Settings
    from tasks.clearance.inspections.inspections import change_lane
    from tasks.clearance.inspections.refused import InspectionRefusedError
    from tasks.persons.roles import Action

    signed = act.signed(Action.RE_ROUTE)
    with refusals(InspectionRefusedError):
        summary = change_lane(
            act.stores,
            declaration,
            lane,
            officer=signed["actor"],
            unit=signed["unit"],
            reason=reason,
            note=note,
            as_of=act.day,
            key=Settings().chance_key(act.stores.folder),
        )
    print_summary(summary)


@group.command("except")
def except_from(declaration: Declaration, reason: ListedReason, act: Act, note: Note = "") -> None:
    """Depart from an inspection: waive it, have its inspector drawn anew, or say why it cannot take place.

    The kind follows from the reason, `customs-risk inspections reasons` lists them. Of what is waived, chance has a
    share inspected all the same.
    """
    from blocks.settings import Settings
    from tasks.clearance.inspections.exceptions import make_exception
    from tasks.clearance.inspections.refused import InspectionRefusedError
    from tasks.persons.roles import Action

    signed = act.signed(Action.MAKE_EXCEPTION)
    with refusals(InspectionRefusedError):
        summary = make_exception(
            act.stores,
            declaration,
            reason,
            officer=signed["actor"],
            unit=signed["unit"],
            as_of=act.day,
            key=Settings().chance_key(act.stores.folder),
            note=note,
        )
    print_summary(summary)


@group.command()
def reasons(as_json: Json = False) -> None:
    """List the reasons for exceptions: the national list, which is closed."""
    from sql.reference import reference_table

    rows = reference_table("exception_reasons")
    print_list(rows, ["code", "kind", "inspected_share", "reason"], title="Reasons for exceptions", as_json=as_json)


@group.command()
def exceptions(look: Look) -> None:
    """List the exceptions at the offices of a unit, the latest first, each with its outcome."""
    from sql.jurisdiction import Organisation, UnknownUnitError
    from sql.reference import organisation
    from tasks.clearance.inspections.exceptions import exceptions_seen

    with refusals(UnknownUnitError):
        rows = exceptions_seen(look.stores, Organisation(organisation()).seen_by(look.unit))
    columns = ["declaration_id", "kind", "reason", "note", "officer", "office", "recorded_on", "outcome", "violation"]
    print_list(rows, columns, title="Exceptions", as_json=look.as_json)


@group.command()
def roster(
    look: Look,
) -> None:
    """List the roster at the offices of a unit: who is on shift when, with which skills."""
    from sql.jurisdiction import Organisation, UnknownUnitError
    from sql.reference import organisation
    from tasks.clearance.inspections.roster import COLUMNS, roster_seen

    with refusals(UnknownUnitError):
        rows = roster_seen(look.stores, Organisation(organisation()).seen_by(look.unit))
    print_list(rows, COLUMNS, title="Roster", as_json=look.as_json)


@group.command("load-roster")
def load_roster_file(
    act: Act,
    file: Annotated[
        Path | None,
        typer.Argument(
            help="CSV: inspector, office, weekdays, skills, most_a_day, valid_from, valid_to. "
            "Default: every person with the role inspector, Monday to Friday."
        ),
    ] = None,
) -> None:
    """Load the roster of inspectors; from then on who inspects what is drawn by chance among those on shift."""
    from sql.jurisdiction import Organisation
    from sql.reference import organisation
    from tasks.clearance.inspections.roster import (
        RosterRefusedError,
        load_roster,
        read_roster,
        roster_of_persons,
    )
    from tasks.persons.roles import Action

    signed, stores = act.signed(Action.LOAD_ROSTER), act.stores
    with refusals(RosterRefusedError):
        if file is None:
            rows = roster_of_persons(stores, signed["unit"], act.day)
        else:
            rows = read_roster(file, Organisation(organisation()))
        summary = load_roster(stores, rows, **signed)
    print_summary(summary)


@group.command()
def draw(
    look: Look,
    as_of: AsOf = None,
    explain: Annotated[
        str | None, typer.Option(help="Declaration whose draw is repeated with the key and shown, for an auditor.")
    ] = None,
) -> None:
    """Draw an inspector for every open inspection that has none, or repeat and explain a draw.

    Clearance draws by itself; this draws what waited for a roster or for a shift. Ends with status 1 where a recorded
    draw is not the one that the key gives.
    """
    from blocks.settings import Settings
    from sql.reference import national_unit
    from tasks.clearance.inspections.drawing import draw_inspectors, explain_draw
    from tasks.clearance.inspections.refused import InspectionRefusedError
    from tasks.persons.roles import Action

    require(look.person, Action.DRAW_INSPECTORS, national_unit() if explain is None else None)  # it draws for all
    key = Settings().chance_key(look.stores.folder)
    if explain is None:
        print_summary(draw_inspectors(look.stores, business_date(as_of), key), as_json=look.as_json)
        return
    with refusals(InspectionRefusedError):
        draws = explain_draw(look.stores, explain, look.unit, key)
    for each in draws:
        title = f"{each.day}: {each.recorded} ({each.ground}{', needs ' * bool(each.needed)}{each.needed})"
        columns = ["inspector", "skilled", "load", "most", "number"]
        print_list(each.candidates, columns, title=title, as_json=look.as_json)
        for fault in each.faults:
            tell(f"the draw of {each.day} for {explain} was altered: {fault}.")
    if any(each.faults for each in draws):
        raise typer.Exit(1)
