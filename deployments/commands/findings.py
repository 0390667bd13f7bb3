"""`customs-risk findings`: findings of risk analysis, and their evidence."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from deployments.errors import refusals
from deployments.options import Group, Look
from deployments.presentation import print_list

group = Group(no_args_is_help=True, help="Findings of risk analysis: list, show the evidence.")


@group.command("list")
def list_findings(
    look: Look,
    detector: Annotated[str | None, typer.Option(help="Only this detector.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Analysed on this day, YYYY-MM-DD, or later.")
    ] = None,
) -> None:
    """List the findings in the jurisdiction of a unit, the latest and strongest first."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.analysis.findings import findings_seen

    with refusals(UnknownUnitError):
        rows = findings_seen(look.stores, look.unit, detector=detector, since=since.date() if since else None)
    columns = ["key", "analysed_on", "detector", "subject", "unit", "score", "statement", "amount_at_stake"]
    print_list(rows, columns, title="Findings", as_json=look.as_json, currency=look.stores.lake.currency)


@group.command()
def evidence(
    key: Annotated[str, typer.Argument(help="Key of the finding.")],
    look: Look,
    out: Annotated[Path | None, typer.Option(help="File for the declarations with all their columns (CSV).")] = None,
) -> None:
    """Show the declarations behind a finding."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.analysis.findings import UnknownFindingError, evidence_of

    with refusals(UnknownUnitError, UnknownFindingError):
        rows = evidence_of(look.stores, key, look.unit)
    if out is not None:
        rows.to_csv(out, index=False)
    columns = [
        "declaration_id",
        "lodged_on",
        "office",
        "importer",
        "hs_code",
        "country_of_origin",
        "net_mass",
        "item_value",
    ]
    print_list(rows[columns], columns, title="Declarations behind the finding", as_json=look.as_json)
