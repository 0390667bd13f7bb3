"""Mappings: a source described instead of programmed.

A mapping is a YAML file: which columns of the source, or which paths of an XML message, hold each canonical column,
and how the source writes dates, numbers, countries, currencies, units and offices.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from tasks.collection.sources.canonical import CONTENTS
from tasks.collection.sources.codes import code_table
from tasks.collection.sources.raw import ReadingHints

_FOLDER = Path(__file__).parent / "mappings"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|「[^「」]*」")
_SPREAD = {"currencies": re.compile(r"[A-Z]{3}"), "days": re.compile(r".{0,12}\b(19|20)\d{2}\b.{0,8}")}
_KEPT_KEYS = 10_000  # headers: the same ones are looked for in file after file
_NO_LETTER = re.compile(r"[\W_]+")

_CANONICAL: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # content → recognised by, required
    "declarations": (("declaration_id", "hs_code"), ()),
    "outcomes": (("declaration_id", "violation"), ("violation",)),
    "officer_actions": (("action_id", "declaration_id", "officer"), ("office", "officer", "action", "happened_at")),
    "manual_movements": (("movement_id", "manual_number"), ("manual_number", "moved_on", "movement")),
    "manifests": (("bill_number", "arrived_on"), ("office", "arrived_on")),
    "information": (("key", "kind", "subject", "summary"), ("kind", "source", "subject", "received_on", "unit")),
    "manuals": (("number", "enterprise", "opened_on"), ("enterprise", "office", "opened_on", "expires_on")),
    "enterprises": (("enterprise", "category"), ()),
    "licences": (("licence_number", "holder"), ()),
    "exchange_rates": (("currency", "valid_from", "rate"), ("valid_from", "rate")),
}

CodeSystem = Literal["any", "numeric", "china_customs"]  # what digits mean; letters and names are always understood
DateOrder = Literal["year_month_day", "day_month_year", "month_day_year"]


def _mass_unit(written: str) -> str:
    table = code_table("units")
    for unit, mass, names in zip(table["unit"], table["kilograms"], table["names"], strict=True):
        if mass and written.strip().casefold() in (unit.casefold(), *names.casefold().split(";")):
            return str(unit)
    known = ", ".join(table.loc[table["kilograms"] != "", "unit"])
    raise ValueError(f"{written} is no unit of mass: use one of {known}")


def _known_zone(written: str) -> str:
    try:
        ZoneInfo(written)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise ValueError(f"there is no time zone {written}: write one such as Europe/Paris") from problem
    return written


MassUnit = Annotated[str, AfterValidator(_mass_unit)]
Zone = Annotated[str, AfterValidator(_known_zone)]


class MappingError(ValueError):
    """A mapping is not usable; the message is one sentence with every place that is wrong."""


class _Described(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnSource(_Described):
    """Where the values of one canonical column come from.

    source: headers or paths in order; the first that is filled counts. join: headers that are written one after the
    other, with `separator` between them. constant: the value where the source says none. values: the source's own codes
    and what they mean; a value that is not among them stays as it is. mass_unit: of a mass that is in another unit than
    the other masses of the file; mass_unit_source: headers that name the unit of each mass. In YAML a header alone
    stands for `{source: [header]}` and a list of headers for `{source: [...]}`.
    """

    source: tuple[str, ...] = ()
    join: tuple[str, ...] = ()
    separator: str = ""
    constant: str | None = None
    values: Mapping[str, str] = Field(default_factory=dict)
    mass_unit: MassUnit | None = None
    mass_unit_source: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, written: Any) -> Any:
        if isinstance(written, str):
            return {"source": [written]}
        if isinstance(written, list):
            return {"source": written}
        if isinstance(written, dict):
            lists = ("source", "join", "mass_unit_source")
            return written | {name: [written[name]] for name in lists if isinstance(written.get(name), str)}
        return written

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.source and self.join:
            raise ValueError("name either source or join, not both")
        if not self.source and not self.join and self.constant is None:
            raise ValueError("name a source, a join or a constant")
        return self

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header it reads."""
        return self.source or self.join


class Dates(_Described):
    """How the source writes dates.

    order: of day, month and year where they are digits; without it each column shows it by its values. zone: zone of
    times that name none, such as `Europe/Paris`; without it the installation's.
    """

    order: DateOrder | None = None
    zone: Zone | None = None


class Numbers(_Described):
    """How the source writes numbers: the sign before decimals and the one between thousands.

    Without `decimal` the numbers of the file show it.
    """

    decimal: Literal[".", ","] | None = None
    thousands: Literal[".", ",", " ", "'"] | None = None

    @model_validator(mode="after")
    def _differ(self) -> Self:
        if self.decimal is not None and self.decimal == self.thousands:
            raise ValueError("decimal and thousands are the same sign")
        return self


class Wide(_Described):
    """A table with one column for each currency or for each day, as exchange rates are often published.

    headers: what the headers of these columns are. Each cell of them becomes a row with the header under `@header` and
    the cell under `@cell`, and the other columns as they are; a line that repeats the header begins a new table. title:
    how the line above begins; rows below another title are passed over. mark: rows whose first cell ends in it have
    this cell under `@marked`.
    """

    headers: Literal["currencies", "days"]
    title: str | None = None
    mark: str | None = None

    def spreads(self, header: str) -> bool:
        """Whether a column has a currency or a day for its header."""
        return bool(_SPREAD[self.headers].fullmatch(header.strip()))


class SourceMapping(_Described):
    """One kind of content of one source.

    columns: canonical column → where it comes from. recognised_by: headers that a file must have for this mapping to be
    chosen by itself. required: canonical columns that refuse a row where they are missing, besides the number that
    identifies it. file: how the file is read, found out where it says nothing. office_source: office codes of the
    reference table that the source uses; `offices`: further codes of its own. mass_unit: the unit of masses, by its
    UN/ECE code (KGM, GRM, TNE, LBR) or name. wide: how a table is laid out that has a column for each currency or day.
    """

    name: str
    content: str
    description: str = ""
    columns: Mapping[str, ColumnSource]
    recognised_by: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    file: ReadingHints = ReadingHints()
    dates: Dates = Dates()
    numbers: Numbers = Numbers()
    countries: CodeSystem = "any"
    currencies: CodeSystem = "any"
    units: CodeSystem = "any"
    office_source: str | None = None
    offices: Mapping[str, str] = Field(default_factory=dict)
    mass_unit: MassUnit = "KGM"
    list_separator: str = ";"
    wide: Wide | None = None

    @field_validator("content")
    @classmethod
    def _known(cls, content: str) -> str:
        if content not in CONTENTS:
            raise ValueError(f"there is no content {content}: use one of {', '.join(sorted(CONTENTS))}")
        return content

    @model_validator(mode="after")
    def _canonical(self) -> Self:
        unknown = sorted({*self.columns, *self.required} - set(CONTENTS[self.content]))
        if unknown:
            raise ValueError(f"{self.content} have no column {', '.join(unknown)}")
        return self

    def fits(self, headers: Iterable[str], titles: Sequence[str] = ()) -> bool:
        """Whether a file with these headers, and these lines above them, is of this source."""
        names = list(headers)
        if self.wide is not None:
            title = self.wide.title
            if not any(self.wide.spreads(name) for name in names):
                return False
            if title is not None and not any(each.strip().startswith(title) for each in titles):
                return False
        known = HeaderIndex(names)
        return bool(self.recognised_by) and all(known.find(header) is not None for header in self.recognised_by)


class HeaderIndex:
    """The headers of a file, found whatever their case, spaces, brackets and full-width forms."""

    def __init__(self, headers: Iterable[str]) -> None:
        names = list(headers)
        self._exact = frozenset(names)
        self._by_key: dict[str, str] = {}
        self._without_brackets: dict[str, str | None] = {}
        for name in names:
            self._by_key.setdefault(header_key(name), name)
            short = _key_without_brackets(name)
            self._without_brackets[short] = None if short in self._without_brackets else name

    def find(self, header: str) -> str | None:
        """The file's own spelling of `header`; None where it lacks it."""
        if header in self._exact:
            return header
        return self._by_key.get(header_key(header)) or self._without_brackets.get(_key_without_brackets(header))


@lru_cache(maxsize=_KEPT_KEYS)
def _key_without_brackets(header: str) -> str:
    return header_key(_BRACKETED.sub("", unicodedata.normalize("NFKC", header)))


@lru_cache(maxsize=_KEPT_KEYS)
def header_key(header: str) -> str:
    """Letters and digits of a header in one case, full-width forms as plain ones."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", header).casefold())


def read_mapping(path: Path) -> SourceMapping:
    """The mapping that a YAML file holds. Raises MappingError."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as problem:
        raise MappingError(f"{path} cannot be opened: {problem.strerror}") from problem
    except UnicodeDecodeError as problem:
        raise MappingError(f"{path.name} is no YAML file") from problem
    return mapping_of(text, path.name)


def _loaded(text: str) -> Any:
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506  # nosec B506  # a safe one
    except yaml.YAMLError:
        return yaml.safe_load(text)  # says more exactly where it is wrong


def mapping_of(text: str, place: str) -> SourceMapping:
    """The mapping that YAML describes. Raises MappingError, which names the `place` that the text comes from."""
    try:
        written = _loaded(text)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark is not None else ""
        raise MappingError(f"{place} is no YAML file{where}") from problem
    if not isinstance(written, dict):
        raise MappingError(f"{place} holds no mapping: begin with `name:`, `content:` and `columns:`")
    try:
        return SourceMapping.model_validate(written)
    except ValidationError as faults:
        places = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc']) or 'mapping'}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in faults.errors()
        )
        raise MappingError(f"{place} is no usable mapping: {places}") from faults


@cache
def built_in_mappings() -> tuple[SourceMapping, ...]:
    """The canonical mapping of each content, and the mappings of this package by name."""
    return (*map(canonical_mapping, CONTENTS), *(read_mapping(path) for path in sorted(_FOLDER.glob("*.yaml"))))


@cache
def canonical_mapping(content: str) -> SourceMapping:
    """The mapping of a file with the published column names."""
    recognised, required = _CANONICAL[content]
    return SourceMapping(
        name=f"canonical_{content}",
        content=content,
        columns={name: ColumnSource(source=(name,)) for name in CONTENTS[content]},
        recognised_by=recognised,
        required=required,
        office_source="gacc",
    )
