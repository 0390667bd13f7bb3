"""A person's mistake in a form ends the run with one sentence."""

from pathlib import Path

import pytest
from prefect.testing.utilities import prefect_test_harness

from flows.analyse_risk import analyse_risk
from flows.decide_handling import decide_handling
from tasks.analysis.request import AnalysisRefusedError
from tasks.handling.approval import HandlingRefusedError


def test_a_refused_form_ends_as_failed_with_the_refusal_as_its_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("CUSTOMS_RISK_DATA_FOLDER", str(tmp_path / "data"))
    with prefect_test_harness(server_startup_timeout=180):
        state = decide_handling("M-1", "approve", "Li", "CN", "agreed", return_state=True)
        assert state.is_failed()
        assert state.message == "There is no measure M-1."
        assert [record for record in caplog.records if "no measure M-1" in record.getMessage()]
        assert not [record for record in caplog.records if record.exc_info]
        with pytest.raises(HandlingRefusedError, match="no measure M-1"):
            decide_handling("M-1", "approve", "Li", "CN", "agreed")
        with pytest.raises(AnalysisRefusedError, match="SH may not analyse QD"):
            analyse_risk(unit="SH", customs="QD")
