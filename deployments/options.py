"""Options that many commands share, each described once."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Decision(StrEnum):
    """What a person decides on what was proposed."""

    APPROVE = "approve"
    REJECT = "reject"


Data = Annotated[
    Path | None,
    typer.Option(help="Data folder. Default: CUSTOMS_RISK_DATA_FOLDER, else the folder that was last run in."),
]
Unit = Annotated[str, typer.Option(help="Unit you act for: it sees itself and the units below. CN is the nation.")]
Officer = Annotated[str, typer.Option(help="Name or number of the officer who acts; recorded in the audit trail.")]
Reason = Annotated[str, typer.Option(help="Why; recorded in the audit trail.")]
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Business date, YYYY-MM-DD. Default: today.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
NATION = "CN"
