"""`customs-risk run`: the whole cycle on embedded stores."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from deployments.embedded import start_prefect, use_data_folder
from deployments.errors import refuse
from sql.durable import publish

DEFAULT_FOLDER = Path(".customs-risk")
SIMULATED_DECLARATIONS = 25_000  # with their goods items about 70,000 rows
_ORIGIN = "origin.txt"


def run(
    declarations: Annotated[
        list[Path] | None, typer.Option(help="File of declarations, of any kind; repeat for more. Default: simulate.")
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last business day. Default: the end of the last full quarter."),
    ] = None,
    screen_from: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="First day of screening; earlier declarations are history. Default: first day of the quarter.",
        ),
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Data folder. Default: a folder below .customs-risk.")] = None,
    mapping: Annotated[
        list[Path] | None,
        typer.Option(help="Mapping file (YAML) of a source whose header is not known by itself; repeat for more."),
    ] = None,
    simulated: Annotated[int, typer.Option(min=1_000, help="Declarations to simulate without a file.")] = (
        SIMULATED_DECLARATIONS
    ),
) -> None:
    """Run the whole cycle: collect, analyse, handle, clear, supervise, follow up, notify, give feedback, report.

    After a stop at any moment, the next start continues where it was.
    """
    from blocks.settings import Settings
    from sql.exclusive import HeldElsewhereError, exclusive
    from tasks.lifecycle.weeks import quarter_start

    missing = [path for path in declarations or [] if not path.is_file()]
    if missing:
        refuse(f"there is no file {missing[0]}: name a file of declarations.")
    for path in mapping or []:
        _must_be_mapping(path)
    last_day = as_of.date() if as_of else quarter_start(Settings().today()) - timedelta(days=1)
    first_day = screen_from.date() if screen_from else quarter_start(last_day)
    if first_day > last_day:
        refuse(f"--screen-from {first_day} lies after --as-of {last_day}: choose an earlier first day.")
    origin = "files" if declarations else "simulation"
    folder = data or DEFAULT_FOLDER / origin
    _refuse_mixing(folder, origin)
    use_data_folder(folder)
    try:
        with exclusive(folder, "run", wait=False):
            summary = _run_cycle(declarations, last_day, first_day, simulated, mapping)
    except HeldElsewhereError:
        refuse(
            f"another run works in {folder}, or it is served: wait until it ends, or name another folder with --data."
        )
    _print_summary(summary, Console())
    _print_refused(folder)
    if declarations and not summary["files_collected"]:
        refuse("none of the files could be read: nothing was screened.")
    if summary["disagreements"]:
        refuse("report, register and lake disagree: " + "; ".join(summary["disagreements"]))


def _must_be_mapping(path: Path) -> None:
    from tasks.collection.sources.mapping import MappingError, read_mapping

    try:
        read_mapping(path)
    except MappingError as problem:
        refuse(f"{problem}.")


def _run_cycle(
    files: list[Path] | None, last_day: date, first_day: date, simulated: int, mappings: list[Path] | None
) -> dict[str, Any]:
    console = Console(stderr=True)
    columns = [SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()]
    with Progress(*columns, console=console, transient=not console.is_terminal) as progress:
        shown = progress.add_task("starting Prefect", total=None)
        wait_for_prefect = start_prefect()
        from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

        from blocks.settings import Settings
        from flows.risk_lifecycle import risk_lifecycle
        from tasks.running.progress import listen_to_progress

        listen_to_progress(lambda doing, done, of: progress.update(shown, description=doing, completed=done, total=of))
        wait_for_prefect()
        if files is None:
            from flows.simulate_trade import simulate_trade

            progress.update(shown, description=f"simulating {simulated:,} declarations")
            simulate_trade(
                declarations=simulated,
                first_day=date(first_day.year - 1, first_day.month, 1),
                last_day=last_day,
                screened_from=first_day,
                seed=Settings().seed,
            )
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):  # a heartbeat costs each flow a second
            summary: dict[str, Any] = risk_lifecycle(
                as_of=last_day, files=files, screened_from=first_day, mappings=mappings
            )
        progress.update(shown, description="done", completed=1, total=1)
    return summary


def _refuse_mixing(folder: Path, origin: str) -> None:
    marker = folder / _ORIGIN
    if not marker.is_file():
        publish(marker, origin)
    elif (held := marker.read_text(encoding="utf-8")) != origin:
        refuse(f"{folder} holds {held} data: name another folder with --data.")


def _print_refused(folder: Path) -> None:
    """Print the unreadable files, and the number of rows in quarantine; whoever runs first is the first person."""
    from deployments.data_folder import open_stores
    from deployments.persons import calendar_day
    from tasks.collection.quarantine import open_quarantine, unreadable_files
    from tasks.persons.acting import first_person

    stores = open_stores(folder)
    first_person(stores, calendar_day())
    for file in unreadable_files(stores).to_dict("records"):
        typer.secho(f"{file['file_name']} could not be read: {file['problem']}.", err=True, fg=typer.colors.YELLOW)
    waiting = len(open_quarantine(stores))
    if waiting:
        where = f"customs-risk quarantine list --data {folder}"
        typer.secho(f"{waiting:,} rows wait in quarantine; see {where}", err=True, fg=typer.colors.YELLOW)


def _print_summary(summary: dict[str, Any], console: Console) -> None:
    table = Table(title="The cycle in figures", show_header=False, title_justify="left")
    for name, value in summary.items():
        if name in {"report", "disagreements"}:
            continue
        shown = f"{value:.1%}" if isinstance(value, float) else "not measured" if value is None else f"{value:,}"
        table.add_row(name.replace("_", " "), f"[bold]{shown}[/bold]")
    console.print(table)
    agreement = "agree" if not summary["disagreements"] else "DISAGREE"
    console.print(f"Report, register and lake {agreement}. The report: {summary['report']}", soft_wrap=True)
