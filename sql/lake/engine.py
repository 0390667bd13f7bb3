"""DuckDB in the memory of this process, with bounds."""

import os
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # imported where it is opened: commands that read the register alone start without it
    import duckdb

_MEMORY_LIMIT = "1GB"


def in_memory_database(spills_to: Path | None = None) -> "duckdb.DuckDBPyConnection":
    """An empty database that holds at most a gigabyte in memory; what is more waits in files.

    `spills_to`: where these files stand while they are needed; by default the system's folder for temporary files, not,
    as DuckDB would have it, the folder that a command happens to be called in.
    """
    import duckdb

    folder = spills_to or Path(gettempdir()) / f"customs-risk-{os.getpid()}"
    threads = os.cpu_count() or 1
    return duckdb.connect(
        config={"memory_limit": _MEMORY_LIMIT, "threads": threads, "temp_directory": str(folder)},
    )
