"""Questions to the lake, one `.sql` file each, named for what it answers."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def query(name: str) -> str:
    """Text of the query `name` (without `.sql`); parameters are bound by name with `$name`."""
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
