"""Screening a file against a file of parameters: they alone decide, unless a lane policy comes with them."""

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from sql.jurisdiction import Organisation
from sql.lake import DEFAULT_CURRENCY, Money
from sql.reference import organisation
from tasks.clearance.decision.active_parameters import meaning_of
from tasks.clearance.decision.lanes import assign_lanes
from tasks.clearance.files.file_slices import MOST_ROWS, SliceTask, only_currency, screen_slice
from tasks.clearance.files.lanes_file import write_lanes, write_rows
from tasks.clearance.files.policy_on_files import lodged_and_hits, screened_by_policy
from tasks.clearance.files.split_declarations import screen_split_declarations
from tasks.clearance.policy.policy_file import read_policy_file
from tasks.collection.frames import SourceReading
from tasks.collection.reading import UnreadableFileError, slices_of
from tasks.collection.sources.reading import read_raw
from tasks.collection.validation import all_failures
from tasks.parameters.columns import OF_WORTH
from tasks.parameters.matching import in_jurisdiction
from tasks.parameters.published_format import read_parameter_file
from tasks.running.workers import THREADS, workers

_DECIDED = ("declaration_id", "lane", "parameters", "selected_by", "selection_probability", "advice", "items")


class RatingsRefusedError(ValueError):
    """A file without ratings; the message says what it must hold."""


@dataclass(frozen=True)
class PolicyFiles:
    """The sources of rates, random sample and capacity: a lane policy, the key of the random sample, and ratings.

    ratings: file with declaration_id and probability, as `customs-risk rate` writes it; without it rates bind nobody.
    """

    policy: Path
    key: bytes
    ratings: Path | None = None


def screen_file(
    declarations: Path,
    parameters: Path,
    out: Path,
    by: PolicyFiles | None = None,
    by_whom: str = THREADS,
    reading: SourceReading | None = None,
    money: Money | None = None,
) -> dict[str, Any]:
    """Write declaration_id, lane, parameters (codes hit, sorted, joined by ;) and items of every valid declaration.

    items: numbers of the items hit, joined by ;, empty for a declaration of one item. With a policy also selected_by,
    selection_probability and advice. `out`: CSV, or Parquet where its name ends so.
    Rows that failed validation are written beside it, with the reason. A Parquet file is screened in slices, by the
    workers that `by_whom` names (see `workers`). money: the currency of the installation; by default the one currency
    that the file names. Raises ParameterFaultsError, PolicyFaultsError or
    RatingsRefusedError before anything is screened.
    Returns: screened, refused, refused_path (None where no row was refused).
    """
    how = reading or SourceReading()
    units = Organisation(organisation(how.day))
    known = frozenset(units.lineages)
    read = in_jurisdiction([(each, 1) for each in read_parameter_file(parameters, known)], units)
    figures = None if by is None else read_policy_file(by.policy, known)
    ratings = None if by is None or by.ratings is None else _ratings(by.ratings)
    with TemporaryDirectory(dir=out.absolute().parent, prefix=".screening-") as name:
        slices = slices_of(declarations, MOST_ROWS)
        several = len(slices) > 1
        tasks = [
            SliceTask(number, rows, read, Path(name), by is None, how, money=None, keeps_edges=several)
            for number, rows in enumerate(slices)
        ]
        if tasks and OF_WORTH & {column for each in read for column, _ in each.parameter.every_condition}:
            ours = money or Money(only_currency(tasks[0]) or DEFAULT_CURRENCY)
            tasks = [replace(task, money=ours) for task in tasks]
        with workers(by_whom) as found:
            screened = found.map(screen_slice, tasks)
        failures = [each.failures for each in screened]
        again = screen_split_declarations(tasks, screened)
        if again is not None:
            screened = [*screened, again[0]]
            failures.append(again[1])
        if by is None or figures is None:
            written = write_lanes(screened, out, again is not None)
        else:
            lodged, hits = lodged_and_hits(screened, again is not None)
            hits = hits.merge(meaning_of([each.parameter for each in read]), on="parameter")
            screening = screened_by_policy(lodged, hits, figures, ratings, units, by.key)
            decided = assign_lanes(screening).decided[list(_DECIDED)].sort_values("declaration_id", ignore_index=True)
            write_rows(decided, out)
            written = len(decided)
    refused = all_failures(failures)
    refused_path = None
    if len(refused):
        refused_path = out.with_name(f"{out.stem}.refused.csv")
        write_rows(refused, refused_path)
    return {"screened": written, "refused": len(refused), "refused_path": refused_path}


def _ratings(path: Path) -> pd.DataFrame:
    """Ratings of a file: declaration_id, probability, reasons (none)."""
    try:
        rows = read_raw(path).rows.to_pandas()
    except UnreadableFileError as problem:
        raise RatingsRefusedError(f"{path} cannot be read: {problem}") from problem
    if not {"declaration_id", "probability"} <= set(rows.columns):
        raise RatingsRefusedError(f"{path} holds no ratings: it needs the columns declaration_id and probability")
    probability = pd.to_numeric(rows["probability"], errors="coerce")
    if not probability.between(0, 1).all() or rows["declaration_id"].duplicated().any():
        raise RatingsRefusedError(f"{path} must hold each declaration_id once, with a probability from 0 to 1")
    none = pd.Series(pd.NA, index=rows.index, dtype="str")
    return pd.DataFrame({"declaration_id": rows["declaration_id"], "probability": probability, "reasons": none})
