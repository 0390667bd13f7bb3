"""`customs-risk quarantine`: rows refused by validation, from a shell."""

from typing import Annotated

import typer

from deployments.data_folder import business_date
from deployments.errors import refusals, refuse
from deployments.options import (
    Act,
    Group,
    Json,
    Look,
    ReasonedAct,
)
from deployments.persons import require
from deployments.presentation import print_list, print_summary

group = Group(
    no_args_is_help=True,
    help="Rows refused by collection: list, repair, dismiss, replay; faults of other rows.",
)

Key = Annotated[str, typer.Argument(help="Key of the row, as list shows it; in quotes because it contains a bar.")]


@group.command("list")
def list_rows(look: Look, file: Annotated[str | None, typer.Option(help="Only the rows of this file.")] = None) -> None:
    """List the rows of a unit and the units below it that await repair: file, row, column, value and reason."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.collection.quarantine import open_quarantine

    with refusals(UnknownUnitError):
        rows = open_quarantine(look.stores, look.unit)
    rows = rows if file is None else rows[rows["file_name"] == file]
    columns = ["key", "unit", "file_name", "row_number", "column_name", "value", "reason", "state"]
    print_list(rows, columns, title="Quarantine", as_json=look.as_json)


@group.command("files")
def list_files(look: Look) -> None:
    """List the unreadable files and the reasons, for the nation; copies are in the data folder."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.collection.quarantine import unreadable_files

    with refusals(UnknownUnitError):
        rows = unreadable_files(look.stores, look.unit)
    print_list(rows, ["file_name", "problem", "received_on"], title="Unreadable files", as_json=look.as_json)


@group.command("faults")
def list_faults(look: Look) -> None:
    """List what is wrong with rows that were kept, counted by source, unit and column, with an example."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.collection.quarantine import faults_of_kept_rows

    with refusals(UnknownUnitError):
        rows = faults_of_kept_rows(look.stores, look.unit)
    print_list(rows, list(rows.columns), title="Faults of rows that were kept", as_json=look.as_json)


@group.command()
def repair(
    key: Key,
    cells: Annotated[list[str], typer.Argument(help="COLUMN=VALUE, with column names of the file; repeat for more.")],
    act: Act,
) -> None:
    """Change cells of a row; the row stays in quarantine until the next replay."""
    from tasks.collection.repair import QuarantineError, repair_row
    from tasks.persons.roles import Action

    wrong = next((cell for cell in cells if "=" not in cell), None)
    if wrong is not None:
        refuse(f"{wrong} is no change: write COLUMN=VALUE.")
    changes = dict(cell.split("=", 1) for cell in cells)
    with refusals(QuarantineError):
        repair_row(act.stores, key, changes, **act.signed(Action.REPAIR_DATA))
    print_summary({"row": key, "state": "repaired"})


@group.command()
def dismiss(key: Key, act: ReasonedAct) -> None:
    """Dismiss a row for good."""
    from tasks.collection.repair import QuarantineError, dismiss_row
    from tasks.persons.roles import Action

    with refusals(QuarantineError):
        dismiss_row(act.stores, key, **act.signed(Action.REPAIR_DATA))
    print_summary({"row": key, "state": "dismissed"})


@group.command()
def replay(act: Act, as_json: Json = False) -> None:
    """Validate the rows in quarantine again; valid rows are collected, once."""
    from blocks.settings import Settings
    from sql.reference import national_unit
    from tasks.collection.replay import replay_quarantine
    from tasks.lifecycle.weeks import quarter_start
    from tasks.persons.roles import Action

    require(act.person, Action.REPAIR_DATA, national_unit())
    day = act.day
    summary = replay_quarantine(act.stores, day, quarter_start(day), business_date(None), Settings().time_zone)
    print_summary(summary, as_json=as_json)
