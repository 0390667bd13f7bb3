"""`customs-risk notifications`: notifications to units from a shell."""

from typing import Annotated

import typer

from deployments.errors import refusals
from deployments.options import Act, Group, Look
from deployments.presentation import print_list, print_summary

group = Group(no_args_is_help=True, help="Notifications: list, acknowledge.")


@group.command("list")
def list_notifications(
    look: Look, every: Annotated[bool, typer.Option("--all", help="Include acknowledged notifications.")] = False
) -> None:
    """List the open notifications of a unit and the units below it, the latest first."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.notification.listing import notifications_seen

    with refusals(UnknownUnitError):
        rows = notifications_seen(look.stores, look.unit, acknowledged=every)
    columns = ["key", "unit", "channel", "state", "occurred_on", "severity", "subject", "acknowledged_by"]
    print_list(rows, columns, title="Notifications", as_json=look.as_json)


@group.command()
def acknowledge(
    key: Annotated[str, typer.Argument(help="Key of the notification, as list shows it; in quotes.")], act: Act
) -> None:
    """Acknowledge a notification, so that it is not escalated."""
    from tasks.notification.acknowledgement import NotificationRefusedError
    from tasks.notification.acknowledgement import acknowledge as note
    from tasks.persons.roles import Action

    with refusals(NotificationRefusedError):
        summary = note(act.stores, key, **act.signed(Action.ACKNOWLEDGE))
    print_summary(summary)
