"""Which mappings read a file: those that are named, else those of this installation, else the built-in ones.

An installation keeps mappings of its own as YAML files in the folder that the setting CUSTOMS_RISK_MAPPINGS names, and
in `mappings/` below the folder of extensions; Python files list them in `FORMATS`. They are read wherever files are
read, and YAML files anew when they change.
"""

import logging
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tasks.collection.sources.canonical import INDISPENSABLE
from tasks.collection.sources.mapping import (
    HeaderIndex,
    MappingError,
    SourceMapping,
    built_in_mappings,
    read_mapping,
)
from tasks.collection.sources.raw import RawRows, ReadingHints, UnreadableFileError
from tasks.collection.sources.reading import read_raw
from tasks.running import extensions
from tasks.running.extensions import Kind

SETTING = "CUSTOMS_RISK_MAPPINGS"
_LOGGER = logging.getLogger("customs_risk.mappings")
_NAMED = 6  # columns that a refusal names
SOURCE_FORMAT_KIND = Kind("source_formats", "tasks.collection.sources.mappings", "FORMATS", SourceMapping)


class UnknownFormatError(ValueError):
    """No known source has the columns of a file; the message says what to do."""


def unknown_source(header: Iterable[str], file_name: str = "FILE") -> str:
    """One sentence for the sender of a file whose columns no known source has."""
    named = list(header)
    shown = ", ".join(named[:_NAMED]) + (" …" if len(named) > _NAMED else "")
    return (
        f"no known source has its columns ({shown}): describe it by `customs-risk sources propose {file_name} "
        "--out mapping.yaml`, then name the mapping with --mapping"
    )


@dataclass(frozen=True)
class OwnMappings:
    """Mappings of this installation, and one sentence for each that is left out."""

    mappings: tuple[SourceMapping, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class RecognisedFile:
    """Rows of a file, and the mapping of each content that fits them; none where no known source does."""

    raw: RawRows
    mappings: tuple[SourceMapping, ...]


def recognised_file(path: Path, given: Sequence[SourceMapping] = ()) -> RecognisedFile:
    """Read a file as the mapping that fits it says. Raises UnreadableFileError.

    given: mappings that are tried before all others.
    """
    for mapping in (*given, *own_mappings().mappings, *SOURCE_FORMAT_KIND.members):
        if mapping.file != ReadingHints():
            try:
                raw = read_raw(path, mapping.file)
            except UnreadableFileError:
                continue
            if _describes(mapping, raw.rows.column_names, raw.titles):
                return RecognisedFile(raw, mappings_for(raw.rows.column_names, raw.titles, (mapping, *given)))
    raw = read_raw(path)
    return RecognisedFile(raw, mappings_for(raw.rows.column_names, raw.titles, given))


def mappings_for(
    headers: Iterable[str], titles: Sequence[str] = (), given: Sequence[SourceMapping] = ()
) -> tuple[SourceMapping, ...]:
    """The mapping of each content that fits these headers: a given one, one of this installation, a built-in one.

    Of several the one that asks for most. titles: lines above the header.
    """
    present = list(headers)
    fitting: dict[str, SourceMapping] = {}
    for group in (given, own_mappings().mappings, SOURCE_FORMAT_KIND.members, built_in_mappings()):
        best: dict[str, SourceMapping] = {}
        for mapping in group:
            other = best.get(mapping.content)
            more = other is None or len(mapping.recognised_by) > len(other.recognised_by)
            if more and _describes(mapping, present, titles):
                best[mapping.content] = mapping
        fitting = best | fitting
    return tuple(fitting.values())


def _describes(mapping: SourceMapping, headers: Sequence[str], titles: Sequence[str]) -> bool:
    """Whether a mapping fits; one that names no headers to be recognised by needs that of the row's number."""
    if mapping.recognised_by:
        return mapping.fits(headers, titles)
    number = mapping.columns.get(INDISPENSABLE[mapping.content])
    known = HeaderIndex(headers)
    return number is not None and any(known.find(header) is not None for header in number.headers)


def own_mappings() -> OwnMappings:
    """Mappings of this installation by file name; what cannot be used is logged and left out."""
    missing = [folder for folder in _folder_named() if not folder.is_dir()]
    if missing:
        return OwnMappings(
            (), (f"{SETTING} names {missing[0]}, which is no folder: create it, or correct the setting.",)
        )
    folders = [*_folder_named(), *(Path(root) / extensions.MAPPINGS for root in extensions.__path__)]
    files = [path for folder in folders for path in sorted((*folder.glob("*.yaml"), *folder.glob("*.yml")))]
    return _read(tuple((path, path.stat().st_mtime_ns) for path in files))


def _folder_named() -> list[Path]:
    named = os.environ.get(SETTING)
    return [Path(named).expanduser().absolute()] if named else []


@lru_cache(maxsize=4)
def _read(files: tuple[tuple[Path, int], ...]) -> OwnMappings:
    mappings: dict[str, SourceMapping] = {}
    problems = []
    for path, _ in files:
        try:
            mapping = read_mapping(path)
        except MappingError as problem:
            problems.append(f"{problem}. It is left out.")
            continue
        if not mapping.recognised_by:
            problems.append(f"{path} is never chosen: name headers of its files in recognised_by. It is left out.")
        elif mapping.name in mappings:
            problems.append(f"{path} has the name {mapping.name} of another mapping: rename it. It is left out.")
        else:
            mappings[mapping.name] = mapping
    for sentence in problems:
        _LOGGER.warning(sentence)
    return OwnMappings(tuple(mappings.values()), tuple(problems))
