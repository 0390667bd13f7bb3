"""The cost of analysing five million declarations by all detectors: time and memory."""

import multiprocessing
import resource
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sql.stores import Stores
from tasks.analysis.analyse import analyse
from tasks.analysis.request import AnalysisRequest
from tasks.collection.prepare import prepare_register
from tasks.rating.retraining import retrain
from tasks.simulation.world import SimulationPlan, simulate

PARTS, PER_PART = 5, 1_000_000
AS_OF, TRAINED_ON = date(2020, 12, 30), date(2020, 11, 30)


def report() -> str:
    """The whole analysis, from the lake to findings and report, in a separate process; one table in Markdown."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder, PARTS, PER_PART)
        figures = measured(folder)
    return (
        "| declarations | detectors | findings | wall s | processor s | most memory |\n"
        "|---:|---:|---:|---:|---:|---:|\n"
        f"| {PARTS * PER_PART:,} | {figures['detectors']} | {figures['findings']} | {figures['wall']:.0f} | "
        f"{figures['processor']:.0f} | {figures['gigabytes']:.1f} GB |"
    )


def fill(folder: Path, parts: int, per_part: int) -> None:
    """A year of trade in several simulated parts, and a rating trained on the first."""
    stores = Stores.embedded(folder)
    prepare_register(stores)
    for part in range(parts):
        world = simulate(SimulationPlan(100 + part, per_part, date(2020, 1, 1), date(2020, 12, 31), date(2020, 12, 1)))
        stores.lake.write_by_month("declarations", "lodged_on", f"part-{part}", world.declarations)
        stores.lake.write_by_month("outcomes", "inspected_on", f"part-{part}", world.outcomes)
        if part == 0:
            retrain(stores, TRAINED_ON, seed=1, reason="benchmark")


def measured(folder: Path) -> dict[str, Any]:
    """Analyse in a new process: detectors, findings, wall and processor (s), gigabytes (highest resident)."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_analysed, (folder,))


def _analysed(folder: Path) -> dict[str, Any]:
    stores, request = Stores.embedded(folder), AnalysisRequest()
    wall, processor = time.perf_counter(), time.process_time()
    figures = analyse(stores, AS_OF, request)
    return {
        "detectors": len(request.detectors()),
        "findings": figures["findings"],
        "wall": time.perf_counter() - wall,
        "processor": time.process_time() - processor,
        "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
    }
