"""`customs-risk information`: the information module from a shell."""

from datetime import datetime, timedelta
from typing import Annotated

import typer

from deployments.data_folder import business_date
from deployments.errors import refusals, refuse
from deployments.options import Act, AsOf, Group, Look
from deployments.presentation import print_list, print_record, print_summary
from sql.terms import InformationKind, Priority

group = Group(no_args_is_help=True, help="Risk information: list, show, add items.")

_VALID_DAYS = 180


@group.command("list")
def list_information(
    look: Look,
    kind: Annotated[InformationKind | None, typer.Option(help="Only this kind.")] = None,
    priority: Annotated[Priority | None, typer.Option(help="Only this priority.")] = None,
    subject: Annotated[str | None, typer.Option(help="Only this subject: an importer, an HS code …")] = None,
    every: Annotated[bool, typer.Option("--all", help="Include items that are no longer valid.")] = False,
    as_of: AsOf = None,
) -> None:
    """List the valid information of a unit and the units below it on a day, the latest first."""
    from sqlmodel import col

    from sql.jurisdiction import UnknownUnitError
    from sql.register.tables import InformationItem
    from tasks.collection.information import information_seen

    requested = ((InformationItem.kind, kind), (InformationItem.priority, priority), (InformationItem.subject, subject))
    conditions = [col(column) == value for column, value in requested if value is not None]
    with refusals(UnknownUnitError):
        rows = information_seen(look.stores, look.unit, None if every else business_date(as_of), *conditions)
    columns = ["key", "kind", "reliability", "priority", "subject", "summary", "received_on", "valid_to", "unit"]
    print_list(rows, columns, title="Risk information", as_json=look.as_json)


@group.command()
def show(key: Annotated[str, typer.Argument(help="Key of the item.")], look: Look) -> None:
    """Show an item of risk information."""
    from sqlmodel import col

    from sql.jurisdiction import UnknownUnitError
    from sql.register.tables import InformationItem
    from tasks.collection.information import information_seen

    with refusals(UnknownUnitError):
        rows = information_seen(look.stores, look.unit, None, col(InformationItem.key) == key)
    if rows.empty:
        refuse(f"{look.unit} has no item of information {key}: list them with information list")
    record = {str(name): value for name, value in rows.iloc[0].items()}
    print_record(record, title=f"Risk information {key}", as_json=look.as_json)


@group.command()
def add(
    kind: Annotated[InformationKind, typer.Option(help="Kind of information.")],
    source: Annotated[str, typer.Option(help="Source of the information.")],
    reliability: Annotated[str, typer.Option(help="Grade of the source, A (reliable) to F (cannot be judged).")],
    priority: Annotated[Priority, typer.Option(help="Value at risk.")],
    subject: Annotated[str, typer.Option(help="Subject: an importer, an HS code …")],
    summary: Annotated[str, typer.Option(help="The information, in one sentence.")],
    act: Act,
    subject_kind: Annotated[str, typer.Option(help="Column of a declaration that holds the subject.")] = "importer",
    for_unit: Annotated[str | None, typer.Option(help="Unit that the item belongs to. Default: your own.")] = None,
    valid_to: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day of validity. Default: half a year.")
    ] = None,
) -> None:
    """Add an item of risk information; adding it again changes nothing."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.collection.new_information import InformationRefusedError, NewInformation, add_information
    from tasks.persons.roles import Action

    day = act.day
    item = NewInformation(
        kind=kind,
        source=source,
        reliability=reliability,
        priority=priority,
        subject_kind=subject_kind,
        subject=subject,
        summary=summary,
        valid_to=valid_to.date() if valid_to else day + timedelta(days=_VALID_DAYS),
        unit=for_unit or act.person.unit,
    )
    with refusals(UnknownUnitError, InformationRefusedError):
        added = add_information(act.stores, item, **act.signed(Action.ADD_INFORMATION))
    print_summary(added)
