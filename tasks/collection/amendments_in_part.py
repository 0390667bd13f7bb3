"""Messages that amend a declaration in part: what they take out, kept while the declaration has not come."""

import json

import pandas as pd
import pyarrow as pa

from tasks.collection.sources.raw import CHANGES, NOT_UNDERSTOOD, REMOVED_ITEMS
from tasks.collection.taken_out import TAKEN_OUT

_KEY, _ITEM = "declaration_id", "item_number"
SAYS_WHAT = [CHANGES, REMOVED_ITEMS, NOT_UNDERSTOOD]  # a message that fills one of these brings a declaration in part
_SAID = [REMOVED_ITEMS, TAKEN_OUT]


def said_in_part(items: pd.DataFrame) -> pd.DataFrame:
    """What the messages among these that amend in part take out: declaration_id, in_part (as JSON).

    items: declaration_id, and what messages say of themselves.
    """
    items = items.reindex(columns=[_KEY, *SAYS_WHAT, TAKEN_OUT])
    parts = items[items[SAYS_WHAT].notna().any(axis=1)]
    firsts = parts.groupby(_KEY, sort=False)[_SAID].first().reset_index()
    texts = [
        json.dumps({name: value for name, value in zip(_SAID, values, strict=True) if pd.notna(value)})
        for values in firsts[_SAID].itertuples(index=False)
    ]
    return pd.DataFrame({_KEY: firsts[_KEY], "in_part": pd.Series(texts, dtype="str")})


def removed_and_taken_out(in_part: pd.DataFrame) -> tuple[pa.Table, pa.Table]:
    """The items and the values that messages take out, as `amended_items` wants them.

    in_part: as `said_in_part` returns it.
    """
    said = [(number, json.loads(text)) for number, text in zip(in_part[_KEY], in_part["in_part"], strict=True)]
    removed = [(number, int(item)) for number, each in said for item in _several(each, REMOVED_ITEMS)]
    values = [(number, *value.partition(":")) for number, each in said for value in _several(each, TAKEN_OUT)]
    return (
        pa.table(
            {
                _KEY: pa.array([number for number, _ in removed], pa.string()),
                _ITEM: pa.array([item for _, item in removed], pa.int64()),
            }
        ),
        pa.table(
            {
                _KEY: pa.array([number for number, *_ in values], pa.string()),
                _ITEM: pa.array([int(item) if item else None for *_, item in values], pa.int64()),
                "name": pa.array([name for _, name, *_ in values], pa.string()),
            }
        ),
    )


def _several(said: dict[str, str], name: str) -> list[str]:
    return said[name].split(";") if name in said else []
