"""Declarations whose items lie in several slices of a file: screened again, with all their items together."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sql.lake import in_memory_database
from sql.queries import query
from tasks.clearance.files.file_slices import ScreenedSlice, SliceTask, items_of_slice, screen_items
from tasks.collection.frames import CheckedRows, latest_versions
from tasks.collection.validation import NO_FAILURES


def screen_split_declarations(
    tasks: Sequence[SliceTask], screened: Sequence[ScreenedSlice]
) -> tuple[ScreenedSlice, pd.DataFrame] | None:
    """The result for the declarations that several slices hold, and failures of their rows; None where there are none.

    Where the items of a declaration follow each other, they lie at the edges that each slice kept; a slice that holds
    others of them is read once more.
    """
    if len(tasks) < 2:
        return None
    found = _split(tasks, screened)
    if found.empty:
        return None
    parts = []
    for task, each in zip(tasks, screened, strict=True):
        here = found.loc[found["filename"] == str(_ids_file(task, each)), "declaration_id"]
        if len(here):
            parts.append(_items(task, each, pa.array(here, pa.string())))
    together = pa.concat_tables(parts)
    if any(each.unnumbered for each in screened):
        together = _numbered(together)
    numbers = together.column("row_number").combine_chunks()
    whole = latest_versions(CheckedRows(together.drop_columns("row_number"), numbers, NO_FAILURES))
    task = replace(tasks[0], number=len(tasks), keeps_edges=False)
    return screen_items(task, whole.table, whole.row_numbers), whole.failures


def _numbered(items: pa.Table) -> pa.Table:
    """Items of a file that does not number them, numbered in its order."""
    ordered = items.sort_by("row_number")
    place = ordered.column("declaration_id").to_pandas()
    numbers = pa.array(place.groupby(place).cumcount() + 1, pa.int64())
    return ordered.set_column(ordered.column_names.index("item_number"), "item_number", numbers)


def _ids_file(task: SliceTask, slice_: ScreenedSlice) -> Path:
    return slice_.lanes if task.alone else slice_.lodged


def _split(tasks: Sequence[SliceTask], screened: Sequence[ScreenedSlice]) -> pd.DataFrame:
    """declaration_id, filename: which slices hold the declarations that several hold."""
    files = [str(_ids_file(task, each)) for task, each in zip(tasks, screened, strict=True)]
    with in_memory_database(tasks[0].folder / "sort") as connection:
        return connection.execute(query("declarations_in_several_slices"), {"files": files}).df()


def _items(task: SliceTask, slice_: ScreenedSlice, ids: pa.Array) -> pa.Table:
    """The items of these declarations in a slice, with `row_number`."""
    edges = pq.read_table(slice_.edges)
    if not pc.all(pc.is_in(ids, value_set=edges.column("declaration_id").combine_chunks())).as_py():
        checked, items = items_of_slice(task)
        edges = items.append_column("row_number", checked.row_numbers)
    return edges.filter(pc.is_in(edges.column("declaration_id"), value_set=ids))
