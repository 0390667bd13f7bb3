"""What outcomes of inspections say about each goods item of a declaration."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tasks.rating.calibration import Truths
from tasks.rating.declared import days_of
from tasks.rating.grouping import ItemGroups
from tasks.rating.past_sums import Days, Numbers


@dataclass(frozen=True)
class Labels:
    """Outcomes by declaration and by item.

    By declaration: inspected; violated, where any of its outcomes found a violation; inspected_on, the day that this
    was known. By item (row): violating, 1 or 0, NaN where the outcome leaves it open; candidate, where the declaration
    violates and no outcome names the item, so that any of the candidates may be the one.
    """

    inspected: Truths
    violated: Truths
    inspected_on: Days
    violating: Numbers
    candidate: Truths


def labels_of(groups: ItemGroups, declaration_ids: "pd.Series[str]", outcomes: pd.DataFrame) -> Labels:
    """Labels of the rows of declarations.

    outcomes: declaration_id, inspected_on, violation, and optionally item_number, missing where the outcome is that
    of the whole declaration; outcomes of other declarations are passed over. An outcome that names an item labels this
    item. The other items of the declaration did not violate if it was inspected whole (it has an outcome without item,
    too) and their own outcome says nothing else; otherwise they stay open. Where an outcome finds a violation and names
    no item of the declaration, all its items without an outcome are candidates, and the only item of a declaration
    is the one.
    """
    count = len(groups.first)
    names = pd.Index(declaration_ids.to_numpy()[groups.first])
    place = names.get_indexer(pd.Index(outcomes["declaration_id"]))
    known = place >= 0
    place, outcomes = place[known], outcomes[known]
    found = (outcomes["violation"] != "none").to_numpy()
    days = days_of(outcomes["inspected_on"])
    inspected, violated = _any(count, place, True), _any(count, place, found)
    inspected_on = np.full(count, np.iinfo(np.int64).max)
    telling = found == violated[place]
    np.minimum.at(inspected_on, place[telling], days[telling])

    item = _rows_named(groups, place, outcomes)
    whole = _any(count, place, item < 0)
    named_rows, named_found = item[item >= 0], found[item >= 0]
    named_item = _any(len(groups.declaration), named_rows, True)
    violating_item = _any(len(groups.declaration), named_rows, named_found)
    located = _any(count, place[(item >= 0) & found], True) | (violated & (groups.sizes == 1))
    owner = groups.declaration
    rest_is_clear = whole & (located | ~violated)
    violating = np.where(rest_is_clear[owner], 0.0, np.nan)
    violating[named_item] = violating_item[named_item].astype(np.float64)
    violating[(violated & (groups.sizes == 1))[owner]] = 1.0
    candidate = (violated & ~located)[owner] & ~named_item
    return Labels(inspected, violated, inspected_on, violating, candidate)


def _any(count: int, places: NDArray[np.int64], values: Truths | bool) -> Truths:
    found = np.zeros(count, dtype=bool)
    found[places[values] if isinstance(values, np.ndarray) else places] = True
    return found


def _rows_named(groups: ItemGroups, place: NDArray[np.int64], outcomes: pd.DataFrame) -> NDArray[np.int64]:
    """The row of the item that each outcome names; -1 where it names none, or none of the declaration's."""
    nowhere = np.full(len(outcomes), -1, dtype=np.int64)
    if "item_number" not in outcomes or outcomes["item_number"].isna().all():
        return nowhere
    numbers = pd.to_numeric(outcomes["item_number"]).to_numpy(dtype=np.float64, na_value=np.nan)
    naming = np.flatnonzero(~np.isnan(numbers))
    items = pd.MultiIndex.from_arrays([groups.declaration, groups.numbers])
    rows = pd.Series(np.arange(len(groups.declaration)), index=items)
    rows = rows[~rows.index.duplicated()]
    wanted = pd.MultiIndex.from_arrays([place[naming], numbers[naming].astype(np.int64)])
    nowhere[naming] = rows.reindex(wanted).fillna(-1).to_numpy(dtype=np.int64)
    return nowhere
