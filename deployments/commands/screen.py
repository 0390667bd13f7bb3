"""`customs-risk screen`: declarations against parameters, to lanes."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.data_folder import configured_money, selection_key
from deployments.errors import refuse
from deployments.options import Mapping, Rates

_POLICY = (
    "YAML or JSON file of lane policy: `lane_policies`, a list of mappings with `unit` and any of high_rate, "
    "medium_rate, random_rate, parameter_cap (shares from 0 to 1), inspections_per_day, hours_per_inspection. An "
    "office takes each figure from the nearest unit above it that sets it. Adds the columns selected_by, "
    "selection_probability and advice; CUSTOMS_RISK_SELECTION_KEY, else a key that the data folder keeps, keys the "
    "random sample."
)
_RATINGS = (
    "With --policy: file of declaration_id and probability, as `customs-risk rate` writes it. The ratings that "
    "high_rate and medium_rate of all reach lead to these lanes; without ratings these two rates have no effect."
)


def screen(
    declarations: Annotated[Path, typer.Option(help="Declarations: CSV, Excel, Parquet, JSON, XML or EDIFACT.")],
    parameters: Annotated[Path, typer.Option(help="YAML or JSON file of parameters in the published format.")],
    out: Annotated[Path, typer.Option(help="File for declaration_id, lane, parameters (CSV, or .parquet).")],
    policy: Annotated[Path | None, typer.Option(help=_POLICY)] = None,
    ratings: Annotated[Path | None, typer.Option(help=_RATINGS)] = None,
    mapping: Mapping = None,
    rates: Rates = None,
) -> None:
    """Give every declaration the highest lane that its parameter hits demand, else low.

    With --policy, rates, a random sample, caps and the daily capacity of each office decide too. Faulty rows are
    written beside the result with their reasons. CUSTOMS_RISK_WORKERS=dask, or the address of a Dask
    scheduler, spreads the work.
    """
    from blocks.settings import Settings
    from tasks.clearance.files.screen_file import PolicyFiles, RatingsRefusedError, screen_file
    from tasks.clearance.policy.policy_file import PolicyFaultsError
    from tasks.collection.exchange_rates import NoRatesError
    from tasks.collection.frames import SourceReading
    from tasks.collection.reading import UnreadableFileError
    from tasks.collection.sources.mapping import MappingError
    from tasks.collection.sources.recognised import UnknownFormatError
    from tasks.parameters.published_format import ParameterFaultsError
    from tasks.running.workers import WorkersRefusedError

    for path in (declarations, parameters, policy, ratings, mapping, rates):
        if path is not None and not path.is_file():
            refuse(f"there is no file {path}.")
    if not out.absolute().parent.is_dir():
        refuse(f"there is no folder {out.absolute().parent} to write {out.name} into.")
    if ratings is not None and policy is None:
        refuse("--ratings needs --policy: its rates turn ratings into lanes.")
    settings = Settings()
    by = None if policy is None else PolicyFiles(policy, selection_key(), ratings)
    try:
        reading = SourceReading(settings.time_zone, mapping, day=settings.today())
        money = configured_money(rates)
        summary = screen_file(declarations, parameters, out, by, settings.workers, reading, money)
    except ParameterFaultsError as faults:
        refuse(f"{parameters} is refused, nothing was screened:\n{faults}")
    except PolicyFaultsError as faults:
        refuse(f"{policy} is refused, nothing was screened:\n{faults}")
    except (RatingsRefusedError, WorkersRefusedError, MappingError, NoRatesError) as problem:
        refuse(str(problem))
    except (UnreadableFileError, UnknownFormatError) as problem:
        refuse(f"{declarations} cannot be read: {problem}")
    typer.echo(f"{summary['screened']:,} declarations screened; written to {out}")
    if summary["refused_path"] is not None:
        typer.echo(f"{summary['refused']:,} rows refused; written with their reasons to {summary['refused_path']}")
