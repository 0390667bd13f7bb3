"""Values that a message takes out of a declaration: it points at them and does not bring them."""

import re
from collections.abc import Iterator, Mapping

import pyarrow as pa

from tasks.collection.sources.mapping import SourceMapping
from tasks.collection.sources.raw import CHANGES, MESSAGE

TAKEN_OUT = "@taken_out"  # column:item or column, joined by semicolons
_ITEM = re.compile(r":(\d+)")
_BELOW = ("/", ":", "@")


def values_taken_out(rows: pa.Table, mapping: SourceMapping) -> pa.Array:
    """For each row of messages what its message takes out; null where nothing.

    rows: as they stand in the file, with `@message` and `@changes`.
    """
    brought: dict[str, set[str]] = {}
    said = [name for name in rows.column_names if not name.startswith("@")]
    places = [place for place, changes in enumerate(rows[CHANGES].to_pylist()) if changes]
    messages = rows.take(pa.array(places, pa.int64())).to_pylist()
    for message in messages:
        brought.setdefault(message[MESSAGE], set()).update(name for name in said if message[name] is not None)
    found: list[str | None] = [None] * len(rows)
    for place, message in zip(places, messages, strict=True):
        taken_out = _taken_out(message[CHANGES].split(";"), brought[message[MESSAGE]], mapping)
        found[place] = ";".join(sorted(taken_out)) or None
    return pa.array(found, pa.string())


def _taken_out(changes: list[str], brought: set[str], mapping: SourceMapping) -> Iterator[str]:
    for path in changes:
        plain, item = _ITEM.sub("", path), _ITEM.search(path)
        if _ITEM.search(path.rpartition("/")[2]) or any(_is_below(name, plain) for name in brought):
            continue  # an item as a whole, or a value that the message brings
        for column, source in _sources(mapping).items():
            if any(_is_below(header, plain) for header in source):
                yield f"{column}:{item.group(1)}" if item else column


def _sources(mapping: SourceMapping) -> Mapping[str, tuple[str, ...]]:
    return {name: source.headers for name, source in mapping.columns.items()}


def _is_below(path: str, plain: str) -> bool:
    """Whether a path of the message is the one that is pointed at, or part of it."""
    return path == plain or path.startswith(tuple(plain + sign for sign in _BELOW))
