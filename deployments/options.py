"""Options that many commands share, each described once."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from deployments.errors import refuse


class Decision(StrEnum):
    """What a person decides on what was proposed."""

    APPROVE = "approve"
    REJECT = "reject"


def filled(value: str | None) -> str | None:
    """What an option says. Refuses blanks: nobody acts without a name, and nothing is done without a reason."""
    if value is not None and not value.strip():
        refuse("an officer's name and a reason cannot be empty: say who acts, and why")
    return value


Data = Annotated[
    Path | None,
    typer.Option(help="Data folder. Default: CUSTOMS_RISK_DATA_FOLDER, else the folder that was last run in."),
]
Unit = Annotated[str, typer.Option(help="Unit you act for: it sees itself and the units below. CN is the nation.")]
Officer = Annotated[
    str, typer.Option(help="Name or number of the officer who acts; recorded in the audit trail.", callback=filled)
]
Reason = Annotated[str, typer.Option(help="Why; recorded in the audit trail.", callback=filled)]
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Business date, YYYY-MM-DD. Default: today.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
NATION = "CN"
