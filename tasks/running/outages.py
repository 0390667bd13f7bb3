"""Outages: a full disk, a folder that cannot be written, a database that is gone. Each is told in one sentence."""

import errno
import os
from collections.abc import Iterator

from sqlalchemy.exc import InterfaceError, OperationalError

_FULL = "the disk is full: make room"
_READ_ONLY = "the file system is read-only: make it writable"
_NOT_OURS = "this user may not read or write it: give it to them"
_BROKEN = "a disk does not answer: check it"
_TOO_LARGE = "a file has reached the largest size that is allowed: raise the limit"
_LOST = "the database cannot be reached: start its server, or check the way to it"
_BUSY = "the database is locked by another process: end that one if it hangs"
_NO_SERVER = "the Prefect server does not answer: start it, or check PREFECT_API_URL"
_WORK_GOES_ON = "nothing is left half done, and the next try does it"

_BY_NUMBER = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), _FULL),
    errno.EFBIG: _TOO_LARGE,
    errno.EROFS: _READ_ONLY,
    **dict.fromkeys((errno.EACCES, errno.EPERM), _NOT_OURS),
    **dict.fromkeys((errno.EIO, errno.ESTALE, errno.ENXIO), _BROKEN),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), "too many files are open: raise the limit"),
}
# What libraries say that keep the number of the system's error to themselves.
_BY_WORDS = {
    "no space left on device": _FULL,
    "disk is full": _FULL,
    "file too large": _TOO_LARGE,
    "read-only file system": _READ_ONLY,
    "readonly database": _READ_ONLY,
    "unable to open database file": _READ_ONLY,
    "disk i/o error": _BROKEN,
    "input/output error": _BROKEN,
    "database is locked": _BUSY,
}
_SPEAKING = ("duckdb", "pyarrow", "sqlite3", "sqlalchemy", "builtins")  # libraries whose errors are known by words
_LOST_STATES = ("08", "53", "57P")  # classes of PostgreSQL's states that are about its server, not about a statement


def outage(problem: BaseException) -> str | None:
    """What the machine or a server lacks and what to do, in one sentence without its full stop.

    None where `problem`, with all that caused it, is no outage: a refusal, or a fault of the program.
    """
    found = next((lacking for each in _chain(problem) if (lacking := _lacking(each)) is not None), None)
    return None if found is None else f"{found}; {_WORK_GOES_ON}"


def _chain(problem: BaseException) -> Iterator[BaseException]:
    """A problem and what caused it, each once."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [problem]
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        parts = each.exceptions if isinstance(each, BaseExceptionGroup) else ()
        waiting += [each.__context__, each.__cause__, *parts]


def _lacking(problem: BaseException) -> str | None:
    if isinstance(problem, OSError) and problem.errno in _BY_NUMBER:
        where = problem.filename
        named = f"{shown(os.fsdecode(where))}: " if isinstance(where, str | bytes | os.PathLike) else ""
        return named + _BY_NUMBER[problem.errno]
    library = type(problem).__module__.partition(".")[0].lstrip("_")  # DuckDB names its errors _duckdb
    if library in _SPEAKING and (library != "builtins" or isinstance(problem, OSError)):
        words = str(problem).lower()
        found = next((lacking for said, lacking in _BY_WORDS.items() if said in words), None)
        if found is not None:
            return found
    if isinstance(problem, OperationalError | InterfaceError) and _of_server(problem.orig):
        return _LOST
    unreachable = library == "httpx" and any(kind.__name__ == "TransportError" for kind in type(problem).__mro__)
    return _NO_SERVER if unreachable else None


def _of_server(original: BaseException | None) -> bool:
    """Whether an error of the PostgreSQL driver is about its server; without a state it was not even reached."""
    state = getattr(original, "sqlstate", None)
    return type(original).__module__.startswith("psycopg") and (state is None or state.startswith(_LOST_STATES))


def shown(name: str) -> str:
    """A name as it can be printed, stored and sent: what is no printable text is escaped."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in name)
