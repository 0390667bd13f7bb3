"""The simulated declarations and items with the truth about them."""

import pandas as pd

from tasks.simulation.world import World


def with_truth(world: World) -> pd.DataFrame:
    """Every goods item with its pattern, missing where it does not violate, and `guilty`, whether it does."""
    truth = world.truth[["declaration_id", "pattern", "items"]]
    items = world.declarations.merge(truth, on="declaration_id")
    named = ";" + items["items"].fillna("").astype("str") + ";"
    numbers = ";" + items["item_number"].astype("str") + ";"
    guilty = pd.Series([number in among for number, among in zip(numbers, named, strict=True)], index=items.index)
    return items.assign(guilty=guilty, pattern=items["pattern"].where(guilty))


def cases_of(world: World, pattern: str) -> pd.DataFrame:
    """The goods items that are cases of a pattern."""
    items = with_truth(world)
    return items[items["pattern"] == pattern]


def one_row_each(world: World) -> pd.DataFrame:
    """One row per declaration, with its header and first item."""
    return world.declarations[world.declarations["item_number"] == 1].reset_index(drop=True)
