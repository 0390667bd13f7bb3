"""The inbox: an event announces complete files, each content once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from time import monotonic

from prefect.events import emit_event

from flows.events import Event
from flows.publishing import CHAIN, PART_OF

QUIET_SECONDS = 2.0  # files that are sent together are announced together, so that they are collected in order
_LONGEST_SECONDS = 60.0  # a busy inbox is announced after this time at the latest
_UNFINISHED = (".part", ".partial", ".tmp", ".unfinished", ".crdownload", ".filepart")


@dataclass(frozen=True)
class Seen:
    """Size in bytes and time of change of a file when it was last seen."""

    size: int
    changed: int


@dataclass
class Inbox:
    """State of the inbox folders; `known` holds the keys of contents that need no announcement."""

    folders: tuple[Path, ...]
    known: set[str] = field(default_factory=set)
    _seen: dict[Path, Seen] = field(default_factory=dict)
    _settled: dict[Path, Seen] = field(default_factory=dict)
    _rested_since: float = 0.0
    _waiting_since: float | None = None

    def arrived(self, now: float | None = None) -> list[Path]:
        """Complete files with new content, once nothing else has arrived for a while.

        Call it repeatedly. A file is complete if it does not change between two calls and its name does not mark it as
        unfinished. `now`: seconds of a monotonic clock.
        """
        now = monotonic() if now is None else now
        present = {path: seen for folder in self.folders for path, seen in _look(folder)}
        if present != self._seen:
            self._seen, self._rested_since = present, now
        fresh = [path for path, seen in present.items() if self._settled.get(path) != seen]
        if not fresh:
            self._waiting_since = None
            return []
        self._waiting_since = now if self._waiting_since is None else self._waiting_since
        rested = now - self._rested_since >= QUIET_SECONDS
        if not rested and now - self._waiting_since < _LONGEST_SECONDS:
            return []
        self._waiting_since = None
        self._settled = present
        return [path for path in sorted(fresh) if self._is_new(path)]

    def _is_new(self, path: Path) -> bool:
        key = content_key(path)
        if key in self.known:
            return False
        self.known.add(key)
        return True


def content_key(path: Path) -> str:
    """The key of a file: the hash of its content, as in the register's collection batches."""
    with path.open("rb") as content:
        digest = sha256()
        while part := content.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()[:20]


def announce(files: Iterable[Path], as_of: date) -> None:
    """Emit the event of arrived files; the hash of their contents is its occasion."""
    paths = [path.absolute() for path in files]
    occasion = sha256("".join(content_key(path) for path in paths).encode()).hexdigest()[:12]
    emit_event(
        event=Event.FILE_ARRIVED,
        resource={
            "prefect.resource.id": f"customs-risk.inbox.{occasion}",
            "prefect.resource.name": paths[0].name if len(paths) == 1 else f"{len(paths)} files",
            PART_OF: CHAIN,
        },
        payload={"as_of": as_of.isoformat(), "occasion": occasion, "files": [str(path) for path in paths]},
    )


def _look(folder: Path) -> Iterator[tuple[Path, Seen]]:
    for path in folder.glob("*"):
        if path.name.startswith(".") or path.suffix in _UNFINISHED:
            continue
        try:
            status = path.stat()
        except FileNotFoundError:  # it has been removed
            continue
        if path.is_file() and status.st_size > 0:
            yield path, Seen(status.st_size, status.st_mtime_ns)
