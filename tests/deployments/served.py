"""A served installation for tests: the real command in a process of its own, looked at through Prefect's API."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from urllib.request import Request, urlopen

import pandas as pd

from deployments.serving.catching_up import followers
from sql.register.tables import OutboxEvent
from sql.stores import Stores
from tasks.lifecycle.flow_events import unanswered

Found = TypeVar("Found")
Record = dict[str, Any]
FIRST_SCREENED = date(2021, 4, 1)
TODAY = date(2021, 4, 6)
PATIENCE = 500.0  # seconds; on an idle machine everything waited for takes a fraction


@dataclass
class Served:
    """A served installation: its data folder, port, and settings of its environment."""

    data: Path
    port: int
    settings: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start serving, and wait until deployments are registered."""
        self.data.mkdir(parents=True, exist_ok=True)
        with (self.data / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "deployments.command_line", "serve"),
                    *("--data", str(self.data), "--port", str(self.port)),
                ],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait(lambda: self.ready.exists(), "serving to start")

    @property
    def environment(self) -> dict[str, str]:
        """What an officer's shell has set: nothing of Prefect, and the settings of the installation."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        inherited.pop("CUSTOMS_RISK_DATA_FOLDER", None)
        return inherited | self.settings

    def shell(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of `customs-risk` on the data folder, in a process of its own."""
        words = [sys.executable, "-m", "deployments.command_line", *command, "--data", str(self.data)]
        return subprocess.run(words, env=self.environment, capture_output=True, text=True, check=False)

    @property
    def ready(self) -> Path:
        return self.data / "prefect" / "served"

    def stop(self) -> int:
        """Stop as Ctrl-C does; the exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    def kill_everything(self) -> None:
        """`kill -9` of the supervisor, the server, the runner and all runs at once."""
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)
        assert self.process is not None
        self.process.wait(30)

    def processes(self) -> list[int]:
        """Every process of the tree: the supervisor, and those that bear the mark of this installation."""
        mark = f"CUSTOMS_RISK_SERVED_FROM={self.data}".encode()
        found = [self.process.pid] if self.process is not None and self.process.poll() is None else []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
            except OSError:
                continue
        return found

    def process_of(self, what: str) -> int:
        """The process whose command line contains `what`."""
        for pid in self.processes():
            if what in Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode():
                return pid
        raise AssertionError(f"no process runs {what}")

    def post(self, path: str, body: Record) -> Any:
        return json.loads(self.send("POST", path, body))

    def send(self, method: str, path: str, body: Record | None = None) -> bytes:
        """Send a request to Prefect's API; the body of its answer."""
        request = Request(
            f"http://127.0.0.1:{self.port}/api/{path}",
            data=json.dumps(body).encode() if body is not None else None,
            headers={"content-type": "application/json"},
            method=method,
        )
        with urlopen(request, timeout=30) as answer:
            content: bytes = answer.read()
        return content

    def runs(self, deployment: str | None = None) -> list[Record]:
        """Runs of deployments that were not called by another run and are not waiting for their schedule."""
        body: Record = {"limit": 200, "sort": "START_TIME_ASC"}
        if deployment is not None:
            body["deployments"] = {"name": {"any_": [deployment]}}
        every: list[Record] = self.post("flow_runs/filter", body)
        return [run for run in every if run["deployment_id"] and not run["auto_scheduled"]]

    def run(self, deployment: str, parameters: Record) -> Record:
        """Run a deployment as its form does, and wait until it has ended."""
        found = self.deployment(deployment)
        made = self.post(f"deployments/{found['id']}/create_flow_run", {"parameters": parameters})

        def ended() -> Record | None:
            run: Record = next(each for each in self.runs(deployment) if each["id"] == made["id"])
            return run if run["state_type"] in {"COMPLETED", "FAILED", "CRASHED"} else None

        return self.wait(ended, f"{deployment} to end")

    def deployment(self, name: str) -> Record:
        found: Record = self.post("deployments/filter", {"deployments": {"name": {"any_": [name]}}})[0]
        return found

    def schedule_of(self, deployment: str) -> tuple[Record, str]:
        """The schedule of a deployment, and its place in the API."""
        found = self.deployment(deployment)
        schedule: Record = found["schedules"][0]
        return schedule, f"deployments/{found['id']}/schedules/{schedule['id']}"

    def events(self, name: str) -> list[Record]:
        """Events of a name, oldest first."""
        body: Record = {"filter": {"event": {"name": [name]}, "order": "ASC"}, "limit": 50}
        found: list[Record] = self.post("events/filter", body)["events"]
        return found

    @cached_property
    def collecting(self) -> str:
        """The identifier of the deployment that collects."""
        return str(self.deployment("collect-risk-information")["id"])

    @cached_property
    def stores(self) -> Stores:
        """The stores of the installation, as its settings name them."""
        register = self.settings.get("CUSTOMS_RISK_REGISTER_URL")
        return Stores.embedded(self.data) if register is None else Stores.opened(self.data, register)

    def settle(self, collections: int) -> None:
        """Wait until so many collections were made, every event has been followed, and every message handed on."""

        def settled() -> bool:
            runs = self.runs()
            return (
                sum(run["deployment_id"] == self.collecting for run in runs) >= collections
                and all(run["state_type"] not in _UNDER_WAY for run in runs)
                and unanswered(self.stores, followers(), date(2021, 1, 1)) == []
                and bool(self.stores.register.read(OutboxEvent, ["fanned_out"])["fanned_out"].all())
            )

        self.wait(settled, f"what follows {collections} collections", every=1.0)

    def wait(self, look: Callable[[], Found | None], what: str, seconds: float = PATIENCE, every: float = 0.5) -> Found:
        """Look again and again until something is found; fail with the log after a deadline.

        every: seconds between two looks; the server takes a tenth of a second to answer what its runs do.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and (self.process is None or self.process.poll() is None):
            try:
                if found := look():
                    return found
            except OSError:  # the server is away for a moment
                pass
            time.sleep(every)
        logs = [*self.data.glob("logs/*.log"), self.data / "serve.log"]
        tail = "\n".join(f"{log.name}:\n{log.read_text(errors='replace')[-3000:]}" for log in logs)
        raise AssertionError(f"waited {seconds - max(deadline - time.monotonic(), 0):.0f} s for {what} in vain\n{tail}")


_UNDER_WAY = {"SCHEDULED", "PENDING", "RUNNING", "CANCELLING"}


def send(folder: Path, name: str, rows: pd.DataFrame) -> Path:
    """Write a file beside its place, then move it there whole, as a careful sender does."""
    unfinished = folder / f".{name}.unfinished"
    rows.to_parquet(unfinished)
    return unfinished.rename(folder / f"{name}.parquet")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


@contextmanager
def served(data: Path, **settings: str) -> Iterator[Served]:
    """Serve an installation with its data in `data`, on free ports; everything is ended at the end."""
    with socket.socket() as one, socket.socket() as other:
        for probe in (one, other):
            probe.bind(("127.0.0.1", 0))
        port, endpoint = one.getsockname()[1], other.getsockname()[1]
    installation = Served(data, port, {"CUSTOMS_RISK_ENDPOINT_PORT": str(endpoint)} | settings)
    try:
        installation.start()
        yield installation
    finally:
        if installation.process is not None and installation.process.poll() is None:
            installation.kill_everything()
        for pid in installation.processes():
            os.kill(pid, signal.SIGKILL)
