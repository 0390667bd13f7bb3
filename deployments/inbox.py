"""The inbox: an event announces complete files, each content once, and again while it is not collected."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from time import monotonic

from prefect.events import emit_event

from flows.events import Event
from flows.publishing import CHAIN, PART_OF
from tasks.collection.inbox_files import PassedOver, inbox_files, unreadable
from tasks.running.patience import Tried

QUIET_SECONDS = 2.0  # files that are sent together are announced together, so that they are collected in order
_LONGEST_SECONDS = 60.0  # a busy inbox is announced after this time at the latest
_READ_AGAIN = (5.0, 600.0)  # seconds until a file that cannot be read is tried again: first, and at most
_ANNOUNCE_AGAIN = (300.0, 3600.0)  # seconds until an announced file that nothing collected is announced again


@dataclass(frozen=True)
class Seen:
    """Size in bytes and time of change of a file when it was last seen."""

    size: int
    changed: int


@dataclass
class Inbox:
    """State of the inbox folders; `known` holds the keys of contents that need no announcement.

    passed_over: names that the last look passed over, which are told once.
    """

    folders: tuple[Path, ...]
    known: set[str] = field(default_factory=set)
    passed_over: list[PassedOver] = field(default_factory=list)
    _seen: dict[Path, Seen] = field(default_factory=dict)
    _settled: dict[Path, Seen] = field(default_factory=dict)
    _unreadable: dict[Path, tuple[Tried, PassedOver]] = field(default_factory=dict)
    _announced: dict[str, tuple[Path, Tried]] = field(default_factory=dict)
    _told: set[PassedOver] = field(default_factory=set)
    _rested_since: float = 0.0
    _waiting_since: float | None = None

    def arrived(self, now: float | None = None) -> list[Path]:
        """Complete files with new content, once nothing else has arrived for a while.

        Call it repeatedly. A file is complete if it does not change between two calls and its name does not mark it as
        unfinished. One that cannot be read is passed over, and tried again later. `now`: seconds of a monotonic clock.
        """
        now = monotonic() if now is None else now
        present = self._look()
        if present != self._seen:
            self._seen, self._rested_since = present, now
        fresh = [path for path, seen in present.items() if self._settled.get(path) != seen and self._due(path, now)]
        if not fresh:
            self._waiting_since = None
            return []
        self._waiting_since = now if self._waiting_since is None else self._waiting_since
        rested = now - self._rested_since >= QUIET_SECONDS
        if not rested and now - self._waiting_since < _LONGEST_SECONDS:
            return []
        self._waiting_since = None
        found = [path for path in sorted(fresh) if self._is_new(path, now)]
        self._settled = {path: seen for path, seen in present.items() if path not in self._unreadable}
        return found

    def to_tell(self) -> list[PassedOver]:
        """Names passed over that were not told yet; one that was away is told again when it is back."""
        news = [each for each in self.passed_over if each not in self._told]
        self._told = set(self.passed_over)
        return news

    def uncollected(self, collected: Collection[str], now: float | None = None) -> list[Path]:
        """Announced files whose content is not among `collected` although it has long been announced.

        Their collection was lost or failed, for example because the disk was full; they are announced again.
        """
        now = monotonic() if now is None else now
        self._announced = {key: each for key, each in self._announced.items() if key not in collected}
        again = []
        for key, (path, tried) in self._announced.items():
            if now >= tried.again and path in self._seen:
                self._announced[key] = (path, tried.once_more(now, *_ANNOUNCE_AGAIN))
                again.append(path)
        return sorted(again)

    @property
    def announced(self) -> list[str]:
        """Keys of announced contents that are not known to be collected."""
        return list(self._announced)

    def _look(self) -> dict[Path, Seen]:
        listing = inbox_files(self.folders)
        present = {
            path: Seen(status.st_size, status.st_mtime_ns)
            for path, status in listing.files.items()
            if status.st_size > 0
        }
        self._unreadable = {path: tried for path, tried in self._unreadable.items() if path in present}
        self.passed_over = [*listing.passed_over, *(each for _, each in self._unreadable.values())]
        return present

    def _due(self, path: Path, now: float) -> bool:
        tried, _ = self._unreadable.get(path, (Tried(), None))
        return now >= tried.again or not tried.times

    def _is_new(self, path: Path, now: float) -> bool:
        try:
            key = content_key(path)
        except FileNotFoundError:  # it has been removed
            return False
        except OSError as problem:
            before, _ = self._unreadable.get(path, (Tried(), None))
            self._unreadable[path] = (before.once_more(now, *_READ_AGAIN), unreadable(path, problem))
            return False
        self._unreadable.pop(path, None)
        if key in self.known:
            return False
        self.known.add(key)
        self._announced[key] = (path, Tried().once_more(now, *_ANNOUNCE_AGAIN))
        return True


def content_key(path: Path) -> str:
    """The key of a file: the hash of its content, as in the register's collection batches."""
    with path.open("rb") as content:
        digest = sha256()
        while part := content.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()[:20]


def announce(files: Iterable[Path], as_of: date) -> None:
    """Emit the event of arrived files; the hash of their contents is its occasion. One that has gone is left out."""
    keys = {}
    for path in files:
        try:
            keys[path.absolute()] = content_key(path)
        except OSError:  # the next look tells it
            continue
    if not keys:
        return
    paths = list(keys)
    occasion = sha256("".join(keys.values()).encode()).hexdigest()[:12]
    emit_event(
        event=Event.FILE_ARRIVED,
        resource={
            "prefect.resource.id": f"customs-risk.inbox.{occasion}",
            "prefect.resource.name": paths[0].name if len(paths) == 1 else f"{len(paths)} files",
            PART_OF: CHAIN,
        },
        payload={"as_of": as_of.isoformat(), "occasion": occasion, "files": [str(path) for path in paths]},
    )
