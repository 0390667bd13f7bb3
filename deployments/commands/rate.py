"""`customs-risk rate`: probabilities of violation, learned from inspected history."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.errors import refuse


def rate(
    history: Annotated[list[Path], typer.Option(help="File of inspected declarations with outcomes; repeat for more.")],
    declarations: Annotated[Path, typer.Option(help="File of declarations to rate; outcomes in it are not looked at.")],
    out: Annotated[Path, typer.Option(help="Where to write declaration_id, probability (CSV).")],
    seed: Annotated[int, typer.Option(help="Seed of the learning.")] = 20210101,
) -> None:
    """Learn from inspected history, and write the probability that each declaration violates."""
    from tasks.analysis.rating import MissingOutcomesError, rate_file
    from tasks.collection.formats import UnknownFormatError
    from tasks.collection.frames import checked_declarations, history_of
    from tasks.collection.reading import UnreadableFileError

    for path in (*history, declarations):
        if not path.is_file():
            refuse(f"there is no file {path}.")
    try:
        checked = checked_declarations(declarations)
        rated = rate_file(history_of(history), checked.accepted, seed)
    except (UnreadableFileError, UnknownFormatError, MissingOutcomesError) as problem:
        refuse(str(problem))
    rated.to_csv(out, index=False)
    typer.echo(f"{len(rated):,} declarations rated; written to {out}")
    if len(checked.failures):
        refused = out.with_suffix(".refused.csv")
        checked.failures.to_csv(refused, index=False)
        typer.echo(f"{len(checked.failures):,} rows refused; written with their reasons to {refused}")
