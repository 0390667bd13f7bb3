"""`customs-risk hints`: hints of enforcement supervision from a shell."""

from typing import Annotated

import typer

from deployments.data_folder import business_date, open_stores
from deployments.errors import refusals
from deployments.options import NATION, AsOf, Data, Json, Officer, Unit
from deployments.presentation import print_list, print_told
from sql.terms import HintFamily

group = typer.Typer(no_args_is_help=True, help="Hints of enforcement supervision: list, answer.")


@group.command("list")
def list_hints(
    unit: Unit = NATION,
    family: Annotated[HintFamily | None, typer.Option(help="Of one family alone.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Hints that were answered too.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """List the hints to a unit and the units below it, the first due first."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.supervision.listing import hints_seen

    with refusals(UnknownUnitError):
        rows = hints_seen(open_stores(data), unit, answered=every, family=family)
    columns = ["key", "rule", "subject", "evidence", "severity", "unit", "due_on", "answer"]
    print_list(rows, columns, title="Hints", as_json=as_json)


@group.command()
def answer(
    key: Annotated[str, typer.Argument(help="Key of the hint.")],
    text: Annotated[str, typer.Option("--answer", help="What the check showed.")],
    officer: Officer,
    unit: Unit,
    as_of: AsOf = None,
    data: Data = None,
) -> None:
    """Record what a unit found when it checked a hint."""
    from tasks.supervision.supervise import HintRefusedError, answer_hint

    with refusals(HintRefusedError):
        told = answer_hint(open_stores(data), key, text, actor=officer, unit=unit, as_of=business_date(as_of))
    print_told(told)
