"""`customs-risk backtest`: policies of selection against each other over a past period."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.data_folder import configured_money
from deployments.errors import refuse
from deployments.options import Mapping, Rates


def backtest(
    declarations: Annotated[
        list[Path], typer.Option(help="File of inspected declarations with outcomes, in any order; repeat for more.")
    ],
    out: Annotated[Path, typer.Option(help="Report (HTML); beside it the same in Chinese, as report.zh.html.")],
    policy: Annotated[
        list[str] | None,
        typer.Option(
            help="random, static, exploitation, hybrid-10, hybrid-30, uncertainty, product, or a lane policy file "
            "(YAML); repeat for more. Others are compared with the first. Default: every named policy."
        ),
    ] = None,
    share: Annotated[float, typer.Option(help="Share of the declarations of each week that is inspected.")] = 0.10,
    seed: Annotated[list[int] | None, typer.Option(help="Seed; repeat for more. Default: 0.")] = None,
    weeks: Annotated[Path | None, typer.Option(help="File for the figures by policy, seed and week (CSV).")] = None,
    mapping: Mapping = None,
    rates: Rates = None,
) -> None:
    """Play policies over a past period, week by week, each seeing only what it would have revealed itself.

    The first month is history whose outcomes all know.
    """
    from blocks.settings import Settings
    from tasks.collection.exchange_rates import NoRatesError
    from tasks.collection.frames import SourceReading, declarations_and_outcomes
    from tasks.collection.reading import UnreadableFileError
    from tasks.collection.sources.mapping import MappingError
    from tasks.collection.sources.recognised import UnknownFormatError
    from tasks.feedback.backtest.backtest import WEEK_COLUMNS, latter_half
    from tasks.feedback.backtest.backtest import backtest as played
    from tasks.feedback.backtest.lane_policy_file import policy_of
    from tasks.feedback.backtest.past import NoPeriodError, past_of
    from tasks.feedback.backtest.policy import UnknownPolicyError, named_policies
    from tasks.feedback.backtest.report import compared, write_report
    from tasks.parameters.document import FaultsError

    for path in (*declarations, *(each for each in (mapping, rates) if each is not None)):
        if not path.is_file():
            refuse(f"there is no file {path}.")
    try:
        policies = [policy_of(each) for each in policy or named_policies()]
        settings, money = Settings(), configured_money(rates)
        reading = SourceReading(settings.time_zone, mapping, money, settings.today())
        items, outcomes = declarations_and_outcomes(declarations, reading)
        result = played(past_of(items, outcomes), policies, share, seed or [0])
    except (
        UnreadableFileError,
        UnknownFormatError,
        MappingError,
        NoRatesError,
        NoPeriodError,
        UnknownPolicyError,
        FaultsError,
    ) as problem:
        refuse(str(problem))
    if weeks is not None:
        result.weeks[list(WEEK_COLUMNS)].to_csv(weeks, index=False)
        typer.echo(f"Figures by week written to {weeks}")
    for row in compared(latter_half(result.weeks)).to_dict("records"):
        typer.echo(
            f"{row['policy']}: {row['found']:,.0f} violations ({row['interval']}) in {row['inspected']:,.0f} "
            "inspections in the last half of the weeks"
        )
    written = write_report(result, out, money.currency if money is not None else "")
    typer.echo(f"Report written to {', '.join(map(str, written))}")
