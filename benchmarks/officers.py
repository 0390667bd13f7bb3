"""Fifty officers work on the same cases for a minute on PostgreSQL; counts what is lost, doubled or broken.

`python -m benchmarks.officers` prints their actions and the errors afterwards.
"""

from collections import Counter

from benchmarks.databases import stores_on
from benchmarks.measurement import Measurement, effort_of
from tests.tasks.post_clearance.officers import OFFICERS, for_seconds, work_together, wrong_afterwards

SECONDS, SHORT_SECONDS = 60.0, 10.0


def measure() -> list[Measurement]:
    """Fifty officers at once, beside the same fifty for a sixth of the time."""
    done: list[Counter[str]] = []
    with stores_on("postgresql") as stores:
        crowd = effort_of(lambda: done.append(work_together(stores, for_seconds(SECONDS))))
        wrong = wrong_afterwards(stores, done[0])
    with stores_on("postgresql") as stores:
        short = effort_of(lambda: done.append(work_together(stores, for_seconds(SHORT_SECONDS))))
    deeds = done[0].total() - done[0]["refused"]
    deeds_done = ", ".join(f"{number} × {deed}" for deed, number in sorted(done[0].items()))
    what = f"{OFFICERS} officers, {SECONDS:.0f} s: {deeds_done}; wrong afterwards: {'; '.join(wrong) or 'nothing'}"
    return [Measurement(what, deeds, crowd, f"the same for {SHORT_SECONDS:.0f} s", short)]


if __name__ == "__main__":
    for each in measure():
        print(each.what)
