"""The supervisor: starts and stops server, runner and screening endpoint, and restarts each when it dies."""

import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from deployments.serving.environment import Place, served_environment
from deployments.serving.leftovers import end_leftovers
from deployments.serving.parts import FIRST_PAUSE, HEALTHY_SECONDS, LONGEST_PAUSE
from deployments.serving.processes import ServedProcess
from sql.exclusive import HeldElsewhereError, exclusive
from tasks.running.outages import outage
from tasks.running.patience import Tried

_STARTUP_SECONDS = 180.0
_CHECK_SECONDS = 0.5
_PATIENCE = 10.0  # seconds that a process has to end in good order


class NotServedError(RuntimeError):
    """Serving cannot start; the message says why and what to do."""


Start = Callable[[Sequence[str], Mapping[str, str], Path], ServedProcess]


@dataclass
class Part:
    """One process of the installation, started again without end, after a pause that grows with its failures in a row.

    up: whether it serves once it was started. may_start: whether what it needs is there. ends_with: the part that takes
    it along, for without that part it could not tell what it does. patience: seconds that it has to end in good order.
    """

    name: str
    arguments: Sequence[str]
    log: Path
    up: Callable[[], bool]
    may_start: Callable[[], bool] = lambda: True
    ends_with: "Part | None" = None
    patience: float = 0.0
    before: Callable[[], None] = lambda: None
    start: Start = ServedProcess
    is_up: bool = False
    was_up: bool = False
    _process: ServedProcess | None = None
    _tried: Tried = field(default_factory=Tried)
    _began: float = 0.0

    def tend(self, environment: Mapping[str, str], report: Callable[[str], None], now: float) -> None:
        """Start the process if it is time, notice that it is up, or that it ended; never raises.

        report: receives a sentence on each incident. now: seconds of a monotonic clock.
        """
        if self._process is None:
            if now >= self._tried.again and self.may_start():
                self._try_to_start(environment, report, now)
        elif self.ends_with is not None and not self.ends_with.is_up:
            self.end()
        elif not self._process.runs:
            self._failed("ended" if self.is_up else "did not start", report, now)
        elif not self.is_up:
            self.is_up = self.up()
            self.was_up = self.was_up or self.is_up
            if not self.is_up and now - self._began > _STARTUP_SECONDS:
                self._failed(f"did not start within {_STARTUP_SECONDS:.0f} seconds", report, now)

    def end(self) -> None:
        """End the process and its children."""
        if self._process is not None:
            self._process.end(self.patience)
        self._process, self.is_up = None, False

    def _try_to_start(self, environment: Mapping[str, str], report: Callable[[str], None], now: float) -> None:
        self._began = now
        try:
            self.before()
            self._process = self.start(self.arguments, environment, self.log)
        except OSError as problem:
            self._failed(f"cannot start ({outage(problem) or problem})", report, now)

    def _failed(self, what: str, report: Callable[[str], None], now: float) -> None:
        healthy = self.is_up and now - self._began > HEALTHY_SECONDS
        self.end()
        self._tried = (Tried() if healthy else self._tried).once_more(now, FIRST_PAUSE, LONGEST_PAUSE)
        pause = self._tried.again - now
        report(f"{self.name} {what}: it starts again in {pause:.0f} seconds; see {self.log}")


def supervise(place: Place, report: Callable[[str], None], welcome: Callable[[], None]) -> None:
    """Serve until a signal to stop arrives; raise NotServedError if the port or the data folder is taken.

    `report` receives a sentence on each incident; `welcome` is called once, when everything is served.
    It never gives up: each part that ends is started again, alone, after a growing pause. A run that a stop or a crash
    interrupts continues at the next start: every stage can be killed and repeated.
    """
    with _only_one(place.data):
        stopping = _stopping_on_signals()
        end_leftovers(place.data)
        _check_port(place)
        environment = served_environment(place)
        parts = parts_of(place)

        def tell(sentence: str) -> None:
            with suppress(OSError):  # where even that cannot be written, the parts are tended all the same
                report(sentence)

        try:
            tend_until(stopping, parts, environment, tell, welcome)
        finally:
            for part in reversed(parts):
                part.end()
            place.ready.unlink(missing_ok=True)


def parts_of(place: Place) -> list[Part]:
    """Server, runner and endpoint: the first two run flows, the last answers single declarations."""
    server = Part(
        "the server",
        ("-m", "deployments.serving.server"),
        place.logs / "server.log",
        up=lambda: _healthy(place),
        patience=_PATIENCE,
    )
    runner = Part(
        "the runner",
        ("-m", "deployments.serving.runner"),
        place.logs / "runner.log",
        up=place.ready.exists,
        may_start=lambda: server.is_up,
        ends_with=server,
        before=lambda: place.ready.unlink(missing_ok=True),
    )
    endpoint = Part(
        "the screening endpoint",
        ("-m", "deployments.web.server"),
        place.logs / "endpoint.log",
        up=lambda: True,
        # It starts with the blocks that the first runner saves, and then answers without server and runner.
        may_start=lambda: server.is_up and runner.was_up,
        patience=_PATIENCE,  # it records its answers
    )
    return [server, runner, endpoint]


def tend_until(
    stopping: threading.Event,
    parts: Sequence[Part],
    environment: Mapping[str, str],
    report: Callable[[str], None],
    welcome: Callable[[], None],
) -> None:
    """Tend all parts until `stopping` is set; `welcome` is called once, when all of them are up."""
    welcomed = False
    while not stopping.is_set():
        for part in parts:
            part.tend(environment, report, time.monotonic())
        if not welcomed and all(part.was_up for part in parts):
            welcomed = True
            welcome()
        stopping.wait(_CHECK_SECONDS)


def _healthy(place: Place) -> bool:
    try:
        with urlopen(f"{place.address}/api/health", timeout=2) as answer:  # noqa: S310  # nosec B310  # our own server
            return bool(answer.status == 200)
    except (URLError, OSError):  # not ready yet
        return False


def _check_port(place: Place) -> None:
    with socket.socket(socket.AF_INET6 if ":" in place.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.host, place.port))
        except OSError as problem:
            raise NotServedError(
                f"{place.host}:{place.port} cannot be used ({problem.strerror}): name another port with --port"
            ) from None


@contextmanager
def _only_one(data: Path) -> Iterator[None]:
    """Exclude another serving and `customs-risk run` from the folder."""
    try:
        with exclusive(data, "run", wait=False):
            yield
    except HeldElsewhereError:
        raise NotServedError(
            f"{data} is being served already, or run in: stop that one, or name another folder with --data"
        ) from None


def _stopping_on_signals() -> threading.Event:
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    return stopping
