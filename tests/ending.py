"""Hostile input may be refused slowly on a busy machine, but it must be refused: work on it never goes on and on."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time

ENDLESS = 60.0  # seconds of a processor: what grows with the square of its input takes hours, all else a second or two


@contextmanager
def ends() -> Iterator[None]:
    """Fails where the work within takes as long as only work that grows out of hand does."""
    began = process_time()
    yield
    spent = process_time() - began
    assert spent < ENDLESS, f"{spent:.0f} s of a processor: this grows out of hand"
