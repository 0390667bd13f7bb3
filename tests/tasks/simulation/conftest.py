"""One simulated world that the tests of this folder look at."""

from datetime import date

import pytest

from tasks.simulation.world import SimulationPlan, World, simulate

PLAN = SimulationPlan(3, 15_000, date(2020, 1, 1), date(2021, 3, 31), date(2021, 1, 1))


@pytest.fixture(scope="session")
def world() -> World:
    return simulate(PLAN)
