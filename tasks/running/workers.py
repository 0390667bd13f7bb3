"""Workers for the parts of large work: threads of this process, or a Dask cluster, by one setting."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

THREADS = "threads"  # while DuckDB matches one part, Python checks the next
_AT_ONCE = 2  # parts held in memory; DuckDB alone keeps every processor busy
LOCAL_DASK = "dask"
_LOCAL_WORKERS = 2

Part = TypeVar("Part")
Result = TypeVar("Result")


class WorkersRefusedError(ValueError):
    """Workers that are not available; the message says what to do."""


@dataclass(frozen=True)
class Workers:
    """A number of workers; without a client of a Dask cluster, this process is the only one."""

    count: int = 1
    client: Any = None

    def map(self, work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
        """The result of each part, in their order."""
        if self.client is None:
            with ThreadPoolExecutor(_AT_ONCE) as threads:
                return list(threads.map(work, parts))
        results: list[Result] = self.client.gather(self.client.map(work, parts, pure=False))
        return results


@contextmanager
def workers(setting: str) -> Iterator[Workers]:
    """The workers that CUSTOMS_RISK_WORKERS sets; they stop when the block ends.

    setting: `threads`; `dask` for a cluster of two local workers; or the address of a running cluster's scheduler, such
    as tcp://scheduler:8786, whose workers must see the same folders. Raises WorkersRefusedError.
    """
    if setting == THREADS:
        yield Workers()
        return
    if setting != LOCAL_DASK and "://" not in setting:
        raise WorkersRefusedError(f"CUSTOMS_RISK_WORKERS is {setting}: name threads, dask, or tcp://host:port")
    try:
        from distributed import Client, LocalCluster
    except ImportError as problem:
        raise WorkersRefusedError("Dask is not installed: install customs-risk-flows[dask]") from problem
    if setting == LOCAL_DASK:
        with (
            TemporaryDirectory(prefix="customs-risk-dask-") as scratch,
            LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=_LOCAL_WORKERS, threads_per_worker=1, dashboard_address=None, local_directory=scratch
            ) as cluster,
            Client(cluster) as client,  # type: ignore[no-untyped-call]
        ):
            yield Workers(_LOCAL_WORKERS, client)
        return
    try:
        client = Client(setting)  # type: ignore[no-untyped-call]
    except OSError as problem:
        raise WorkersRefusedError(f"no Dask scheduler answers at {setting}: start it, or name another") from problem
    with client:
        yield Workers(max(1, len(client.scheduler_info(n_workers=-1)["workers"])), client)
