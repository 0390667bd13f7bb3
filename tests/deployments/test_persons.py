"""What persons do to a served installation: they answer forms, cancel, pause, stop; and what tells them of silence."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from deployments.alarms import ExpectedEvent, automation_of
from flows.events import Event
from sql.reference import organisation
from sql.register import insert_new
from sql.register.tables import FunctionalWarning, HandlingMeasure, Unit
from sql.stores import Stores
from sql.terms import AccountKind
from tasks.clearance.decision.screen import screen_day
from tasks.handling.propose import propose_handling
from tasks.lifecycle.alarms import Alarm
from tasks.persons.accounts import operating_account
from tests.deployments.served import TODAY, Record, Served, served
from tests.persons import Officer, bind, bind_prefect
from tests.tasks.clearance.decision.test_screen import policy
from tests.tasks.clearance.lodged import DAY, KEY, enforce, lodge, parameter
from tests.tasks.handling.findings import EVE, finding, found

LI = Officer("Li", "CN")
pytestmark = pytest.mark.timeout(1500)  # on an idle machine less than a minute


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A served installation where measures wait for a decision, and a declaration for its inspection."""
    data = tmp_path_factory.mktemp("served") / "data"
    data.mkdir()
    stores = Stores.embedded(data)
    with stores.register.writing() as session:
        insert_new(session, Unit, organisation())
    found(stores, finding("surge"), finding("undervaluation"), finding("duty_by_volume"))
    propose_handling(stores, EVE)
    policy(stores)
    enforce(stores, parameter("CN-1", '{"importer": {"in": ["I9"]}}'))
    lodge(stores, [{"declaration_id": "B", "importer": "I9"}])
    screen_day(stores, DAY, KEY)
    bind_prefect(stores, LI)
    bind(stores, LI, AccountKind.OPERATING_SYSTEM, operating_account())
    with served(data, CUSTOMS_RISK_BUSINESS_DATE=TODAY.isoformat()) as installation:
        yield installation


def test_a_run_that_waits_for_a_decision_goes_on_with_what_the_form_says(installation: Served) -> None:
    run = waiting_for_a_decision(installation)
    wrong = installation.post(f"flow_runs/{run['id']}/resume", {"run_input": {"decision": "perhaps"}})
    assert wrong["status"] == "REJECT"

    answer = {"decision": "approve", "reason": "the surge is real"}
    assert installation.post(f"flow_runs/{run['id']}/resume", {"run_input": answer})["status"] == "ACCEPT"
    ended(installation, run, "COMPLETED")
    measures = installation.stores.register.read(HandlingMeasure, ["state", "decided_by", "decision_reason"])
    decided = measures[measures["state"] == "approved"]
    assert decided[["decided_by", "decision_reason"]].astype("str").to_numpy().tolist() == [["Li", "the surge is real"]]


def test_a_result_recorded_from_a_shell_sets_the_follow_up_off_as_the_form_does(installation: Served) -> None:
    recorded = installation.shell("inspections", "record", "B", "--violation", "violation")
    assert recorded.returncode == 0, recorded.stderr

    def followed_up() -> list[Record]:
        return [run for run in installation.runs("follow-up-clearance") if run["state_type"] == "COMPLETED"]

    installation.wait(followed_up, "the follow-up")


def test_a_run_can_be_cancelled_and_one_that_is_killed_is_a_crash(installation: Served) -> None:
    cancelled = waiting_for_a_decision(installation)
    state = {"state": {"type": "CANCELLING", "name": "Cancelling"}}
    installation.post(f"flow_runs/{cancelled['id']}/set_state", state)
    ended(installation, cancelled, "CANCELLED")

    killed = waiting_for_a_decision(installation)
    [process] = processes_of_runs(installation)
    os.kill(process, signal.SIGKILL)
    ended(installation, killed, "CRASHED")


def test_an_event_that_stays_away_becomes_a_warning_that_the_unit_is_told(installation: Served) -> None:
    deployment = installation.post("deployments/filter", {"deployments": {"name": {"any_": ["raise-warning"]}}})[0]
    silence = ExpectedEvent(Alarm.NO_DAY, Event.DAY_SEEN, within=timedelta(seconds=10))
    alarm = automation_of(silence, deployment["id"]).model_dump(mode="json") | {"name": "a short alarm"}
    made = installation.post("automations/", alarm)
    installation.wait(lambda: installation.runs("raise-warning"), "the alarm")
    installation.send("DELETE", f"automations/{made['id']}")

    told = "No business day was opened since yesterday"

    def notified() -> list[Path]:
        notifications = (installation.data / "notifications" / "CN").glob("*.md")
        return [each for each in notifications if told in each.read_text(encoding="utf-8")]

    installation.wait(notified, "the notification")
    warnings = installation.stores.register.read(FunctionalWarning, ["unit", "what"])
    assert warnings.astype("str").to_numpy().tolist() == [["CN", told]]


def test_serving_ends_as_a_whole_and_in_good_order(installation: Served) -> None:
    assert installation.stop() == 0
    assert installation.processes() == []


def waiting_for_a_decision(installation: Served) -> Record:
    """A run that shows a measure and waits."""
    name = "decide-waiting-handling"
    found = installation.post("deployments/filter", {"deployments": {"name": {"any_": [name]}}})[0]
    parameters = {"most": 1}
    run: Record = installation.post(f"deployments/{found['id']}/create_flow_run", {"parameters": parameters})
    ended(installation, run, "PAUSED")
    return run


def ended(installation: Served, run: Record, state: str) -> None:
    """Wait until the run is in that state."""

    def there() -> bool:
        return any(
            each["id"] == run["id"] and each["state_type"] == state
            for each in installation.runs("decide-waiting-handling")
        )

    installation.wait(there, f"the run to be {state}")


def processes_of_runs(installation: Served) -> list[int]:
    """The processes that run flows: copies of the one that has everything imported."""
    copies = {
        pid: int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        for pid in installation.processes()
        if b"deployments.serving.imported" in Path(f"/proc/{pid}/cmdline").read_bytes()
    }
    return [pid for pid, parent in copies.items() if parent in copies]
