"""`customs-risk screen`: declarations against parameters, to lanes."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.errors import refuse


def screen(
    declarations: Annotated[Path, typer.Option(help="CSV or Parquet file of declarations.")],
    parameters: Annotated[Path, typer.Option(help="YAML or JSON file of parameters in the published format.")],
    out: Annotated[Path, typer.Option(help="Where to write declaration_id, lane, parameters (CSV, or .parquet).")],
) -> None:
    """Give every declaration the highest lane that a parameter hitting it demands, else low."""
    from tasks.clearance.screen_file import screen_file
    from tasks.collection.formats import UnknownFormatError
    from tasks.collection.reading import UnreadableFileError
    from tasks.parameters.published_format import ParameterFaultsError

    for path in (declarations, parameters):
        if not path.is_file():
            refuse(f"there is no file {path}.")
    try:
        told = screen_file(declarations, parameters, out)
    except ParameterFaultsError as faults:
        refuse(f"{parameters} is refused, nothing was screened:\n{faults}")
    except (UnreadableFileError, UnknownFormatError) as problem:
        refuse(f"{declarations} cannot be read: {problem}")
    typer.echo(f"{told['screened']:,} declarations screened, {told['refused']:,} rows refused; written to {out}")
