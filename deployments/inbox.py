"""The inbox: files that arrived whole are announced by an event, each content once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from time import monotonic

from prefect.events import emit_event

from flows.events import Event
from flows.publishing import CHAIN, PART_OF

QUIET_SECONDS = 2.0  # files that are sent together are announced together, so that they are taken in in order
_LONGEST_SECONDS = 60.0  # an inbox that never rests is announced all the same
_UNFINISHED = (".part", ".partial", ".tmp", ".unfinished", ".crdownload", ".filepart")


@dataclass(frozen=True)
class Seen:
    """What a file looked like: its size in bytes and when it was changed."""

    size: int
    changed: int


@dataclass
class Inbox:
    """What was seen of the inbox folders; `known` are the contents that need no announcement, by their key."""

    folders: tuple[Path, ...]
    known: set[str] = field(default_factory=set)
    _seen: dict[Path, Seen] = field(default_factory=dict)
    _settled: dict[Path, Seen] = field(default_factory=dict)
    _rested_since: float = 0.0
    _waiting_since: float | None = None

    def arrived(self, now: float | None = None) -> list[Path]:
        """Files that are complete, of a content not announced before, and after which nothing came for a while.

        To be called again and again. A file is complete when it does not change between two calls and has no name of
        something unfinished. `now`: seconds of a steady clock.
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
    """What a file is known by: the hash of its content, as in the register's collection batches."""
    with path.open("rb") as content:
        digest = sha256()
        while part := content.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()[:20]


def announce(files: Iterable[Path], as_of: date) -> None:
    """Emit the event that files arrived; their names and contents are its occasion."""
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
        except FileNotFoundError:  # it was taken away in between
            continue
        if path.is_file() and status.st_size > 0:
            yield path, Seen(status.st_size, status.st_mtime_ns)
