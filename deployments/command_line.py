"""The command `customs-risk`."""

import typer

from deployments.commands.rate import rate
from deployments.commands.run import run
from deployments.commands.screen import screen
from deployments.commands.serve import serve

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Customs risk management: collect, analyse, handle, clear, supervise, follow up, notify, give feedback.",
)
app.command()(run)
app.command()(screen)
app.command()(rate)
app.command()(serve)


def main() -> None:
    """Entry point of the installed command."""
    app()


if __name__ == "__main__":
    main()
