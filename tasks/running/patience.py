"""How long to wait before what failed is tried again: longer after each failure, up to a limit."""

from dataclasses import dataclass


def pause_after(failures: int, first: float, longest: float) -> float:
    """Seconds to wait after `failures` in a row: `first`, then twice as long each time, `longest` at most."""
    return float(min(longest, first * 2.0 ** min(max(failures, 1) - 1, 30)))


@dataclass(frozen=True)
class Tried:
    """How often something was tried in vain, and the second from which on it is tried again."""

    times: int = 0
    again: float = 0.0

    def once_more(self, now: float, first: float, longest: float) -> "Tried":
        """After another try at the second `now`; see `pause_after`."""
        return Tried(self.times + 1, now + pause_after(self.times + 1, first, longest))
