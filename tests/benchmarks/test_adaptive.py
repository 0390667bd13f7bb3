"""Adapting to releases: a few weeks of the year that the benchmark measures over twenty seeds."""

import pandas as pd
import pytest

from benchmarks import adaptive
from benchmarks.adaptive import play

WEEKS = 6


def test_some_weeks_of_evasion_are_partly_found_and_the_table_names_every_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    year = play(3, adapts=True, weeks=WEEKS)
    assert 0.0 < year.evaded < 1.0
    assert 0.02 < year.inspected < 0.6
    monkeypatch.setattr(adaptive, "play", lambda *_, **__: year)
    lines = adaptive.report().splitlines()
    assert [line.split(" | ")[0].removeprefix("| ") for line in lines[2:]] == [
        *("never changes", "adapts alone", "adapts with all others"),
    ]
    assert all("0.0 ± 0.0" in line for line in lines[2:])
    assert isinstance(adaptive.played(seeds=(1,)), pd.DataFrame)
