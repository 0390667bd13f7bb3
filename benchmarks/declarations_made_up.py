"""Invented declarations of a national system, as one Parquet file of any size."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.parameters_made_up import COUNTRIES, DAY, MODES, OFFICES

_AT_ONCE = 500_000
DAYS = 30


def write_declarations(path: Path, count: int, seed: int = 3) -> Path:
    """Write `count` declarations of 30 days to a Parquet file, canonical columns."""
    chance = np.random.default_rng(seed)
    with pq.ParquetWriter(path, _part(0, 1, np.random.default_rng(0)).schema) as writer:
        for first in range(0, count, _AT_ONCE):
            writer.write_table(_part(first, min(_AT_ONCE, count - first), chance))
    return path


def _part(first: int, count: int, chance: np.random.Generator) -> pa.Table:
    def among(values: Any) -> pa.Array:
        return pa.array(np.asarray(values)[chance.integers(0, len(values), count)], pa.string())

    chapters, headings, subheadings = (chance.integers(1, most, count) for most in (98, 61, 10))
    codes = chapters * 100_000_000 + headings * 1_000_000 + subheadings * 100_000
    days = np.array([DAY + timedelta(days=day) for day in range(DAYS)], dtype="datetime64[D]")
    importers = chance.integers(0, 50_000, count)
    return pa.table(
        {
            "declaration_id": pa.array(np.arange(first, first + count)).cast(pa.string()),
            "lodged_on": pa.array(days[chance.integers(0, DAYS, count)], pa.date32()),
            "office": among(OFFICES),
            "importer": pa.array(np.char.add("I", importers.astype("str")), pa.string()),
            "transport_mode": among(MODES),
            "hs_code": pa.array(np.char.zfill(codes.astype("str"), 10), pa.string()),
            "country_of_departure": among(COUNTRIES),
            "country_of_origin": among(COUNTRIES),
            "duty_rate": pa.array(np.full(count, 8.0)),
            "net_mass": pa.array(chance.uniform(0.1, 10_000.0, count).round(1)),
            "item_value": pa.array((10 ** chance.uniform(1, 6, count)).round(2)),
        }
    )
