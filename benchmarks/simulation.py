"""The speed of simulating national trade: a million declarations, with the records of customs."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq

from benchmarks.measurement import Measurement, effort_of
from sql.lake import SCHEMAS, Lake, conformed
from tasks.simulation.files import write_world
from tasks.simulation.world import SimulationPlan, World, simulate

DECLARATIONS = 1_000_000
PLAN = SimulationPlan(7, DECLARATIONS, date(2020, 1, 1), date(2021, 3, 31), date(2021, 1, 1))


def measure() -> list[Measurement]:
    """Simulating beside writing the same declarations as plain Parquet; and the whole way into an inbox."""
    worlds: list[World] = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        simulated = effort_of(lambda: worlds.append(simulate(PLAN)))
        written = effort_of(lambda: write_world(worlds[0], folder / "inbox", Lake(folder / "lake")))
        rows = conformed(worlds[0].declarations, SCHEMAS["declarations"])
        plain = effort_of(lambda: pq.write_table(rows, folder / "plain.parquet", compression="zstd"))
    baseline = "the same declarations written as one Parquet file"
    return [
        Measurement("simulate a world", DECLARATIONS, simulated, baseline, plain),
        Measurement("write its files into an inbox", DECLARATIONS, written, baseline, plain),
    ]
