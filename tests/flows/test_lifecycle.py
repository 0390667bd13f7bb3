"""The whole cycle on real declarations, cut to a few days so that it fits a test run."""

import os
from datetime import date
from pathlib import Path

import pytest
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from flows.risk_lifecycle import risk_lifecycle

DATA = Path(os.environ.get("CUSTOMS_RISK_SAMPLE_DATA", Path(__file__).parents[3] / "shared" / "data" / "declarations"))
FILES = [DATA / "declarations-2020.csv", DATA / "declarations-2021q1.csv"]


@pytest.mark.real_data
@pytest.mark.skipif(not FILES[0].is_file(), reason="the sample declarations are not here: set CUSTOMS_RISK_SAMPLE_DATA")
@pytest.mark.usefixtures("prefect_server")
def test_the_cycle_adds_up_and_a_second_run_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTOMS_RISK_DATA_FOLDER", str(tmp_path / "data"))
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        first = risk_lifecycle(as_of=date(2021, 1, 9), files=FILES, screened_from=date(2021, 1, 4))
        again = risk_lifecycle(as_of=date(2021, 1, 9), files=FILES, screened_from=date(2021, 1, 4))
    assert first["disagreements"] == []
    lanes = [first[f"lane_{lane}"] for lane in ("low", "medium", "high")]
    assert sum(lanes) == first["declarations_screened"] > 500
    assert first["inspections_done"] > 0
    assert first["high_lane_precision"] > first["base_rate"]
    assert again == first
    assert 'id="section-lanes"' in Path(first["report"]).read_text(encoding="utf-8")
