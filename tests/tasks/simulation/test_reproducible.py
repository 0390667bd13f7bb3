"""The same plan gives the same world, on every machine; another seed gives another."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pandas as pd

from tasks.simulation.world import SimulationPlan, World, simulate
from tests.tasks.simulation.conftest import PLAN

SMALL = SimulationPlan(11, 3_000, date(2020, 1, 1), date(2020, 12, 31), date(2020, 10, 1))


def fingerprint(world: World) -> str:
    """Hash of every value of every table, columns and order included."""
    parts = [name + frame.to_csv(index=False) for name, frame in vars(world).items()]
    return sha256("".join(parts).encode()).hexdigest()


def test_the_same_plan_gives_the_same_world(world: World) -> None:
    again = simulate(PLAN)
    for name, frame in vars(world).items():
        pd.testing.assert_frame_equal(frame, getattr(again, name))


def test_another_seed_gives_another_world() -> None:
    assert fingerprint(simulate(SMALL)) != fingerprint(simulate(replace(SMALL, seed=12)))


def test_a_machine_with_one_core_and_an_older_processor_gives_the_same_world() -> None:
    """Another process with other hashes, zone and locale, one thread, and none of numpy's newer instructions."""
    other = {
        "PYTHONHASHSEED": "99",
        "TZ": "America/Lima",
        "LC_ALL": "C",
        "OMP_NUM_THREADS": "1",
        "ARROW_USER_SIMD_LEVEL": "NONE",
        "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL",
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"from {__name__} import *; print(fingerprint(simulate(SMALL)))"],
        env={**os.environ, **other, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == fingerprint(simulate(SMALL))
