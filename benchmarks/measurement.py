"""The result of a benchmark, and the clock that measures it."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """Seconds of the processor (all threads of this process) and on the wall."""

    processor: float
    wall: float


@dataclass(frozen=True)
class Measurement:
    """One figure: the work, its size, its effort, and the effort of a baseline in the same run."""

    what: str
    rows: int
    effort: Effort
    baseline: str
    baseline_effort: Effort
    note: str = ""  # figures other than seconds, such as delays or memory

    @property
    def ratio(self) -> float:
        """Processor seconds ÷ those of the baseline: comparable between slow, fast and busy machines."""
        return self.effort.processor / self.baseline_effort.processor


def effort_of(work: Callable[[], object]) -> Effort:
    """The effort of one call of `work`."""
    processor, wall = time.process_time(), time.perf_counter()
    work()
    return Effort(time.process_time() - processor, time.perf_counter() - wall)
