"""A file in the inbox sets the whole cycle off, through events alone, on the real server and both databases.

In the end server, runner and everything are killed in the middle of a cycle; it ends complete and right.
"""

import os
import re
import shutil
import signal
from collections.abc import Collection, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import median
from urllib.request import urlopen

import pandas as pd
import pytest

from deployments.inbox import content_key
from sql.register.tables import AnalysisReport, CollectionBatch, HandlingMeasure, OutboxEvent
from sql.stores import Stores
from tasks.records.decisions import decisions_up_to
from tasks.simulation.plan import SimulationPlan, World
from tasks.simulation.world import simulate
from tests.conftest import new_database
from tests.deployments.served import FIRST_SCREENED, TODAY, Served, moment, send, served

pytestmark = pytest.mark.timeout(1500)  # on an idle machine a minute or two


@pytest.fixture(scope="module")
def world() -> World:
    return simulate(SimulationPlan(7, 1_600, date(2021, 1, 4), TODAY, FIRST_SCREENED))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> dict[str, str]:
    """The settings that put the register and Prefect's record there: none for SQLite, else an address for each."""
    if request.param == "sqlite":
        return {}
    server = os.environ.get("CUSTOMS_RISK_TEST_POSTGRESQL")
    if server is None:
        pytest.skip("Prefect's record wants pg_trgm, which the server from PyPI lacks: see tests/conftest.py")
    prefect = new_database(server).replace("+psycopg://", "+asyncpg://", 1)
    return {"CUSTOMS_RISK_REGISTER_URL": new_database(server), "PREFECT_API_DATABASE_CONNECTION_URL": prefect}


@pytest.fixture(scope="module")
def installation(world: World, databases: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A served installation that learned from history; its business date is fixed."""
    folder = tmp_path_factory.mktemp("served")
    past = world.declarations[world.declarations["lodged_on"] < pd.Timestamp(FIRST_SCREENED)]
    files = [send(folder, "declarations", past), send(folder, "outcomes", world.outcomes)]
    with served(folder / "data", CUSTOMS_RISK_BUSINESS_DATE=TODAY.isoformat(), **databases) as installation:
        run = installation.run(
            "collect-risk-information",
            {"files": [str(file) for file in files], "as_of": "2021-03-31", "screened_from": "2021-04-01"},
        )
        assert run["state_type"] == "COMPLETED", run["state"]["message"]
        installation.settle(collections=1)
        yield installation


@pytest.fixture(scope="module")
def parts(world: World) -> list[pd.DataFrame]:
    """What is lodged while the installation is served, in three parts that arrive one after the other."""
    recent = world.declarations[world.declarations["lodged_on"] >= pd.Timestamp(FIRST_SCREENED)]
    lodged = recent["declaration_id"].drop_duplicates().tolist()  # numbered in the order of lodgement
    ends = [0, len(lodged) // 4, len(lodged) // 2, len(lodged)]
    return [recent[recent["declaration_id"].isin(lodged[a:b])] for a, b in pairwise(ends)]


def test_a_file_in_the_inbox_sets_the_whole_cycle_off(
    installation: Served, world: World, parts: list[pd.DataFrame]
) -> None:
    inbox = installation.data / "inbox"
    early, late, _ = parts

    send(inbox, "declarations-early", early)
    send(inbox, "outcomes", world.sealed)
    installation.wait(lambda: installation.events("customs-risk.inbox.file-arrived"), "the event of the arrival")
    installation.settle(collections=2)

    stores = installation.stores
    decided = decisions_up_to(stores, TODAY)
    assert sorted(decided["declaration_id"]) == sorted(early["declaration_id"].unique())
    assert not stores.register.read(AnalysisReport, ["key"]).empty
    assert not stores.register.read(HandlingMeasure, ["key"]).empty
    assert not stores.register.read(OutboxEvent, ["key"]).empty
    assert list((installation.data / "notifications").glob("*/*.md"))

    [link] = installation.post(
        "artifacts/filter", {"artifacts": {"key": {"any_": ["analyse-risk-en-html-report"]}}, "limit": 1}
    )
    with urlopen(re.findall(r"\((http[^)]+)\)", link["data"])[0], timeout=30) as report:
        assert b"<html" in report.read()

    # The rest of the day arrives later: it is screened and analysed as well, not lost.
    shutil.copy(inbox / "declarations-early.parquet", inbox / "declarations-again.parquet")
    send(inbox, "declarations-late", late)
    installation.wait(
        lambda: len(installation.events("customs-risk.inbox.file-arrived")) == 2, "the event of the second arrival"
    )
    installation.settle(collections=3)
    arrivals = installation.events("customs-risk.inbox.file-arrived")
    assert [Path(file).name for file in arrivals[1]["payload"]["files"]] == ["declarations-late.parquet"]
    decided = decisions_up_to(stores, TODAY)
    assert sorted(decided["declaration_id"]) == sorted(pd.concat([early, late])["declaration_id"].unique())
    occasions = {arrival["payload"]["occasion"] for arrival in arrivals}
    reports = stores.register.read(AnalysisReport, ["key"])["key"]
    assert all(any(occasion in key for key in reports) for occasion in occasions)

    failed = [run for run in installation.runs() if run["state_type"] in {"FAILED", "CRASHED"}]
    assert [(run["name"], run["state"]["message"]) for run in failed] == []
    waits = starts_after_events(installation)
    print(
        f"flows started after their event by {sorted(round(wait, 1) for wait in waits)} s, median {median(waits):.1f}"
    )
    # Where others use the machine too, there is more to do than it has processors for: so much longer it may take.
    assert median(waits) < 5 * max(1.0, os.getloadavg()[1] / (os.cpu_count() or 1))


def test_the_same_file_twice_does_nothing_twice(installation: Served, world: World) -> None:
    stores = installation.stores
    file = next((installation.data / "inbox").glob("*.parquet"))
    assert content_key(file) in set(stores.register.read(CollectionBatch, ["key"])["key"])
    before = everything(stores)
    occasion = installation.events("customs-risk.inbox.file-arrived")[0]["payload"]["occasion"]
    runs = len(installation.runs("follow-up-clearance")) + len(installation.runs("handle-risk"))
    installation.run(
        "collect-risk-information", {"files": [str(file)], "as_of": TODAY.isoformat(), "occasion": occasion}
    )
    installation.wait(
        lambda: len(installation.runs("handle-risk")) + len(installation.runs("follow-up-clearance")) > runs,
        "the chain",
    )
    installation.settle(collections=4)
    assert everything(stores) == before


def test_a_cycle_that_is_killed_three_times_ends_complete_and_right(
    installation: Served, parts: list[pd.DataFrame]
) -> None:
    stores = installation.stores
    before = {run["id"] for run in installation.runs()}
    collections = len(installation.runs("collect-risk-information"))
    reports, decided = len(stores.register.read(AnalysisReport, ["key"])), decisions_up_to(stores, TODAY)
    told_before = set(stores.register.read(OutboxEvent, ["key"])["key"])
    schedule = installation.schedule_of("give-feedback")[1]
    installation.wait(lambda: [installation.send("PATCH", schedule, {"active": False})], "the schedule to be paused")
    send(installation.data / "inbox", "declarations-last", parts[2])

    when_begun(installation, "collect-risk-information", before)
    os.kill(installation.process_of("deployments.serving.server"), signal.SIGKILL)

    when_begun(installation, "screen-declarations", before)
    os.kill(installation.process_of("deployments.serving.runner"), signal.SIGKILL)

    when_begun(installation, "analyse-risk", before)
    installation.kill_everything()
    installation.start()

    installation.settle(collections + 1)
    lodged = {*decided["declaration_id"], *parts[2]["declaration_id"]}
    decided = decisions_up_to(stores, TODAY)
    assert sorted(decided["declaration_id"]) == sorted(lodged)
    assert decided["declaration_id"].is_unique
    assert len(stores.register.read(AnalysisReport, ["key"])) == reports + 1
    assert stores.register.read(HandlingMeasure, ["key"])["key"].is_unique
    messages = stores.register.read(OutboxEvent, ["key", "unit", "kind", "subject", "occurred_on"])
    told = messages[~messages["key"].isin(told_before)]  # each arrival of a day has messages of its own
    assert not told.drop(columns="key").duplicated().any()

    # What an operator paused stays paused when serving starts again.
    assert installation.schedule_of("give-feedback")[0]["active"] is False
    assert installation.schedule_of("open-business-day")[0]["active"] is True
    assert installation.stop() == 0
    assert installation.processes() == []


def when_begun(installation: Served, deployment: str, before: Collection[str]) -> None:
    """Wait until a run of the deployment has begun after those `before`, be it already over: short runs pass."""

    def begun() -> bool:
        return any(run["start_time"] and run["id"] not in before for run in installation.runs(deployment))

    installation.wait(begun, f"{deployment} to begin")


def everything(stores: Stores) -> dict[str, int]:
    """How many rows every table of the register has."""
    from sqlalchemy import func, select
    from sqlmodel import SQLModel

    with stores.register.reading() as session:
        return {
            table.name: session.connection().execute(select(func.count()).select_from(table)).scalar_one()
            for table in SQLModel.metadata.sorted_tables
        }


def starts_after_events(installation: Served) -> list[float]:
    """Seconds from each event to the start of the flow that it set off."""
    waits = []
    occurred = {
        event["id"]: moment(event["occurred"])
        for name in (
            *("inbox.file-arrived", "collection.completed", "analysis.completed", "handling.completed"),
            *("declarations.lodged", "clearance.completed", "case.opened"),
        )
        for event in installation.events(f"customs-risk.{name}")
    }
    triggered = installation.post(
        "events/filter",
        {"filter": {"event": {"name": ["prefect.automation.action.executed"]}, "order": "ASC"}, "limit": 50},
    )["events"]
    runs = {run["id"]: run for run in installation.runs()}
    for action in triggered:
        related = {each["prefect.resource.role"]: each["prefect.resource.id"] for each in action["related"]}
        cause = occurred.get(related.get("triggering-event", "").removeprefix("prefect.event."))
        run = runs.get(related.get("flow-run", "").removeprefix("prefect.flow-run."))
        if cause and run and run["start_time"]:
            waits.append((moment(run["start_time"]) - cause).total_seconds())
    return waits
