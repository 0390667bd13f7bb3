"""A parameter that finds nothing leaves within a month; one that finds a multiple of chance stays."""

from benchmarks.retirement import life

RUNS = 12


def test_most_of_what_finds_nothing_is_out_within_a_month() -> None:
    assert life(RUNS, chance=0.2, lift=0, weekly=10, seed=1).in_a_month > 0.7


def test_what_finds_what_chance_finds_is_out_within_the_year() -> None:
    assert life(RUNS, chance=0.2, lift=1, weekly=20, seed=1).in_a_year > 0.9


def test_what_finds_three_times_what_chance_finds_stays() -> None:
    assert life(RUNS, chance=0.2, lift=3, weekly=10, seed=1).in_a_year == 0.0
