"""`customs-risk rate`: probabilities of violation, learned from inspected history."""

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deployments.data_folder import configured_money
from deployments.errors import refuse
from deployments.options import Mapping, Rates

if TYPE_CHECKING:
    from tasks.rating import Accuracy


def rate(
    history: Annotated[list[Path], typer.Option(help="File of inspected declarations with outcomes; repeat for more.")],
    declarations: Annotated[Path, typer.Option(help="File of declarations to rate; outcomes in it are ignored.")],
    out: Annotated[Path, typer.Option(help="File for declaration_id, probability (CSV).")],
    outcomes: Annotated[
        Path | None,
        typer.Option(
            help="File of known outcomes of the rated declarations. It is read after the ratings are written, and "
            "measures them: precision and calibration, beside published results."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the training.")] = 20210101,
    mapping: Mapping = None,
    rates: Rates = None,
) -> None:
    """Learn from inspected history, and write the probability that each declaration violates."""
    from blocks.settings import Settings
    from tasks.collection.exchange_rates import NoRatesError
    from tasks.collection.frames import SourceReading, checked_declarations, history_of, outcomes_of
    from tasks.collection.reading import FileSlice, UnreadableFileError
    from tasks.collection.sources.mapping import MappingError
    from tasks.collection.sources.recognised import UnknownFormatError
    from tasks.rating import MissingOutcomesError, UnknownOutcomesError, accuracy_of, rate_file

    optional = [each for each in (outcomes, mapping, rates) if each is not None]
    for path in (*history, declarations, *optional):
        if not path.is_file():
            refuse(f"there is no file {path}.")
    try:
        settings = Settings()
        reading = SourceReading(settings.time_zone, mapping, configured_money(rates), settings.today())
        checked = checked_declarations(FileSlice(declarations), reading)
        rated = rate_file(history_of(history, reading), checked.rows, seed)
    except (UnreadableFileError, UnknownFormatError, MappingError, MissingOutcomesError, NoRatesError) as problem:
        refuse(str(problem))
    rated.to_csv(out, index=False)
    typer.echo(f"{len(rated):,} declarations rated; written to {out}")
    if len(checked.failures):
        refused = out.with_suffix(".refused.csv")
        checked.failures.to_csv(refused, index=False)
        typer.echo(f"{len(checked.failures):,} rows refused; written with their reasons to {refused}")
    if outcomes is not None:
        try:
            accuracy = accuracy_of(rated, outcomes_of(outcomes, reading))
        except (UnreadableFileError, UnknownFormatError, MappingError, UnknownOutcomesError) as problem:
            refuse(str(problem))
        _print_accuracy(accuracy)


def _print_accuracy(accuracy: "Accuracy") -> None:
    from rich.console import Console
    from rich.table import Table

    from tasks.rating import beside_published

    compared = beside_published(accuracy)
    share = accuracy.violations / accuracy.declarations
    table = Table(
        title=f"Outcomes of {accuracy.declarations:,} rated declarations are known; {share:.1%} of them violate",
        caption="\n".join(f"Published: {source}" for source in compared["source"].dropna().unique()),
        title_justify="left",
        caption_justify="left",
    )
    table.add_column("rating")
    for heading in ("precision, top 5 %", "precision, top 10 %", "calibration error"):
        table.add_column(heading, justify="right")
    figures = compared[["precision_at_five_percent", "precision_at_ten_percent", "calibration_error"]]
    for model, row in zip(compared["model"], figures.to_numpy(dtype=float).tolist(), strict=True):
        table.add_row(str(model), *["–" if isnan(figure) else f"{figure:.3f}" for figure in row])
    Console().print(table)
