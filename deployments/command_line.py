"""The command `customs-risk`: each module of `deployments.commands` is a command or a group of commands."""

import pkgutil
import sys
from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import version
from typing import Annotated

import typer

from deployments import commands
from deployments.errors import outages_told
from deployments.options import Group

NAMES = {found.name.replace("_", "-"): found.name for found in pkgutil.iter_modules(commands.__path__)}
"""The commands and groups, and the modules that hold them."""


def __getattr__(name: str) -> Group:
    """`app`, with every command; it is made when it is asked for, because one command needs no other."""
    if name != "app":
        raise AttributeError(name)
    made = globals()["app"] = command_line(NAMES)
    return made


def command_line(names: Iterable[str]) -> Group:
    """The command with only the named commands and groups.

    A module defines `group`, a group of commands, or a function with the name of the module.
    """
    app = Group(
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        help="Customs risk management: collect, analyse, handle, clear, supervise, follow up, notify, give feedback.",
    )
    app.callback()(_options)
    for name in names:
        module = import_module(f"{commands.__name__}.{NAMES[name]}")
        if hasattr(module, "group"):
            app.add_typer(module.group, name=name)
        else:
            app.command(name)(getattr(module, NAMES[name]))
    return app


def _tell(asked: bool) -> None:
    if asked:
        typer.echo(f"customs-risk {version('customs-risk-flows')}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_tell)]


def _options(asked: Version = False) -> None:
    """Options of the command itself."""


def main() -> None:
    """Entry point of the installed command. An outage, such as a full disk, is told in one sentence."""
    named = [word for word in sys.argv[1:2] if word in NAMES]
    with outages_told():
        command_line(named or NAMES)()


if __name__ == "__main__":
    main()
