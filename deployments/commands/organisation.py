"""`customs-risk organisation`: offices and levels of the administration from a shell."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.data_folder import business_date, open_stores
from deployments.errors import refusals, refuse
from deployments.options import AsOf, Data, Group, Json
from deployments.persons import person_at_shell, require
from deployments.presentation import print_list, print_record

group = Group(no_args_is_help=True, help="Offices and levels of the administration: load, list, show.")

_COLUMNS = ["code", "name_en", "level", "parent", "traffic"]


@group.command()
def load(
    file: Annotated[
        Path,
        typer.Argument(help="Units: code, name, parent; level, traffic, valid_from, valid_to (CSV, Excel)."),
    ],
    as_of: AsOf = None,
    data: Data = None,
) -> None:
    """Make the organisation of a file that of the installation. It is taken as a whole or refused with every fault."""
    from sql.reference import national_unit
    from tasks.collection.file_content import UnreadableFileError
    from tasks.collection.organisation import load_organisation
    from tasks.collection.organisation_file import OrganisationFaultsError
    from tasks.persons.roles import Action

    if not file.is_file():
        refuse(f"there is no file {file}.")
    stores = open_stores(data, new=True)
    person = person_at_shell(stores)
    require(person, Action.LOAD_REFERENCE, national_unit())
    try:
        loaded = load_organisation(stores, file, actor=person.number, as_of=business_date(as_of))
    except OrganisationFaultsError as faults:
        refuse(f"{file} is refused, the organisation stays as it is:\n{faults}")
    except UnreadableFileError as problem:
        refuse(f"{file} cannot be read: {problem}")
    since = "" if loaded.begins is None else f", in force from {loaded.begins}"
    typer.echo(f"{loaded.units:,} units{since}" if loaded.new else "the organisation is this one already")


@group.command("list")
def list_units(
    under: Annotated[str | None, typer.Option(help="Only this unit and what is below it.")] = None,
    as_of: AsOf = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """List the units that are open on a day."""
    from sql.jurisdiction import Organisation, UnknownUnitError
    from sql.reference import open_units

    open_stores(data)
    units = open_units(business_date(as_of))
    if under is not None:
        with refusals(UnknownUnitError):
            units = units[units["code"].isin(Organisation(units).seen_by(under))]
    print_list(units, _COLUMNS, title="Units", as_json=as_json)


@group.command()
def show(
    code: Annotated[str, typer.Argument(help="Code of the unit.")],
    as_of: AsOf = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Show a unit, the units above it, and those right below."""
    from sql.jurisdiction import Organisation
    from sql.reference import organisation

    open_stores(data)
    units = organisation(business_date(as_of))
    found = units[units["lineage"] == Organisation(units).lineages.get(code)]
    if found.empty:
        refuse(f"there is no unit {code}: list them with organisation list")
    record = {str(name): value for name, value in found.iloc[0].items()}
    below = units.loc[units["parent"] == record["code"], "code"].tolist()
    print_record(record | {"right_below": below}, title=f"Unit {record['code']}", as_json=as_json)
