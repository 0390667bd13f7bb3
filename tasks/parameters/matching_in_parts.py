"""Matching many declarations: in one join, or a part of them by each of several workers."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import pyarrow as pa

from sql.lake import in_memory_database
from tasks.parameters.matching import MatchedParameter, match_parameters
from tasks.running.workers import workers


def matched_by(by_whom: str, arriving: pa.Table, parameters: Sequence[MatchedParameter]) -> pd.DataFrame:
    """Every hit, as `match_parameters` returns them, whatever the number of workers; by_whom: see `workers`."""
    with workers(by_whom) as found:
        size = max(1, -(-len(arriving) // found.count))
        parts = [arriving.slice(first, size) for first in range(0, max(1, len(arriving)), size)]
        hits = found.map(partial(_matched, parameters), parts)
    if len(hits) == 1:
        return hits[0]
    return pd.concat(hits).sort_values(["declaration_id", "parameter"], kind="stable", ignore_index=True)


def _matched(parameters: Sequence[MatchedParameter], arriving: pa.Table) -> pd.DataFrame:
    with in_memory_database() as connection:
        return match_parameters(connection, arriving, parameters)
