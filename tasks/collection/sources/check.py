"""Files of sources as a person tries them: read by the mapping that fits, judged, written out; nothing is collected."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from sql.durable import published
from sql.lake import repetitive, reused_memory
from tasks.collection.sources.canonical import CONTENTS
from tasks.collection.sources.columns import Installation
from tasks.collection.sources.mapping import (
    HeaderIndex,
    SourceMapping,
    canonical_mapping,
    read_mapping,
)
from tasks.collection.sources.normalise import Canonical, normalise
from tasks.collection.sources.propose import propose
from tasks.collection.sources.raw import RawRows
from tasks.collection.sources.reading import read_raw
from tasks.collection.sources.recognised import recognised_file

_EXAMPLES, _NAMED = 3, 20


class UnknownContentError(ValueError):
    """There is no content of this name; the message lists those that there are."""


@dataclass(frozen=True)
class ReadFile:
    """A file read by a mapping for each of its contents.

    proposed: whether the mapping is a guess from the file. notes: sentences about the file as a whole.
    """

    path: Path
    mappings: tuple[SourceMapping, ...]
    proposed: bool
    contents: tuple[Canonical, ...]
    notes: tuple[str, ...]

    @property
    def rows(self) -> int:
        """Rows of the file, broken ones included."""
        first = self.contents[0]
        return len(first.row_numbers) + len(pc.unique(first.refused.column("row_number")))


@dataclass(frozen=True)
class Problem:
    """What is wrong in one column, in how many rows, with examples. refuses: whether these rows are refused."""

    content: str
    column: str
    reason: str
    rows: int
    examples: tuple[str, ...]
    refuses: bool


@reused_memory()
def read_file(path: Path, mapping_path: Path | None, installation: Installation) -> ReadFile:
    """Read a file by a mapping, else by the built-in one that fits its header, else by one proposed from it.

    Raises MappingError or UnreadableFileError with one sentence.
    """
    if mapping_path is not None:
        given = read_mapping(mapping_path)
        return _read(path, read_raw(path, given.file), (given,), False, installation)
    known = recognised_file(path)
    raw = known.raw
    if known.mappings:
        return _read(path, raw, known.mappings, False, installation)
    return _read(path, raw, (propose(raw, path.stem, installation).mapping,), True, installation)


def problems(file: ReadFile) -> list[Problem]:
    """What is wrong with a file, refusals first, what concerns most rows first."""
    found = [
        problem
        for canonical in file.contents
        for table, refuses in ((canonical.refused, True), (canonical.faults, False))
        for problem in _grouped(canonical.content, table, refuses)
    ]
    return sorted(found, key=lambda each: (not each.refuses, -each.rows, each.column))


@reused_memory()
def write_items(files: Sequence[ReadFile], out: Path) -> list[tuple[Path, str, int]]:
    """Write canonical rows of each content, and refused rows beside them; return path, what it holds and how many rows.

    The first content of the files goes to `out` (CSV, or Parquet by its ending), another beside it under its name.
    """
    written: list[tuple[Path, str, int]] = []
    contents = dict.fromkeys(canonical.content for file in files for canonical in file.contents)
    for place, content in enumerate(contents):
        path = out if place == 0 else out.with_name(f"{out.stem}.{content}{out.suffix}")
        parts = [canonical.items for file in files for canonical in file.contents if canonical.content == content]
        items = pa.concat_tables(parts)
        _write(items, path)
        written.append((path, content, len(items)))
    refused = pa.concat_tables([_refused_of(file) for file in files])
    beside = out.with_name(f"{out.stem}.refused.csv")
    if len(refused):
        _write(refused, beside)
        written.append((beside, "refused", len(refused)))
    elif beside.exists():
        beside.unlink()  # of an earlier reading into the same file
    return written


def template(content: str) -> str:
    """A file of this content with its header alone."""
    if content not in CONTENTS:
        raise UnknownContentError(f"there is no content {content}: use one of {', '.join(sorted(CONTENTS))}")
    return ",".join(canonical_mapping(content).columns) + "\n"


def _read(
    path: Path, raw: RawRows, mappings: tuple[SourceMapping, ...], proposed: bool, installation: Installation
) -> ReadFile:
    contents = tuple(normalise(raw, each, installation) for each in mappings)
    notes = dict.fromkeys(note for canonical in contents for note in canonical.notes)
    return ReadFile(path, mappings, proposed, contents, (*notes, *_passed_over(raw, mappings)))


def _passed_over(raw: RawRows, mappings: Sequence[SourceMapping]) -> list[str]:
    headers = HeaderIndex(raw.rows.column_names)
    named = (header for mapping in mappings for source in mapping.columns.values() for header in source.headers)
    used = {headers.find(header) for header in named}
    unused = [name for name in raw.rows.column_names if name not in used]
    more = f" and {len(unused) - _NAMED} more" if len(unused) > _NAMED else ""
    return [f"columns passed over: {', '.join(unused[:_NAMED])}{more}"] if unused else []


def _refused_of(file: ReadFile) -> pa.Table:
    table = pa.concat_tables([canonical.refused for canonical in file.contents])
    table = table.group_by(table.column_names, use_threads=False).aggregate([])  # a broken row is told by each content
    return table.add_column(0, "file", pa.repeat(file.path.name, len(table)))


def _grouped(content: str, table: pa.Table, refuses: bool) -> Iterator[Problem]:
    filled = table.set_column(1, "column_name", pc.fill_null(table.column("column_name"), ""))
    groups = filled.group_by(["column_name", "reason"]).aggregate([("row_number", "count")])
    for group in groups.to_pylist():
        here = pc.and_(
            pc.equal(filled.column("column_name"), group["column_name"]),
            pc.equal(filled.column("reason"), group["reason"]),
        )
        values = pc.unique(pc.drop_null(filled.filter(here).slice(0, 1_000).column("value")))
        examples = tuple(values.slice(0, _EXAMPLES).to_pylist())
        yield Problem(content, group["column_name"], group["reason"], group["row_number_count"], examples, refuses)


def _write(table: pa.Table, path: Path) -> None:
    with published(path) as unfinished:
        if path.suffix == ".parquet":
            pyarrow.parquet.write_table(table, unfinished, use_dictionary=repetitive(table))
        else:
            with duckdb.connect() as session:
                session.from_arrow(_flat(table)).write_csv(str(unfinished))


def _flat(table: pa.Table) -> pa.Table:
    """Lists as text with semicolons."""
    for place, column in enumerate(table.schema):
        if pa.types.is_list(column.type):
            table = table.set_column(place, column.name, pc.binary_join(table.column(place), ";"))
    return table
