"""The cost of Prefect in a cycle over a million declarations: flows beside the same functions called directly.

Both run in separate processes on the same simulated files, timed from the first collected file to the written report.
Imports and the start of Prefect's server count separately, because a served installation pays them once.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

DECLARATIONS = 1_000_000
SCREENED_FROM, LAST_DAY = date(2021, 3, 25), date(2021, 3, 31)
PLAIN, ORCHESTRATED = "the same functions without Prefect", "flows and tasks with Prefect"


def report(declarations: int = DECLARATIONS) -> str:
    """A table of both runs: seconds of the cycle, and the share of orchestration."""
    with TemporaryDirectory() as name:
        folders = {how: Path(name) / str(number) for number, how in enumerate((PLAIN, ORCHESTRATED))}
        _in_a_process("simulate", folders[PLAIN], declarations)
        shutil.copytree(folders[PLAIN], folders[ORCHESTRATED])
        figures = {how: _in_a_process(how, folder, declarations) for how, folder in folders.items()}
    plain, orchestrated = figures[PLAIN], figures[ORCHESTRATED]
    if plain["summary"] != orchestrated["summary"]:
        raise AssertionError(f"the runs differ: {plain['summary']} and {orchestrated['summary']}")
    screened = plain["summary"]["declarations_screened"]
    added = orchestrated["cycle"] - plain["cycle"]
    return "\n".join(
        [
            f"| a cycle over {declarations:,} declarations, {screened:,} of them screened | s |",
            "|---|---|",
            f"| {PLAIN} | {plain['cycle']:.1f} |",
            f"| {ORCHESTRATED} | {orchestrated['cycle']:.1f} |",
            f"| orchestration, of the wall time of the cycle | {added / orchestrated['cycle']:.1%} |",
            f"| start of Prefect's server, once | {orchestrated['start']:.1f} |",
        ]
    )


def _in_a_process(how: str, folder: Path, declarations: int) -> dict[str, Any]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("CUSTOMS_RISK_", "PREFECT_"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.orchestration", how, str(folder), str(declarations)],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _simulate(declarations: int) -> dict[str, Any]:
    from flows import simulate_trade

    return simulate_trade.simulate_trade(
        declarations=declarations,
        first_day=date(2020, 3, 1),
        last_day=LAST_DAY,
        screened_from=SCREENED_FROM,
        seed=7,
    )


def _cycle() -> dict[str, Any]:
    from flows import risk_lifecycle

    began = time.perf_counter()
    summary = risk_lifecycle.risk_lifecycle(as_of=LAST_DAY, screened_from=SCREENED_FROM)
    seconds = time.perf_counter() - began
    del summary["report"]
    return {"cycle": seconds, "summary": summary}


def _orchestrated() -> dict[str, Any]:
    from deployments.embedded import start_prefect

    began = time.perf_counter()
    wait_for_prefect = start_prefect()
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    wait_for_prefect()
    start = time.perf_counter() - began
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):  # as `customs-risk run` does
        return _cycle() | {"start": start}


def _main(how: str, folder: Path, declarations: int) -> None:
    from deployments.embedded import use_data_folder

    use_data_folder(folder)
    if how == ORCHESTRATED:
        figures = _orchestrated()
    else:
        from tests.flows.cycle import without_engine

        with without_engine():
            figures = _simulate(declarations) if how == "simulate" else _cycle()
    print(json.dumps(figures, default=str))


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
