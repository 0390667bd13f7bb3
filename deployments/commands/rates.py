"""`customs-risk rates`: exchange rates from a shell."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.data_folder import business_date, open_stores
from deployments.errors import refusals, refuse
from deployments.options import AsOf, Data, Group, Json, Mapping
from deployments.persons import person_at_shell, require
from deployments.presentation import print_list

group = Group(no_args_is_help=True, help="Exchange rates: load a table of them, list what is known.")


@group.command()
def load(
    file: Annotated[
        Path, typer.Argument(help="Rates: currency, base, valid_from, rate; or a table of the ECB or the IMF.")
    ],
    mapping: Mapping = None,
    data: Data = None,
) -> None:
    """Load exchange rates. Loading them again changes nothing; of two rates of a day the one loaded last counts."""
    from datetime import UTC, datetime

    from sql.reference import national_unit
    from tasks.collection.exchange_rates import NoRatesError, load_rates
    from tasks.collection.file_content import UnreadableFileError
    from tasks.collection.sources.mapping import MappingError
    from tasks.persons.roles import Action

    if not file.is_file():
        refuse(f"there is no file {file}.")
    stores = open_stores(data, new=True)
    person = person_at_shell(stores)
    require(person, Action.LOAD_REFERENCE, national_unit())
    actor, now = person.number, datetime.now(UTC).replace(tzinfo=None)
    with refusals(NoRatesError, MappingError, UnreadableFileError):
        loaded = load_rates(stores, file, mapping, actor=actor, unit=national_unit(), at=now)
    read = loaded.read
    typer.echo(
        f"{len(read.rows):,} rates read as {read.mapping}, {loaded.fresh:,} of them new; "
        f"the currency of the installation is {stores.lake.currency}"
    )
    if loaded.resolved:
        typer.echo(f"{loaded.resolved:,} goods items had no rate before and have their value now")
    for (column, reason), rows in read.refused.groupby(["column_name", "reason"], sort=False):
        typer.echo(f"{len(rows):,} rows refused: {column} {rows['value'].iloc[0]} {reason}")


@group.command("list")
def list_rates(
    currency: Annotated[list[str] | None, typer.Option(help="Only this currency; repeat for more.")] = None,
    as_of: AsOf = None,
    published: Annotated[bool, typer.Option("--published", help="List what was loaded, as it was published.")] = False,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """List what each currency costs on a day, in the currency of the installation."""
    from tasks.collection.exchange_rates import latest_rates, rates_on

    stores = open_stores(data)
    if published:
        rows = latest_rates(stores)
        rows = rows[rows["currency"].isin(currency) | rows["base"].isin(currency)] if currency else rows
        columns = ["currency", "base", "first_day", "last_day", "days", "source"]
        print_list(rows, columns, title="Exchange rates as published", as_json=as_json)
        return
    day = business_date(as_of)
    title = f"Exchange rates on {day}, in {stores.lake.currency}"
    print_list(rates_on(stores, day, currency or ()), ["currency", "rate"], title=title, as_json=as_json)
