"""Source formats, one module each; a file's format is found by its header.

A new source is one new module that defines `FORMAT`.
"""

import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

import pandas as pd


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
    """No known format fits a header; the message says which comes nearest and what it lacks."""


@cache
def source_formats() -> tuple[SourceFormat, ...]:
    """Every format of this package, in the order of module names."""
    formats: list[SourceFormat] = []
    for module in pkgutil.iter_modules(__path__):
        formats.extend(import_module(f"{__name__}.{module.name}").FORMATS)
    return tuple(formats)


def format_of(header: Iterable[str]) -> SourceFormat:
    """The format whose required headers are all there; of several the one that knows most of the header."""
    present = frozenset(header)
    fitting = [candidate for candidate in source_formats() if candidate.headers <= present]
    if not fitting:
        nearest = max(source_formats(), key=lambda candidate: (len(candidate.headers & present), candidate.name))
        lacking = ", ".join(sorted(nearest.headers - present))
        raise UnknownFormatError(f"no known format fits its columns; nearest is {nearest.name}, which needs: {lacking}")
    return max(fitting, key=lambda candidate: (len(candidate.headers), candidate.name))
