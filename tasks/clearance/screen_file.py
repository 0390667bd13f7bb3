"""Screening a file against a file of parameters: they alone decide, unless a lane policy comes with them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from sql.jurisdiction import Organisation
from sql.lake import SCHEMAS, conformed
from sql.queries import query
from sql.reference import organisation
from tasks.clearance.lanes import assign_lanes
from tasks.clearance.policy_file import read_policy_file
from tasks.clearance.policy_on_files import screened_by_policy
from tasks.clearance.steering import meaning_of
from tasks.collection.frames import checked_declarations
from tasks.collection.reading import UnreadableFileError, read_content
from tasks.parameters.matching import in_jurisdiction, match_parameters
from tasks.parameters.published_format import read_parameter_file

_DECIDED = ("declaration_id", "lane", "parameters", "selected_by", "selection_probability", "advice")


class RatingsRefusedError(ValueError):
    """A file of ratings that holds none; the message says what it must hold."""


@dataclass(frozen=True)
class PolicyFiles:
    """What brings rates, random sample and capacity: a lane policy, the key of the random sample, and ratings.

    ratings: file with declaration_id and probability, as `customs-risk rate` writes it; without it rates bind nobody.
    """

    policy: Path
    key: bytes
    ratings: Path | None = None


def screen_file(declarations: Path, parameters: Path, out: Path, by: PolicyFiles | None = None) -> dict[str, Any]:
    """Write declaration_id, lane and parameters (codes hit, sorted, joined by ;) of every valid declaration.

    With a policy also selected_by, selection_probability and advice. `out`: CSV, or Parquet where its name ends so.
    Rows that failed validation are written beside it, with the reason. Raises ParameterFaultsError, PolicyFaultsError
    or RatingsRefusedError before anything is screened.
    Returns: screened, refused, refused_path (None where no row was refused).
    """
    units = Organisation(organisation())
    known = frozenset(units.lineages)
    read = read_parameter_file(parameters, known)
    figures = None if by is None else read_policy_file(by.policy, known)
    ratings = None if by is None or by.ratings is None else _ratings(by.ratings)
    checked = checked_declarations(declarations)
    columns = [name for name in checked.accepted.columns if name in SCHEMAS["declarations"].names]
    arriving = conformed(checked.accepted[columns], SCHEMAS["declarations"])
    with duckdb.connect() as connection:
        hits = match_parameters(connection, arriving, in_jurisdiction([(each, 1) for each in read], units))
        hits = hits.merge(meaning_of(read), on="parameter")
        if by is None or figures is None:
            decided = _highest_lanes(connection, arriving, hits)
        else:
            screened = screened_by_policy(arriving, hits, figures, ratings, units, by.key)
            decided = assign_lanes(screened).decided[list(_DECIDED)].sort_values("declaration_id", ignore_index=True)
    _write(decided, out)
    refused_path = None
    if len(checked.failures):
        refused_path = out.with_name(f"{out.stem}.refused.csv")
        _write(checked.failures, refused_path)
    return {"screened": len(decided), "refused": len(checked.failures), "refused_path": refused_path}


def _highest_lanes(connection: duckdb.DuckDBPyConnection, arriving: pa.Table, hits: pd.DataFrame) -> pd.DataFrame:
    connection.register("hits", hits)
    connection.register("arriving", arriving)
    return connection.execute(query("highest_lane_that_hits_demand")).df()


def _ratings(path: Path) -> pd.DataFrame:
    """Ratings of a file: declaration_id, probability, reasons (none)."""
    try:
        rows = read_content(path).rows
    except UnreadableFileError as problem:
        raise RatingsRefusedError(f"{path} cannot be read: {problem}") from problem
    if not {"declaration_id", "probability"} <= set(rows.columns):
        raise RatingsRefusedError(f"{path} holds no ratings: it needs the columns declaration_id and probability")
    probability = pd.to_numeric(rows["probability"], errors="coerce")
    if not probability.between(0, 1).all() or rows["declaration_id"].duplicated().any():
        raise RatingsRefusedError(f"{path} must hold each declaration_id once, with a probability from 0 to 1")
    none = pd.Series(pd.NA, index=rows.index, dtype="str")
    return pd.DataFrame({"declaration_id": rows["declaration_id"], "probability": probability, "reasons": none})


def _write(rows: pd.DataFrame, path: Path) -> None:
    if path.suffix == ".parquet":
        rows.to_parquet(path, index=False)
    else:
        rows.to_csv(path, index=False)
