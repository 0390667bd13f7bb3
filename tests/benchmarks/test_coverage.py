"""Intervals of feedback hold the truth about as often as they say, with few inspections and with few violations."""

import pytest

from benchmarks.coverage import FIGURES, coverage

WORLDS = 60


@pytest.mark.parametrize(("drawn", "prevalence"), [(30, 0.02), (300, 0.2)])
def test_intervals_cover_with_few_inspections_and_with_many(drawn: int, prevalence: float) -> None:
    told = coverage(WORLDS, drawn, prevalence, seed=1)
    assert set(told.index) == set(FIGURES)
    # Of 60 intervals that cover in 95 of 100 cases at least 52 do, but for three in ten thousand.
    assert (told["covered"] >= 52 / WORLDS).all(), told


def test_with_few_violations_some_samples_find_none_and_tell_no_point() -> None:
    told = coverage(WORLDS, 30, 0.02, seed=1)
    assert 0 < told["told"]["recall"] < 1


def test_more_inspections_narrow_the_interval() -> None:
    few, many = (coverage(10, drawn, 0.2, seed=1)["width"] for drawn in (100, 3_000))
    assert (many < few / 2).all()
