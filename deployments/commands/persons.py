"""`customs-risk persons`: who acts, in which roles, and by which accounts they come in."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from deployments.data_folder import open_stores
from deployments.errors import refusals, refuse
from deployments.options import Data, Group, Look, Reason
from deployments.persons import calendar_day, person_at_shell, require
from deployments.presentation import print_list, print_record, print_summary
from sql.terms import AccountKind, Role

group = Group(no_args_is_help=True, help="Persons: load, add, list, show, retire, bind to accounts, sign in.")

Number = Annotated[str, typer.Argument(help="Number of the person.")]
_DAYS = ["%Y-%m-%d"]


@group.command()
def load(
    file: Annotated[
        Path,
        typer.Argument(
            help="Columns number, name, unit, roles; valid_from, valid_to, operating_system, openid, proxy."
        ),
    ],
    data: Data = None,
) -> None:
    """Enter the persons of a file, or change them. It is taken as a whole or refused with every fault."""
    from tasks.collection.file_content import UnreadableFileError
    from tasks.collection.persons_file import read_persons
    from tasks.persons.person import PersonRefusedError
    from tasks.persons.register import enter_persons
    from tasks.persons.roles import Action

    if not file.is_file():
        refuse(f"there is no file {file}.")
    stores = open_stores(data, new=True)
    person, today = person_at_shell(stores), calendar_day()
    require(person, Action.MANAGE_PERSONS)
    try:
        entered = enter_persons(stores, read_persons(file, today), by=person, as_of=today)
    except PersonRefusedError as faults:
        refuse(f"{file} is refused, nobody was entered:\n{faults}")
    except UnreadableFileError as problem:
        refuse(f"{file} cannot be read: {problem}")
    print_summary({"new": entered.new, "changed": entered.changed, "unchanged": entered.unchanged})


@group.command()
def add(
    number: Number,
    name: Annotated[str, typer.Option(help="Name.")],
    unit: Annotated[str, typer.Option(help="Code of the unit that the person acts for.")],
    role: Annotated[list[Role], typer.Option(help="Role; repeat for more.")],
    valid_from: Annotated[datetime | None, typer.Option(formats=_DAYS, help="First day. Default: today.")] = None,
    valid_to: Annotated[datetime | None, typer.Option(formats=_DAYS, help="Last day. Default: open.")] = None,
    data: Data = None,
) -> None:
    """Enter a person, or change the one with the number."""
    from tasks.persons.entries import PersonEntry
    from tasks.persons.person import PersonRefusedError
    from tasks.persons.register import enter_persons
    from tasks.persons.roles import Action

    stores, today = open_stores(data), calendar_day()
    person = person_at_shell(stores)
    require(person, Action.MANAGE_PERSONS)
    first, last = valid_from.date() if valid_from else today, valid_to.date() if valid_to else None
    with refusals(PersonRefusedError):
        entry = PersonEntry(number, name, unit, tuple(each.value for each in role), first, last)
        entered = enter_persons(stores, [entry], by=person, as_of=today)
    state = "new" if entered.new else "changed" if entered.changed else "unchanged"
    print_summary({"person": number, "state": state})


@group.command("list")
def list_persons(
    look: Look, every: Annotated[bool, typer.Option("--all", help="Include those who do not act today.")] = False
) -> None:
    """List the persons of your unit and the units below it, with roles and accounts."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.persons.register import persons_seen

    with refusals(UnknownUnitError):
        rows = persons_seen(look.stores, look.unit, on=None if every else calendar_day())
    columns = ["number", "name", "unit", "roles", "valid_from", "valid_to", "accounts"]
    print_list(rows, columns, title="Persons", as_json=look.as_json)


@group.command()
def show(number: Number, look: Look) -> None:
    """Show a person, what they may do, and every change that was made."""
    from tasks.persons.listing import person_seen
    from tasks.persons.person import PersonRefusedError

    with refusals(PersonRefusedError):
        seen = person_seen(look.stores, look.unit, number)
    if look.as_json:
        print_record(seen.person | {"changes": seen.changes.to_dict("records")}, title="", as_json=True)
        return
    print_record(seen.person, title=f"Person {number}", as_json=False)
    print_list(seen.changes, ["happened_on", "action", "actor", "after"], title="Changes", as_json=False)


@group.command()
def retire(
    number: Number,
    reason: Reason,
    last_day: Annotated[datetime | None, typer.Option(formats=_DAYS, help="Last day. Default: yesterday.")] = None,
    data: Data = None,
) -> None:
    """Let a person act no longer."""
    from datetime import timedelta

    from tasks.persons.person import PersonRefusedError
    from tasks.persons.register import retire_person
    from tasks.persons.roles import Action

    stores, today = open_stores(data), calendar_day()
    person = person_at_shell(stores)
    require(person, Action.MANAGE_PERSONS)
    last = last_day.date() if last_day else today - timedelta(days=1)
    with refusals(PersonRefusedError):
        retired = retire_person(stores, number, last_day=last, reason=reason, by=person, as_of=today)
    print_summary({"person": number, "valid_to": retired.valid_to})


@group.command("sign-in-link")
def sign_in_link(
    number: Number,
    days: Annotated[int, typer.Option(help="Days in which it can be opened, 1 to 14.")] = 3,
    data: Data = None,
) -> None:
    """Issue a personal link that signs a person in to the pages of the installation, once. Give it to them alone."""
    from deployments.serving.environment import links_of
    from tasks.persons.person import PersonRefusedError
    from tasks.persons.roles import Action
    from tasks.persons.sign_in_links import issue_link

    stores, today = open_stores(data), calendar_day()
    person = person_at_shell(stores)
    require(person, Action.MANAGE_PERSONS)
    links = links_of(stores.folder)
    if links is None:
        refuse(
            "no page would open it: serve this folder with customs-risk serve, or set CUSTOMS_RISK_PUBLIC_ADDRESS and "
            "CUSTOMS_RISK_LINK_SECRETS as for the endpoint."
        )
    with refusals(PersonRefusedError):
        token = issue_link(stores, number, days=days, secret=links.secret, by=person, as_of=today)
    typer.echo(f"{links.address.rstrip('/')}/sign-in/link/{token}")


@group.command()
def bind(
    number: Number,
    system: Annotated[str | None, typer.Option(help="Account of the operating system.")] = None,
    openid: Annotated[str | None, typer.Option(help="Subject at the OpenID Connect provider.")] = None,
    proxy: Annotated[str | None, typer.Option(help="Name that the trusted proxy sends.")] = None,
    prefect: Annotated[bool, typer.Option("--prefect", help="The one login of Prefect's user interface.")] = False,
    release: Annotated[bool, typer.Option("--release", help="End the binding instead.")] = False,
    data: Data = None,
) -> None:
    """Bind accounts to a person: who comes in by them is that person. An account belongs to one person at a time."""
    from tasks.persons.accounts import PREFECT
    from tasks.persons.binding import bind_person, release_person
    from tasks.persons.person import PersonRefusedError
    from tasks.persons.roles import Action

    named = {
        AccountKind.OPERATING_SYSTEM: system,
        AccountKind.OPENID: openid,
        AccountKind.PROXY: proxy,
        AccountKind.PREFECT: PREFECT if prefect else None,
    }
    accounts = {kind: name for kind, name in named.items() if name is not None}
    stores, today = open_stores(data), calendar_day()
    person = person_at_shell(stores)
    require(person, Action.MANAGE_PERSONS)
    if not accounts:
        refuse("name an account: --system, --openid, --proxy or --prefect.")
    change = release_person if release else bind_person
    with refusals(PersonRefusedError):
        change(stores, number, accounts, by=person, as_of=today)
    done = "released" if release else "bound"
    print_summary({"person": number, done: "; ".join(f"{kind} {name}" for kind, name in accounts.items())})
