"""What a benchmark tells, and the clock that it is taken with."""

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
    """One figure: what was done, how much of it, what it took, and what a named baseline of the same run took."""

    what: str
    rows: int
    effort: Effort
    baseline: str
    baseline_effort: Effort
    told: str = ""  # what seconds do not say, such as delays or memory

    @property
    def ratio(self) -> float:
        """Processor seconds ÷ those of the baseline: it means the same on a slow machine and on a busy one."""
        return self.effort.processor / self.baseline_effort.processor


def effort_of(work: Callable[[], object]) -> Effort:
    """What one call of `work` takes."""
    processor, wall = time.process_time(), time.perf_counter()
    work()
    return Effort(time.process_time() - processor, time.perf_counter() - wall)
