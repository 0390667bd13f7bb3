"""Every planted pattern has a detector that finds it, and more of it than the generic model does alone."""

import pandas as pd
import pytest

from benchmarks import patterns
from benchmarks.patterns import DETECTOR_OF, LIMITS, measure_patterns
from tasks.analysis.method import detectors
from tasks.simulation.violations import PATTERNS


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return measure_patterns(seeds=(3,), declarations=40_000, analyses=2).set_index("pattern")


def test_every_planted_pattern_has_its_detector() -> None:
    assert list(DETECTOR_OF) == [*dict.fromkeys(DETECTOR_OF)]
    assert set(DETECTOR_OF) == {pattern.name for pattern in PATTERNS}
    assert set(DETECTOR_OF.values()) <= {detector.name for detector in detectors()}
    assert set(LIMITS) <= set(DETECTOR_OF)


def test_patterns_are_found_better_than_by_the_generic_model_or_the_table_says_why_not(table: pd.DataFrame) -> None:
    planted = table[table["cases"] >= 5]  # a small world has few cases of the rarest
    assert len(planted) >= 10
    unlimited = planted[~planted.index.isin(list(LIMITS))]
    assert (unlimited["recall"] > unlimited["generic_recall"]).all(), unlimited
    assert unlimited["recall"].min() >= 0.5, unlimited
    assert (planted["recall"] > 0).mean() >= 0.9, planted


def test_findings_are_right_far_more_often_than_one_declaration_in_twenty(table: pd.DataFrame) -> None:
    assert table.loc[table["recall"] > 0, "precision"].min() > 0.3, table


def test_the_table_is_markdown_with_one_line_per_pattern(monkeypatch: pytest.MonkeyPatch, table: pd.DataFrame) -> None:
    monkeypatch.setattr(patterns, "measure_patterns", lambda: table.reset_index())
    lines = patterns.report().splitlines()
    assert len(lines) == 2 + len(DETECTOR_OF)
    assert {line.count("|") for line in lines} == {9}
