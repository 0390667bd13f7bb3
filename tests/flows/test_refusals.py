"""What a person's mistake, a hostile file or an outage does to a flow: one sentence, and the rest goes on."""

import errno
import os
from datetime import date
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.context import FlowRunContext

from flows.acting import started_by_a_person
from flows.analyse_risk import analyse_risk
from flows.collect_risk_information import collect_risk_information
from flows.decide_handling import decide_handling
from sql.stores import Stores
from tasks.analysis.request import AnalysisRefusedError
from tasks.handling.approval import HandlingRefusedError
from tests.persons import Officer, bind_prefect

pytestmark = pytest.mark.usefixtures("prefect_server")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder of an installation whose person at Prefect is Li of Shanghai."""
    monkeypatch.setenv("CUSTOMS_RISK_DATA_FOLDER", str(tmp_path / "data"))
    bind_prefect(Stores.embedded(tmp_path / "data"), Officer("Li", "SH"))
    return tmp_path / "data"


@pytest.mark.usefixtures("data")
def test_a_refused_form_ends_as_refused_and_not_among_faults(caplog: pytest.LogCaptureFixture) -> None:
    state = decide_handling("M-1", "approve", "agreed", return_state=True)
    assert (state.name, state.type) == ("Refused", StateType.CANCELLED)  # alarms on failures stay quiet
    assert state.message == "There is no measure M-1."
    assert [record for record in caplog.records if "no measure M-1" in record.getMessage()]
    assert not [record for record in caplog.records if record.exc_info]
    with pytest.raises(HandlingRefusedError, match="no measure M-1"):
        decide_handling("M-1", "approve", "agreed")
    ended = {
        record.name: record.getMessage() for record in caplog.records if "Finished in state" in record.getMessage()
    }
    assert set(ended) == {"prefect.task_runs", "prefect.flow_runs"}
    assert all("state Refused(" in message for message in ended.values())
    with pytest.raises(AnalysisRefusedError, match="SH may not analyse QD"):
        analyse_risk(customs="QD")


@pytest.mark.usefixtures("data")
def test_a_refusal_in_a_run_that_nobody_started_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.refusals.started_by_a_person", lambda: False)
    state = decide_handling("M-1", "approve", "agreed", return_state=True)
    assert (state.name, state.message) == ("Failed", "There is no measure M-1.")


@pytest.mark.parametrize(
    ("origin", "by_a_person"),
    [({}, True), ({"created_by": {"type": "AUTOMATION"}}, False), ({"auto_scheduled": True}, False)],
)
def test_a_person_started_what_neither_a_schedule_nor_an_event_did(origin: dict[str, Any], by_a_person: bool) -> None:
    run = FlowRun.model_validate({"flow_id": uuid4(), **origin})
    with cast(Any, FlowRunContext).model_construct(flow_run=run):
        assert started_by_a_person() is by_a_person


def test_hostile_names_stop_no_collection(data: Path) -> None:
    inbox = data / "inbox"
    inbox.mkdir(parents=True)
    (inbox / "loop.csv").symlink_to("loop.csv")
    Path(os.fsdecode(os.fsencode(inbox) + b"/\xb1\xa8.csv")).write_text("a", encoding="utf-8")
    header = "declaration_id,lodged_on,office,importer,hs_code,country_of_origin,net_mass,item_value"
    (inbox / "good.csv").write_text(f"{header}\nD1,2021-03-01,SHA1,I1,870310,CN,1,10\n", encoding="utf-8")
    summary = collect_risk_information(as_of=date(2021, 3, 31))
    assert (summary["files_collected"], summary["rows_accepted"], summary["files_passed_over"]) == (1, 1, 2)


def test_an_outage_is_one_sentence(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("flows.decide_handling.load_stores", full)
    state = decide_handling("M-1", "approve", "agreed", return_state=True)
    assert state.is_failed()
    assert state.message == "The disk is full: make room; nothing is left half done, and the next try does it."
    assert not [record for record in caplog.records if record.exc_info]
