"""Simulated national trade: sample data of every kind, with planted violations."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary, publish
from flows.refusals import with_plain_refusals
from tasks.lifecycle.weeks import quarter_start
from tasks.simulation import tasks as simulation


@flow(name="simulate-trade", flow_run_name="simulate {declarations} declarations")
@with_plain_refusals
def simulate_trade(
    declarations: int = 20_000,
    first_day: date | None = None,
    last_day: date | None = None,
    screened_from: date | None = None,
    seed: int | None = None,
) -> Summary:
    """Put simulated files of every kind into the inbox; planted violations go to the sealed truth in the lake.

    The same arguments give the same files, and a repeat changes nothing.

    Args:
        declarations: Number of declarations in the whole period.
        first_day: First day of lodgement. Empty for a year before screening starts.
        last_day: Last day of lodgement. Empty for today.
        screened_from: First day of screening; earlier declarations are history with inspection outcomes. Empty for
            the first day of the quarter.
        seed: Seed of the simulation. Empty for the seed of the installation.
    """
    settings = Settings()
    last_day = last_day or settings.today()
    screened_from = screened_from or quarter_start(last_day)
    summary = simulation.simulate_into_inbox(
        load_stores(),
        declarations=declarations,
        first_day=first_day or date(screened_from.year - 1, screened_from.month, 1),
        last_day=last_day,
        screened_from=screened_from,
        seed=settings.seed if seed is None else seed,
    )
    publish("simulate-trade", None, last_day, summary)
    return summary
