"""Source formats, one module each; a file's format is found by its header.

A new source is one new module that lists its formats in `FORMATS`, here or outside the package (see
`tasks.running.extensions`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from sql.reference import office_codes
from tasks.running.extensions import Kind

_NAMED = 6  # columns that a refusal names


@dataclass(frozen=True)
class Part:
    """What a file holds of one kind of content: `columns` maps canonical names to the headers of the source.

    `required`: canonical columns whose headers must be there for the format to fit. `constants`: canonical columns
    that the source leaves unsaid. `derive`: computes further canonical columns from the mapped ones.
    """

    content: str
    columns: Mapping[str, str]
    required: frozenset[str]
    constants: Mapping[str, str] = field(default_factory=dict)
    derive: Callable[[pd.DataFrame], pd.DataFrame] | None = None


@dataclass(frozen=True)
class SourceFormat:
    """The format of one source; a file may hold several kinds of content side by side.

    `office_source`: whose office codes it uses, in the reference table `office_codes`; None for unit codes.
    """

    name: str
    parts: tuple[Part, ...]
    office_source: str | None = None

    @property
    def headers(self) -> frozenset[str]:
        """Headers that must be there."""
        return frozenset(part.columns[name] for part in self.parts for name in part.required)


class UnknownFormatError(ValueError):
    """No known format fits a header; the message says what to do."""


def unknown_source(header: Iterable[str], file_name: str = "FILE") -> str:
    """One sentence for the sender of a file whose columns no known source has."""
    named = list(header)
    shown = ", ".join(named[:_NAMED]) + (" …" if len(named) > _NAMED else "")
    return (
        f"no known source has its columns ({shown}): describe it by `customs-risk sources propose {file_name} "
        "--out mapping.yaml`, then name the mapping with --mapping"
    )


SOURCE_FORMAT_KIND = Kind("source_formats", __name__, "FORMATS", SourceFormat)


def source_formats() -> tuple[SourceFormat, ...]:
    """Every format, in the order of module names. Raises ExtensionError."""
    return SOURCE_FORMAT_KIND.members


def format_of(header: Iterable[str]) -> SourceFormat:
    """The format whose required headers are all there; of several the one that knows most of the header."""
    present = frozenset(header)
    fitting = [candidate for candidate in source_formats() if candidate.headers <= present]
    if not fitting:
        raise UnknownFormatError(unknown_source(header))
    return max(fitting, key=lambda candidate: (len(candidate.headers), candidate.name))


def part_rows(part: Part, source: SourceFormat, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a source under canonical names, with its constants, derived columns and unit codes in place."""
    named = {name: rows[header] for name, header in part.columns.items() if header in rows.columns}
    mapped = pd.DataFrame(named, index=rows.index)
    if part.derive is not None:
        mapped = part.derive(mapped)
    mapped = mapped.assign(**part.constants)
    if source.office_source is not None and "office" in mapped:
        codes = office_codes(source.office_source)
        mapped["office"] = mapped["office"].map(codes).fillna(mapped["office"])
    return mapped
