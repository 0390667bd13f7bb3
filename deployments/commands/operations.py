"""`customs-risk operations`: special operations from a shell."""

from typing import Annotated

import typer

from deployments.errors import refusals
from deployments.options import Group, Look
from deployments.presentation import print_list, print_record

group = Group(no_args_is_help=True, help="Special operations: list, show plan, daily standing, results and cost.")


@group.command("list")
def list_operations(
    look: Look, every: Annotated[bool, typer.Option("--all", help="Include closed operations.")] = False
) -> None:
    """List the special operations of a unit and the units below it with period and standing."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.handling.operation_report import operations_seen

    with refusals(UnknownUnitError):
        rows = operations_seen(look.stores, look.unit, closed=every)
    columns = ["measure", "title", "unit", "starts_on", "ends_on", "state", "inspected", "found", "officer_hours"]
    columns.append("recovered_duty")
    currency = look.stores.lake.currency
    print_list(rows, columns, title="Special operations", as_json=look.as_json, currency=currency)


@group.command()
def show(
    measure: Annotated[str, typer.Argument(help="Key of its measure, as list shows it.")],
    look: Look,
) -> None:
    """Show an operation: plan, offices, parameter, and its standing at the end of each day."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.handling.approval import HandlingRefusedError
    from tasks.handling.operation_report import operation_seen

    with refusals(UnknownUnitError, HandlingRefusedError):
        seen = operation_seen(look.stores, look.unit, measure)
    if look.as_json:
        print_record({**seen.operation, "standing": seen.standing.to_dict("records")}, title="", as_json=True)
        return
    print_record(seen.operation, title="Special operation", as_json=False)
    columns = ["business_day", "inspected", "found", "officer_hours", "recovered_duty"]
    print_list(seen.standing, columns, title="Standing", as_json=False, currency=look.stores.lake.currency)
