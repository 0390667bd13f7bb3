"""How long one declaration waits for its lane over HTTP: 50 a second, whether or not the last were answered."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import numpy as np

from benchmarks.measurement import Effort, Measurement
from benchmarks.parameters_made_up import COUNTRIES, DAY, MODES, OFFICES, hs_code, made_up_parameters
from sql.stores import Stores
from tasks.clearance.lane_policy import load_default_policy
from tasks.collection.prepare import prepare_register
from tasks.parameters.life import Endorsed, put_into_force

PARAMETERS = 1_000
A_SECOND = 50
SECONDS = 30.0
_WARM_UP = 2.0  # seconds at the start that are asked but not counted


def measure() -> list[Measurement]:
    """Asking for lanes beside asking an endpoint that answers a constant, in turn."""
    with TemporaryDirectory() as name:
        stores = Stores.embedded(Path(name))
        prepare_register(stores)
        eve = DAY - timedelta(days=1)
        load_default_policy(stores, eve - timedelta(days=1))
        endorsed = [Endorsed(each, "Li", "Wang") for each in made_up_parameters(PARAMETERS)]
        put_into_force(stores, endorsed, unit="CN", as_of=eve)
        constant, plain_effort = _asked(Path(name), "constant")
        delays, effort = _asked(Path(name), "screening")
    what = f"answer {A_SECOND} declarations a second, {PARAMETERS:,} parameters"
    told = f"{_told(delays)}; the constant {_told(constant)}"
    return [Measurement(what, len(delays), effort, "an endpoint that answers a constant", plain_effort, told)]


def _told(delays: list[float]) -> str:
    half, most = np.quantile(delays, [0.5, 0.99]) * 1_000
    return f"p50 {half:.1f} ms, p99 {most:.1f} ms"


def _asked(folder: Path, which: str) -> tuple[list[float], Effort]:
    """Seconds that each declaration waited, and what the server spent meanwhile."""
    with _server(folder, which) as (process, address):
        before = _processor(process)
        began = time.perf_counter()
        delays = asyncio.run(_ask(address))
        return delays, Effort(_processor(process) - before, time.perf_counter() - began)


async def _ask(address: str) -> list[float]:
    chance = Random(3)
    delays: list[float] = []
    async with httpx.AsyncClient(base_url=address, timeout=30.0) as client:

        async def one(number: int, due: float) -> None:
            answer = await client.post("/declarations", json=_declaration(number, chance))
            answer.raise_for_status()
            if due - began > _WARM_UP:
                delays.append(time.perf_counter() - due)

        began = time.perf_counter()
        async with asyncio.TaskGroup() as together:
            for number in range(int(A_SECOND * (SECONDS + _WARM_UP))):
                due = began + number / A_SECOND
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                together.create_task(one(number, due))
    return delays


def _declaration(number: int, chance: Random) -> dict[str, Any]:
    return {
        "declaration_id": f"D{number}",
        "lodged_on": DAY.isoformat(),
        "office": chance.choice(OFFICES),
        "importer": f"I{chance.randint(0, 50_000)}",
        "transport_mode": chance.choice(MODES),
        "hs_code": hs_code(chance),
        "country_of_departure": chance.choice(COUNTRIES),
        "country_of_origin": chance.choice(COUNTRIES),
        "duty_rate": 8.0,
        "net_mass": round(chance.uniform(0.1, 10_000.0), 1),
        "item_value": round(10 ** chance.uniform(1, 6), 2),
    }


@contextmanager
def _server(folder: Path, which: str) -> Iterator[tuple[int, str]]:
    """A server in a process of its own: its process id and address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.endpoint_server", str(folder), str(port), which]
    process = subprocess.Popen(command)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield process.pid, f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _processor(process: int) -> float:
    """Seconds of the processor that a process spent."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
