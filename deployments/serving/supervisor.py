"""The supervisor: starts and stops server, runner and screening endpoint, and restarts them when one dies."""

import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from deployments.serving.environment import Place, served_environment
from deployments.serving.leftovers import end_leftovers
from deployments.serving.processes import ServedProcess
from sql.exclusive import HeldElsewhereError, exclusive

_STARTUP_SECONDS = 180.0
_LIFE_OF_HEALTHY = 60.0  # seconds: after this time, earlier failures are forgotten
_FAILURES_ALLOWED = 3
_CHECK_SECONDS = 0.5
_ENDPOINT_PAUSE = 10.0  # seconds between two starts of the endpoint
_ENDPOINT = ("-m", "deployments.web.server")


class NotServedError(RuntimeError):
    """Serving cannot start or continue; the message says why and what to do."""


def supervise(place: Place, report: Callable[[str], None], welcome: Callable[[], None]) -> None:
    """Serve until a signal to stop arrives; raise NotServedError if that is impossible.

    `report` receives a sentence on each incident; `welcome` is called once, when everything is served.
    A run that a stop or a crash interrupts continues at the next start: every stage can be killed and repeated.
    """
    with _only_one(place.data):
        stopping = _stopping_on_signals()
        end_leftovers(place.data)
        _check_port(place)
        failures = 0
        while not stopping.is_set():
            began = time.monotonic()
            problem = _serve_once(place, stopping, welcome, report)
            if stopping.is_set():
                return
            failures = 1 if time.monotonic() - began > _LIFE_OF_HEALTHY else failures + 1
            if failures > _FAILURES_ALLOWED:
                raise NotServedError(f"{problem}, {failures} times in a row: see the logs in {place.logs}")
            report(f"{problem}: starting again")
            welcome = _welcomed_before


def _serve_once(
    place: Place, stopping: threading.Event, welcome: Callable[[], None], report: Callable[[str], None]
) -> str:
    """Start all, wait until server or runner ends or a stop is requested, end all; return what ended.

    The endpoint is restarted alone, because no run depends on it.
    """
    environment = served_environment(place)
    place.ready.unlink(missing_ok=True)
    server = ServedProcess(["-m", "deployments.serving.server"], environment, place.logs / "server.log")
    runner: ServedProcess | None = None
    endpoint: ServedProcess | None = None
    try:
        if not _wait(lambda: _healthy(place), lambda: not server.runs, stopping):
            return f"the server did not start on {place.address}"
        runner = ServedProcess(["-m", "deployments.serving.runner"], environment, place.logs / "runner.log")
        started = runner
        if not _wait(place.ready.exists, lambda: not (server.runs and started.runs), stopping):
            return "the runner did not start"
        welcome()
        waited = _ENDPOINT_PAUSE
        while not stopping.wait(_CHECK_SECONDS):
            if not server.runs:
                return "the server ended"
            if not runner.runs:
                return "the runner ended"
            waited += _CHECK_SECONDS
            if (endpoint is None or not endpoint.runs) and waited > _ENDPOINT_PAUSE:
                if endpoint is not None:
                    report(f"the screening endpoint ended: starting it again; see {endpoint.log}")
                endpoint, waited = ServedProcess(_ENDPOINT, environment, place.logs / "endpoint.log"), 0.0
        return "stopped"
    finally:
        if endpoint is not None:
            endpoint.end(patience=10.0)  # it records its answers
        if runner is not None:
            runner.end()
        server.end(patience=10.0)
        place.ready.unlink(missing_ok=True)


def _wait(done: Callable[[], bool], hopeless: Callable[[], bool], stopping: threading.Event) -> bool:
    deadline = time.monotonic() + _STARTUP_SECONDS
    while time.monotonic() < deadline:
        if done():
            return True
        if hopeless() or stopping.wait(0.2):
            return False
    return False


def _healthy(place: Place) -> bool:
    try:
        with urlopen(f"{place.address}/api/health", timeout=2) as answer:  # noqa: S310 - our own server
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


def _welcomed_before() -> None:
    """The welcome is printed once."""
