"""The memory that Arrow works in."""

from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

_REUSING = "jemalloc"


@contextmanager
def reused_memory() -> Iterator[None]:
    """Work in memory that is used again as soon as it is free.

    Arrow's usual allocator hands it back and takes it anew in pages of 2 MB, which the system fills with zeros each
    time: a third of the processor's work where millions of rows are moved.
    """
    if _REUSING not in pa.supported_memory_backends():
        yield
        return
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.jemalloc_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)
