"""Show 4: server, runner and everything are killed in the middle of a cycle; it ends complete and right."""

import os
import signal
from pathlib import Path

import pandas as pd
import pytest

from sql.register.tables import AnalysisReport, HandlingMeasure, OutboxEvent
from tasks.records.decisions import decisions_up_to
from tasks.simulation.plan import SimulationPlan, World
from tasks.simulation.world import simulate
from tests.deployments.served import FIRST_SCREENED, TODAY, Served, send, served

pytestmark = pytest.mark.timeout(1500)  # on an idle machine a minute or two


@pytest.fixture(scope="module")
def world() -> World:
    return simulate(SimulationPlan(8, 1_000, pd.Timestamp("2021-03-01").date(), TODAY, FIRST_SCREENED))


def test_a_cycle_that_is_killed_three_times_ends_complete_and_right(world: World, tmp_path: Path) -> None:
    recent = world.declarations[world.declarations["lodged_on"] >= pd.Timestamp(FIRST_SCREENED)]
    with served(tmp_path / "data", CUSTOMS_RISK_BUSINESS_DATE=TODAY.isoformat()) as installation:
        inbox = installation.data / "inbox"
        send(inbox, "declarations", recent)
        send(inbox, "outcomes", world.sealed)

        when_begun(installation, "collect-risk-information")
        os.kill(installation.process_of("deployments.serving.server"), signal.SIGKILL)

        when_begun(installation, "screen-declarations")
        os.kill(installation.process_of("deployments.serving.runner"), signal.SIGKILL)

        when_begun(installation, "analyse-risk")
        installation.kill_everything()
        installation.start()

        installation.settle(collections=1)
        stores = installation.stores
        decided = decisions_up_to(stores, TODAY)
        assert sorted(decided["declaration_id"]) == sorted(recent["declaration_id"].unique())
        assert decided["declaration_id"].is_unique
        assert len(stores.register.read(AnalysisReport, ["key"])) == 1
        assert stores.register.read(HandlingMeasure, ["key"])["key"].is_unique
        messages = stores.register.read(OutboxEvent, ["unit", "kind", "subject", "occurred_on"])
        assert not messages.duplicated().any()
        assert installation.stop() == 0
        assert installation.processes() == []


def when_begun(installation: Served, deployment: str) -> None:
    """Wait until a run of the deployment has begun, be it already over: short runs pass between two looks."""

    def begun() -> bool:
        return any(run["start_time"] for run in installation.runs(deployment))

    installation.wait(begun, f"{deployment} to begin")
