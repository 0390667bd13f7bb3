"""The command `customs-risk`: each module of `deployments.commands` is a command or a group of commands."""

import pkgutil
from importlib import import_module

from deployments import commands
from deployments.errors import outages_told
from deployments.options import Group

app = Group(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Customs risk management: collect, analyse, handle, clear, supervise, follow up, notify, give feedback.",
)


def _add_commands() -> None:
    """A module defines `group`, a group of commands, or a function with the name of the module."""
    for found in pkgutil.iter_modules(commands.__path__):
        module = import_module(f"{commands.__name__}.{found.name}")
        name = found.name.replace("_", "-")
        if hasattr(module, "group"):
            app.add_typer(module.group, name=name)
        else:
            app.command(name)(getattr(module, found.name))


_add_commands()


def main() -> None:
    """Entry point of the installed command. An outage, such as a full disk, is told in one sentence."""
    with outages_told():
        app()


if __name__ == "__main__":
    main()
