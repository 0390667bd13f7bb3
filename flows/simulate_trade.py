"""Simulated national trade: sample data of every kind, with planted violations."""

from datetime import date

from prefect import flow

from blocks.stores import load_stores
from flows.publishing import Summary
from tasks.simulation import tasks as simulation


@flow(name="simulate-trade", flow_run_name="simulate {declarations} declarations to {last_day}")
def simulate_trade(declarations: int, first_day: date, last_day: date, screened_from: date, seed: int) -> Summary:
    """Put simulated files of every kind into the inbox; what was planted goes to the lake's sealed truth.

    `declarations`: how many, over the whole period. `screened_from`: outcomes of declarations lodged before are those
    of past inspections. The same arguments give the same files, and a repeat changes nothing.
    """
    return simulation.simulate_into_inbox(
        load_stores(),
        declarations=declarations,
        first_day=first_day,
        last_day=last_day,
        screened_from=screened_from,
        seed=seed,
    )
