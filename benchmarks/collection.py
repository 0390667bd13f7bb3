"""The speed of collecting a file of declarations: reading, validating, comparing with the lake and landing."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from benchmarks.measurement import Measurement, effort_of
from sql.stores import Stores
from tasks.collection.collect import collect_file
from tasks.collection.prepare import prepare_register
from tasks.simulation.world import SimulationPlan, simulate

DECLARATIONS = 200_000
PLAN = SimulationPlan(7, DECLARATIONS, date(2020, 1, 1), date(2020, 12, 31), date(2020, 10, 1))
LISTS = ("licences", "containers", "route")


def measure() -> list[Measurement]:
    """Collecting a CSV file beside only reading it with pandas."""
    declarations = simulate(PLAN).declarations
    with TemporaryDirectory() as name:
        path = Path(name) / "declarations.csv"
        texts = {column: declarations[column].str.join(";") for column in LISTS}
        declarations.assign(**texts).to_csv(path, index=False)
        stores = Stores.embedded(Path(name) / "data")
        prepare_register(stores)
        plain = effort_of(lambda: pd.read_csv(path, dtype="str"))
        collected = effort_of(lambda: collect_file(stores, path, PLAN.last_day, PLAN.screened_from, PLAN.last_day))
    return [Measurement("collect a CSV file", DECLARATIONS, collected, "the same file read by pandas", plain)]
