"""Sums over the past count what was known on earlier days, and nothing else."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.rating.past_sums import PastSums
from tests.examples import examples

EVENTS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9), st.integers(0, 1)), max_size=25)
REQUESTED = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 11)), min_size=1, max_size=10)


@settings(max_examples=examples(60), deadline=None)
@given(events=EVENTS, requested=REQUESTED)
def test_counts_sums_and_latest_day_are_those_of_earlier_days_of_the_same_key(
    events: list[tuple[int, int, int]], requested: list[tuple[int, int]]
) -> None:
    keys, days, values = (np.array([event[part] for event in events], dtype=np.int64) for part in range(3))
    past = PastSums.of(keys.astype(np.uint64), days, values[:, None])
    keys_requested = np.array([key for key, _ in requested], dtype=np.uint64)
    days_requested = np.array([day for _, day in requested], dtype=np.int64)
    counts, sums = past.before(keys_requested, days_requested)
    latest = past.last_day_before(keys_requested, days_requested)
    for place, (key, day) in enumerate(requested):
        known = [event for event in events if event[0] == key and event[1] < day]
        assert counts[place] == len(known)
        assert sums[place, 0] == sum(event[2] for event in known)
        assert np.isnan(latest[place]) if not known else latest[place] == max(event[1] for event in known)
