"""Matching many declarations: in one join, or a part of them by each of several workers."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa

from sql.lake import in_memory_database
from tasks.parameters.matching import MatchedParameter, has_several_items, match_parameters
from tasks.running.workers import workers


def matched_by(by_whom: str, arriving: pa.Table, parameters: Sequence[MatchedParameter]) -> pd.DataFrame:
    """Every hit, as `match_parameters` returns them, whatever the number of workers; by_whom: see `workers`.

    arriving: the items of a declaration follow each other.
    """
    with workers(by_whom) as found:
        parts = _parts(arriving, found.count)
        hits = found.map(partial(_matched, parameters), parts)
    if len(hits) == 1:
        return hits[0]
    return pd.concat(hits).sort_values(["declaration_id", "parameter"], kind="stable", ignore_index=True)


def _parts(arriving: pa.Table, count: int) -> list[pa.Table]:
    """About `count` parts; the items of a declaration stay together."""
    size = max(1, -(-len(arriving) // count))
    if not has_several_items(arriving):
        cuts = [*range(0, max(1, len(arriving)), size), len(arriving)]
    else:
        ids = arriving.column("declaration_id").to_numpy()
        begins = np.flatnonzero(np.concatenate([[True], ids[1:] != ids[:-1]]))
        later = begins[np.searchsorted(begins, np.arange(size, begins[-1] + 1, size))]
        cuts = sorted({0, *later.tolist(), len(arriving)})
    return [arriving.slice(first, last - first) for first, last in pairwise(cuts)]


def _matched(parameters: Sequence[MatchedParameter], arriving: pa.Table) -> pd.DataFrame:
    with in_memory_database() as connection:
        return match_parameters(connection, arriving, parameters)
