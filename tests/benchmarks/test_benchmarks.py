"""`python -m benchmarks` finds its benchmarks by itself and prints them as one table."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

import benchmarks
from benchmarks.__main__ import main
from benchmarks.measurement import Effort, Measurement, effort_of


def test_a_module_that_measures_is_found_and_shown_beside_its_baseline(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "made_up.py").write_text("")
    (tmp_path / "no_benchmark.py").write_text("")
    made_up = ModuleType("benchmarks.made_up")
    measurements = [Measurement("sort", 1_000, Effort(3.0, 4.0), "copying", Effort(2.0, 2.0))]
    made_up.measure = lambda: measurements  # type: ignore[attr-defined]
    made_up.report = lambda: "| how good |"  # type: ignore[attr-defined]
    monkeypatch.setattr(benchmarks, "__path__", [str(tmp_path)])
    monkeypatch.setitem(sys.modules, "benchmarks.made_up", made_up)
    monkeypatch.setenv("COLUMNS", "160")
    main([])
    printed = capsys.readouterr().out
    assert all(text in printed for text in ("made_up", "sort", "copying", "1,000", "1.5 ×", "| how good |"))
    assert "no_benchmark" not in printed


def test_effort_counts_work_and_not_waiting() -> None:
    effort = effort_of(lambda: sum(range(2_000_000)))
    assert effort.processor > 0
    assert effort.wall > 0
