"""Files as canonical rows, for commands that work without stores: read by the mapping that fits their header."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sql.contents import CONTENTS
from sql.lake import Money, conformed
from sql.reference import organisation
from tasks.collection.file_content import UnreadableFileError
from tasks.collection.reading import FileSlice
from tasks.collection.source_rows import refusals
from tasks.collection.sources.columns import Installation
from tasks.collection.sources.mapping import SourceMapping, read_mapping
from tasks.collection.sources.normalise import Canonical, normalise
from tasks.collection.sources.reading import read_raw
from tasks.collection.sources.recognised import UnknownFormatError, mappings_for, recognised_file, unknown_source
from tasks.collection.validation import NO_FAILURES, all_failures, failures_of

_ORDER = "row of the file"
_VERSIONED = ["declaration_id", "version", "function", "item_number"]


@dataclass(frozen=True)
class SourceReading:
    """How files are read.

    zone: time zone of the installation. mapping: YAML file, where none of the known mappings fits. money: currency in
    which values are compared, and exchange rates; without it rows have no value. day: business day, whose offices are
    known; today by default.
    """

    zone: str = "Asia/Shanghai"
    mapping: Path | None = None
    money: Money | None = None
    day: date | None = None


@dataclass(frozen=True)
class CheckedRows:
    """Rows of one kind of content that may be used, and why others are refused.

    table: columns of the content; of declarations one row per goods item. row_numbers: of these rows, in the file.
    failures: row_number, column_name, value, reason. single_items: whether each declaration is one row. unnumbered:
    whether items are numbered in the order of the file, which does not number them.
    """

    table: pa.Table
    row_numbers: pa.Array
    failures: pd.DataFrame
    single_items: bool = False
    unnumbered: bool = False

    def valued(self, money: Money | None) -> "CheckedRows":
        """The same with the value of each goods item, where a currency is configured."""
        return self if money is None else replace(self, table=money.with_values(self.table))

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The table as a frame; its index is the row number."""
        frame: pd.DataFrame = self.table.to_pandas(date_as_object=False)
        frame.index = pd.Index(self.row_numbers.to_numpy(), name=_ORDER)
        return frame


_READING = SourceReading()


def checked_declarations(rows: FileSlice, by: SourceReading = _READING) -> CheckedRows:
    """Goods items of the declarations of a file or a slice of one: of each declaration its latest version.

    Raises UnreadableFileError, UnknownFormatError or MappingError where the file holds none.
    """
    return _declarations(_every_content(rows, by), rows.path).valued(by.money)


def history_of(paths: Sequence[Path], by: SourceReading = _READING) -> pd.DataFrame:
    """Goods items of files of inspected declarations, with `violation`, missing where nobody inspected.

    Outcomes are in the same rows, or in a file of their own, by declaration or by item.
    Raises UnreadableFileError where no file holds outcomes or none holds declarations.
    """
    contents = [_every_content(FileSlice(path), by) for path in paths]
    if not any("outcomes" in each for each in contents):
        raise UnreadableFileError(f"{', '.join(path.name for path in paths)} holds no outcomes to learn from")
    frames, apart = [], []
    for content in contents:
        if "declarations" not in content:
            apart.append(content["outcomes"].rows)
            continue
        declarations = content["declarations"].valued(by.money).rows
        if "outcomes" in content:
            declarations = declarations.assign(violation=content["outcomes"].rows["violation"])
        frames.append(declarations)
    if not frames:
        raise UnreadableFileError(f"{', '.join(path.name for path in paths)} holds no declarations")
    history = pd.concat(frames, ignore_index=True)
    return _with_outcomes(history, pd.concat(apart)) if apart else history


def declarations_and_outcomes(paths: Sequence[Path], by: SourceReading = _READING) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Goods items of files of inspected declarations, and apart from them every outcome that the files hold.

    Raises UnreadableFileError where no file holds outcomes or none holds declarations.
    """
    contents = [_every_content(FileSlice(path), by) for path in paths]
    names = ", ".join(path.name for path in paths)
    found = {
        kind: [
            content[kind].valued(by.money) if kind == "declarations" else content[kind]
            for content in contents
            if kind in content
        ]
        for kind in ("declarations", "outcomes")
    }
    for kind, each in found.items():
        if not each:
            raise UnreadableFileError(f"{names} holds no {kind}")
    declarations = pd.concat([latest_versions(each).rows for each in found["declarations"]], ignore_index=True)
    return declarations, pd.concat([each.rows for each in found["outcomes"]], ignore_index=True)


def outcomes_of(path: Path, by: SourceReading = _READING) -> pd.DataFrame:
    """Outcomes of the declarations of a file: declaration_id, violation; of several items the gravest.

    Raises UnreadableFileError, UnknownFormatError or MappingError where the file holds none.
    """
    contents = _every_content(FileSlice(path), by)
    if "outcomes" not in contents:
        raise UnreadableFileError(f"{path.name} holds no outcomes")
    return _gravest(contents["outcomes"].rows, ["declaration_id"])


def _gravest(outcomes: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The gravest outcome of each key."""
    ranks = outcomes["violation"].map({"none": 0, "violation": 1, "critical": 2})
    ordered = outcomes.assign(rank=ranks).sort_values("rank", kind="stable")
    return ordered.drop_duplicates(keys, keep="last").sort_index()[[*keys, "violation"]].reset_index(drop=True)


def _with_outcomes(history: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """History with outcomes of a file of their own where its rows bring none."""
    of_items = outcomes.dropna(subset=["item_number"])
    by_item = _gravest(of_items, ["declaration_id", "item_number"]).rename(columns={"violation": "of_item"})
    by_declaration = _gravest(outcomes[outcomes["item_number"].isna()], ["declaration_id"])
    joined = history.merge(by_item, on=["declaration_id", "item_number"], how="left").merge(
        by_declaration.rename(columns={"violation": "of_declaration"}), on="declaration_id", how="left"
    )
    own = joined["violation"] if "violation" in joined else pd.Series(pd.NA, index=joined.index, dtype="str")
    violation = own.fillna(joined["of_item"]).fillna(joined["of_declaration"])
    return joined.drop(columns=["of_item", "of_declaration"]).assign(violation=violation)


def _declarations(contents: dict[str, CheckedRows], path: Path) -> CheckedRows:
    if "declarations" not in contents:
        raise UnreadableFileError(f"{path.name} holds no declarations")
    return latest_versions(contents["declarations"])


def latest_versions(checked: CheckedRows) -> CheckedRows:
    """The goods items of the latest version of each declaration, none of a cancelled one."""
    kept, again = _latest(checked)
    if kept is None:
        return checked
    failures = all_failures([checked.failures, again]).sort_values("row_number", ignore_index=True)
    numbers = checked.row_numbers.filter(kept)
    return CheckedRows(checked.table.filter(kept), numbers, failures, unnumbered=checked.unnumbered)


def _latest(checked: CheckedRows) -> tuple[pa.Array | None, pd.DataFrame]:
    """Which items are of the version of their declaration that counts, None for all; failures of items told twice."""
    table = checked.table
    if checked.single_items or pc.count_distinct(table.column("declaration_id")).as_py() == len(table):
        cancelled = pc.equal(table.column("function"), "cancelled")
        return (pc.invert(cancelled).combine_chunks() if pc.any(cancelled).as_py() else None), NO_FAILURES
    rows = table.select(_VERSIONED).to_pandas().set_axis(checked.row_numbers.to_numpy())
    newest = rows["version"] == rows.groupby("declaration_id")["version"].transform("max")
    gone = rows["declaration_id"].isin(rows.loc[newest & (rows["function"] == "cancelled"), "declaration_id"])
    twice = rows.duplicated(["declaration_id", "version", "item_number"]) & newest & ~gone
    told = rows.loc[twice, "declaration_id"] + " item " + rows.loc[twice, "item_number"].astype("str")
    return pa.array(newest & ~gone & ~twice), failures_of(told, "item_number", "is in the declaration twice")


def _every_content(rows: FileSlice, by: SourceReading) -> dict[str, CheckedRows]:
    units = frozenset(organisation(by.day)["code"])
    mapping = None if by.mapping is None else read_mapping(by.mapping)
    if mapping is not None:
        raw = rows.raw() if rows.groups is not None else read_raw(rows.path, mapping.file)
        fitting: tuple[SourceMapping, ...] = (mapping,)
    elif rows.groups is not None:
        raw = rows.raw()
        fitting = mappings_for(raw.rows.column_names, raw.titles)
    else:
        known = recognised_file(rows.path)
        raw, fitting = known.raw, known.mappings
    if not fitting:
        raise UnknownFormatError(unknown_source(raw.rows.column_names, rows.path.name))
    installation = Installation(by.zone, units)
    return {each.content: _checked(normalise(raw, each, installation), each) for each in fitting}


def _checked(canonical: Canonical, mapping: SourceMapping) -> CheckedRows:
    """Canonical rows as a frame, and the first failure of each refused row."""
    table = canonical.items
    described = CONTENTS.get(mapping.content)
    if described is not None:
        table = table.select([name for name in table.column_names if name in described.names])
        table = conformed(table, described.schema)
    return CheckedRows(table, canonical.row_numbers, refusals(canonical), canonical.single_items, canonical.unnumbered)
