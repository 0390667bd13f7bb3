"""A mapping proposed from a file itself, by names and content of its columns, for a person to correct."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import yaml
from rapidfuzz import fuzz, process

from tasks.collection.sources.canonical import CONTENTS
from tasks.collection.sources.codes import code_table
from tasks.collection.sources.columns import Installation, without_unit
from tasks.collection.sources.dates import DateEvidence, date_evidence, moments_of
from tasks.collection.sources.identifiers import hs_codes_of
from tasks.collection.sources.mapping import (
    ColumnSource,
    Dates,
    Numbers,
    SourceMapping,
    header_key,
)
from tasks.collection.sources.numbers import Evidence, common_sign, evidence_of, numbers_of
from tasks.collection.sources.raw import RawRows
from tasks.collection.sources.recognised import mappings_for
from tasks.collection.sources.reference_codes import (
    CodeList,
    countries,
    currencies,
    directions_of,
    kilograms,
    offices_of,
    units,
)
from tasks.collection.sources.text import clean_text

_SAMPLE = 2_000  # different values of a column that are looked at
_SURE, _LIKELY = 90, 62  # of 100
_BY_CONTENT_ALONE = 72
_ALL_BUT_FEW = 0.9  # of the office codes: fewer fit a table by chance
_NUMBERS = frozenset({"number", "percentage", "mass", "integer"})
_TELLING: Mapping[str, tuple[str, ...]] = {  # columns that tell the contents apart
    "declarations": ("hs_code", "net_mass", "item_value"),
    "outcomes": ("declaration_id", "violation", "inspected_on"),
    "officer_actions": ("officer", "action", "happened_at"),
    "manual_movements": ("manual_number", "moved_on", "movement"),
    "manifests": ("bill_number", "arrived_on", "container"),
    "information": ("kind", "subject", "summary", "received_on"),
    "manuals": ("number", "enterprise", "opened_on", "expires_on"),
    "enterprises": ("enterprise", "category"),
    "licences": ("licence_number", "holder", "valid_to"),
}
_CURRENCY_SIGNS = {"us$": "USD", "r$": "BRL", "€": "EUR", "£": "GBP", "₩": "KRW", "₹": "INR", "원": "KRW", "元": "CNY"}
_CURRENCY_WORDS = frozenset({"euro", "euros", "yen"})
_CODE_LENGTH, _LONGEST_UNIT = 3, 9
_PART_OF = 0.88  # of a term that is only a part of the header
_MASS_WORDS = re.compile(r"weight|mass|\bwt\b|poids|peso|masa|massa|gewicht|重|중량|unit|\buom\b|unidad|einheit")
_TRADE = {  # names of columns by which a file is of imports or exports alone; importers and exporters are in both
    "import": re.compile(r"(?<!country of )\b(?:import(?:s|ation|acion|acao)?|of record|duimp)\b|수입신고|进口|進口"),
    "export": re.compile(r"(?<!country of )(?<!pays d )(?<!pais de )\bexport(?:s|ation|acion|acao)?\b|수출신고|出口"),
}


@dataclass(frozen=True)
class Choice:
    """A column of the file for a canonical column. sure: of 100. why: what speaks for it."""

    column: str
    header: str
    sure: int
    why: str


@dataclass(frozen=True)
class Proposal:
    """A proposed mapping and what a person should know about it.

    choices: how sure each column is. known: whether the file is of a format that is known. remarks: what was found out
    and what could not be.
    """

    mapping: SourceMapping
    choices: tuple[Choice, ...]
    known: bool
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class _Sample:
    """Different clean values of a column, at most `_SAMPLE`. filled: share of its rows that have a value."""

    header: str
    values: pa.Array
    filled: float


def propose(raw: RawRows, name: str, installation: Installation) -> Proposal:
    """A mapping for the rows of a file: of the known format, else from names and content."""
    known = mappings_for(raw.rows.column_names)
    if known:
        best = max(known, key=lambda each: (each.content == "declarations", len(each.columns)))
        return Proposal(best, (), True, (f"the file is of the known format {best.name}",))
    samples = [_sample(raw.rows, header) for header in raw.rows.column_names]
    content = _content_of([sample.header for sample in samples])
    choices = _choices(samples, content, installation)
    by_column = {choice.column: choice.header for choice in choices}
    by_header = {sample.header: sample for sample in samples}
    kinds = CONTENTS[content]
    found = {column: by_header[header] for column, header in by_column.items()}
    remarks: list[str] = []
    columns = {column: ColumnSource(source=(header,)) for column, header in by_column.items()}
    currency = _currency_in_header(found.get("item_value"))
    if "currency" in kinds and "currency" not in columns and currency is not None:
        columns["currency"] = ColumnSource(constant=currency)
        remarks.append(f"currency {currency} from the name of the column {found['item_value'].header}")
    trade = _trade([sample.header for sample in samples])
    if "direction" in kinds and "direction" not in columns and trade is not None:
        columns["direction"] = ColumnSource(constant=trade)
        remarks.append(f"direction {trade} from the names of the columns")
    unit = _mass_unit(found.get("net_mass") or found.get("gross_mass"))
    columns |= _other_mass_units(found, columns, unit)
    columns |= _named_mass_units(samples, found, columns)
    if "unit" in columns and any(columns["unit"].source == each.mass_unit_source for each in columns.values()):
        del columns["unit"]  # it is the unit of the masses, not of a quantity
    remarks.extend(_mass_remarks(found, columns, unit))
    mapping = SourceMapping(
        name=name,
        content=content,
        columns={column: columns[column] for column in kinds if column in columns},
        recognised_by=_recognised_by(choices, content),
        file=raw.found,
        dates=Dates(order=_order(found, kinds, remarks)),
        numbers=_numbers(found, kinds, remarks),
        countries=_system(countries(), found, ("country_of_origin", "country_of_departure"), "countries", remarks),
        currencies=_system(currencies(), found, ("currency",), "currencies", remarks),
        units=_system(units(), found, ("unit",), "units", remarks),
        office_source=_office_source(found.get("office"), installation, remarks),
        mass_unit=unit or "KGM",
    )
    used = {header for source in columns.values() for header in (*source.headers, *source.mass_unit_source)}
    unused = [sample.header for sample in samples if sample.header not in used]
    if unused:
        remarks.append(f"columns of the file that are not used: {', '.join(unused)}")
    lacking = [column for column in _main(content) if column not in columns]
    if lacking:
        remarks.append(f"nothing was found for: {', '.join(lacking)}")
    return Proposal(mapping, tuple(choices), False, tuple(remarks))


def mapping_text(proposal: Proposal) -> str:
    """The proposal as a YAML file with comments, to be corrected by a person."""
    mapping = proposal.mapping
    lines = ["# Proposed from the file: correct what is wrong, then read with --mapping."]
    lines += [f"# {remark}" for remark in proposal.remarks]
    sure = {choice.column: choice for choice in proposal.choices}
    written = mapping.model_dump(mode="json", exclude_defaults=True)
    written.pop("columns")
    file = {key: value for key, value in (written.pop("file", None) or {}).items() if value is not None}
    head = {key: value for key, value in written.items() if value not in (None, {}, [])}
    lines.append(_yaml({**head, **({"file": file} if file else {})}))
    lines.append("columns:")
    for column, source in mapping.columns.items():
        text = f"{column}: {_inline(_short(source))}"
        choice = sure.get(column)
        lines.append(f"  {text}" + (f"  # {choice.sure} %: {choice.why}" if choice is not None else ""))
    return "\n".join(lines) + "\n"


def _short(source: ColumnSource) -> object:
    if not source.model_dump(exclude_defaults=True).keys() - {"source"}:
        return source.source[0] if len(source.source) == 1 else list(source.source)
    return source.model_dump(mode="json", exclude_defaults=True)


def _inline(written: object) -> str:
    """A value on one line of YAML."""
    text = yaml.safe_dump(written, allow_unicode=True, width=10_000, default_flow_style=True)
    return str(text).removesuffix("...\n").strip()


def _yaml(written: Mapping[str, object]) -> str:
    return str(
        yaml.safe_dump(dict(written), allow_unicode=True, sort_keys=False, width=110, default_flow_style=None)
    ).rstrip()


def _sample(rows: pa.Table, header: str) -> _Sample:
    column = rows.column(header)
    counts = pc.unique(column.slice(0, 50_000))
    values = clean_text(counts.slice(0, _SAMPLE).cast(pa.string()), frozenset({"na"})).values
    filled = pc.drop_null(values)
    return _Sample(header, filled, 1 - column.null_count / (len(column) or 1))


def _content_of(headers: Sequence[str]) -> str:
    """The content that the names of the columns speak for most; declarations where none is sure."""

    def speaks_for(content: str) -> float:
        scores = _name_scores(headers, content)
        return float(np.mean([max(scores[name], default=0.0) for name in _TELLING[content]]))

    best = max(_TELLING, key=speaks_for)
    return best if speaks_for(best) > _SURE else "declarations"


def _choices(samples: Sequence[_Sample], content: str, installation: Installation) -> list[Choice]:
    """The best header for each canonical column, each header once: the surest pair first."""
    names = _name_scores([sample.header for sample in samples], content)
    pairs: list[Choice] = []
    for place, sample in enumerate(samples):
        for column, kind in CONTENTS[content].items():
            name = names[column][place] if column in names else 0.0
            fit = _fit(sample, column, kind, installation)
            pairs.extend(_pair(column, sample.header, name, fit))
    chosen: dict[str, Choice] = {}
    taken: set[str] = set()
    for pair in sorted(pairs, key=lambda each: -each.sure):
        if pair.column not in chosen and pair.header not in taken:
            chosen[pair.column] = pair
            taken.add(pair.header)
    return [chosen[column] for column in CONTENTS[content] if column in chosen]


def _pair(column: str, header: str, name: float, fit: float | None) -> list[Choice]:
    if fit is None:  # an empty column, or one that may hold anything
        return [Choice(column, header, round(name), "name")] if name >= _LIKELY + 10 else []
    together = 0.75 * name + 25 * fit if fit >= 0.5 else 0.75 * name * fit
    alone = _BY_CONTENT_ALONE * fit if column in _DISTINCTIVE and fit > 0.9 else 0.0
    sure, why = max((together, "name and content"), (alone, "content alone, check it"))
    return [Choice(column, header, round(sure), why)] if sure >= _LIKELY else []


def _name_scores(headers: Sequence[str], content: str) -> dict[str, list[float]]:
    """How alike each header is to the terms of each column of a content, of 100.

    A term that is part of a header counts the more, the more of the header it is.
    """
    terms = _terms(content)
    keys = [_plain(header) for header in headers]
    scores: dict[str, list[float]] = {}
    matrix = process.cdist([term for _, term in terms], keys, scorer=fuzz.token_sort_ratio)
    parts = process.cdist([term for _, term in terms], keys, scorer=fuzz.token_set_ratio)
    for place, (column, term) in enumerate(terms):
        long_enough = len(term) > 3 or not term.isascii()
        alike = [
            max(
                float(whole), float(part) * (0.88 + 0.06 * min(1, len(term) / len(key))) if long_enough and key else 0.0
            )
            for whole, part, key in zip(matrix[place], parts[place], keys, strict=True)
        ]
        known = scores.get(column)
        scores[column] = alike if known is None else [max(pair) for pair in zip(known, alike, strict=True)]
    return scores


@cache
def _terms(content: str) -> tuple[tuple[str, str], ...]:
    """Columns of a content and the terms for each; a column of the table may be written `content.column`."""
    table = code_table("terms")
    columns = CONTENTS[content]
    own = [(column, column.replace("_", " ")) for column in columns]
    listed = [
        (column.removeprefix(f"{content}."), term)
        for column, term in zip(table["column"], table["term"], strict=True)
        if column.removeprefix(f"{content}.") in columns
    ]
    return tuple(dict.fromkeys((column, _plain(term)) for column, term in (*own, *listed)))


def _plain(text: str) -> str:
    """Lower case without accents and signs, words apart."""
    camel = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    letters = "".join(
        each for each in unicodedata.normalize("NFKD", camel.casefold()) if not unicodedata.combining(each)
    )
    return unicodedata.normalize("NFC", re.sub(r"[\W_]+", " ", letters)).strip()


_DISTINCTIVE = frozenset({"hs_code", "containers", "lodged_on", "currency", "country_of_origin", "direction"})


def _fit(sample: _Sample, column: str, kind: str, installation: Installation) -> float | None:
    """Share of the different values that a column of this kind can hold; None where they show nothing."""
    values = sample.values
    if not len(values):
        return None
    if column == "containers":
        return _share(_is_container(values))
    if column == "declaration_id":
        letters = _share(pc.match_substring_regex(values, r"\d"))
        return letters * (1.0 if sample.filled == 1 else 0.5)
    tests: Mapping[str, Callable[[], float]] = {
        "hs_code": lambda: _share(pc.is_valid(hs_codes_of(values, pa.repeat(1, len(values)).cast(pa.int64())).values)),
        "country": lambda: _known(countries(), values),
        "currency": lambda: _known(currencies(), values),
        "unit": lambda: _known(units(), values),
        "direction": lambda: _share(pc.is_null(directions_of(values).faults)),
        "office": lambda: 0.6 + 0.4 * _share(pc.is_null(offices_of(values, installation.units, "gacc", {}).faults)),
        "date": lambda: _share(pc.is_null(moments_of(values, "day_month_year", None, "UTC").refused)),
        "moment": lambda: _share(pc.is_null(moments_of(values, "day_month_year", None, "UTC").refused)),
    }
    if kind in _NUMBERS:
        bare = without_unit(values) if kind == "mass" else values
        return max(_share(pc.is_valid(numbers_of(bare, sign).values)) for sign in (".", ","))
    return tests[kind]() if kind in tests else None


def _known(codes: CodeList, values: pa.Array) -> float:
    written = values.to_pylist()
    systems: list[str | None] = [None, *codes.digits]
    return max(sum(codes.meaning(text, system) is not None for text in written) for system in systems) / len(written)


def _share(holds: pa.Array) -> float:
    return float(pc.mean(pc.cast(pc.fill_null(holds, False), pa.float64())).as_py() or 0.0)


def _is_container(values: pa.Array) -> pa.Array:
    """Whether each value begins with a container number with the right check digit (ISO 6346)."""
    found = pc.struct_field(pc.extract_regex(values, r"^(?P<number>[A-Z]{3}[UJZ]\d{7})"), "number")
    return pa.array([number is not None and container_number(number) for number in found.to_pylist()])


def container_number(number: str) -> bool:
    """Whether the check digit of a container number is right (ISO 6346)."""
    total = 0
    for place, character in enumerate(number[:10]):
        value = int(character, 36) if character.isdigit() else _letter_value(character)
        total += value * 2**place
    return total % 11 % 10 == int(number[10])


def _letter_value(letter: str) -> int:
    """Letters count from 10 on, without multiples of 11."""
    value = ord(letter) - ord("A") + 10
    return value + (value > 10) + (value > 20) + (value > 30)


def _order(found: Mapping[str, _Sample], kinds: Mapping[str, str], remarks: list[str]) -> str | None:
    dates = [sample for column, sample in found.items() if kinds[column] in ("date", "moment")]
    short = [
        s for s in dates if pc.any(pc.match_substring_regex(s.values, r"^\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}")).as_py()
    ]
    if not short:
        return None
    order = sum((date_evidence(sample.values) for sample in short), DateEvidence()).order()
    if order is None:
        remarks.append("dates may be day or month first: add `dates: {order: day_month_year}` or month_day_year")
    return order


def _numbers(found: Mapping[str, _Sample], kinds: Mapping[str, str], remarks: list[str]) -> Numbers:
    evidence: list[Evidence] = [
        evidence_of(without_unit(sample.values)) for column, sample in found.items() if kinds[column] in _NUMBERS
    ]
    sign = common_sign(evidence)
    if sign is None:
        remarks.append('numbers may have a decimal point or comma: add `numbers: {decimal: "."}` or ","')
        return Numbers()
    commas = any(each.comma or each.unclear for each in evidence)
    return Numbers(decimal=sign) if commas else Numbers()


def _system(
    codes: CodeList, found: Mapping[str, _Sample], columns: Sequence[str], what: str, remarks: list[str]
) -> str:
    texts = [text for column in columns if column in found for text in found[column].values.to_pylist()]
    digits = [text for text in texts if text.isdecimal()]
    if not digits:
        return "any"
    system = codes.system_of(digits)
    if system is None:
        remarks.append(f"the digits of {what} fit no system or several: add `{what}: numeric` or china_customs")
    return system or "any"


def _office_source(sample: _Sample | None, installation: Installation, remarks: list[str]) -> str | None:
    if sample is None or not len(sample.values):
        return None
    sources = {"": 0.0} | dict.fromkeys(("korea_customs_service", "gacc"), 0.0)
    for source in sources:
        known = offices_of(sample.values, installation.units, source or None, {})
        sources[source] = _share(pc.is_null(known.faults))
    best = max(sources, key=lambda each: sources[each])
    if sources[best] < _ALL_BUT_FEW:
        codes = ", ".join(sample.values.to_pylist()[:5])
        remarks.append(f"office codes are not known ({codes}, …): add `offices: {{CODE: UNIT}}`")
        return None
    return best or None


def _mass_unit(sample: _Sample | None) -> str | None:
    """The unit of mass that the name of a column ends with or holds; None where it holds none."""
    words = _plain(sample.header).split() if sample is not None else []
    named = [units().meaning(word, None) for word in reversed(words) if len(word) <= _LONGEST_UNIT]
    return next((each for each in named if each in kilograms()), None)


def _other_mass_units(
    found: Mapping[str, _Sample], columns: Mapping[str, ColumnSource], unit: str | None
) -> dict[str, ColumnSource]:
    """Columns of masses that are in another unit than the file's."""
    units_of = {column: _mass_unit(found[column]) or unit for column in ("gross_mass", "net_mass") if column in found}
    return {
        column: columns[column].model_copy(update={"mass_unit": each})
        for column, each in units_of.items()
        if each is not None and each != unit
    }


def _named_mass_units(
    samples: Sequence[_Sample], found: Mapping[str, _Sample], columns: Mapping[str, ColumnSource]
) -> dict[str, ColumnSource]:
    """Masses whose unit another column names: one that holds units of mass alone and is named for them."""
    masses = {column: found[column] for column in ("gross_mass", "net_mass") if column in found}
    quantity_unit = found["unit"].header if "quantity" in found and "unit" in found else None
    naming = [
        sample.header
        for sample in samples
        if sample.header != quantity_unit and len(sample.values) and _names_masses(sample)
    ]
    named: dict[str, ColumnSource] = {}
    for column, mass in masses.items():
        if naming:
            header = max(naming, key=lambda each: fuzz.token_set_ratio(_plain(each), _plain(mass.header)))
            named[column] = columns[column].model_copy(update={"mass_unit": None, "mass_unit_source": (header,)})
    return named


def _names_masses(sample: _Sample) -> bool:
    words = sample.values.to_pylist()
    return all(units().meaning(word, None) in kilograms() for word in words if word) and bool(
        _MASS_WORDS.search(_plain(sample.header))
    )


def _mass_remarks(found: Mapping[str, _Sample], columns: Mapping[str, ColumnSource], unit: str | None) -> Sequence[str]:
    masses = {column: columns[column].mass_unit or unit for column in ("net_mass", "gross_mass") if column in found}
    return [
        f"{column} in {each}, from the name of the column {found[column].header}"
        for column, each in masses.items()
        if each not in (None, "KGM")
    ]


def _trade(headers: Sequence[str]) -> str | None:
    """import or export, where the names of the columns speak of one alone and do not name a party by it."""
    words = [_plain(header) for header in headers]
    spoken = {trade for trade, word in _TRADE.items() if any(word.search(each) for each in words)}
    return spoken.pop() if len(spoken) == 1 else None


def _currency_in_header(sample: _Sample | None) -> str | None:
    if sample is None:
        return None
    words = _plain(sample.header).split()
    signs = (code for sign, code in _CURRENCY_SIGNS.items() if sign in sample.header.casefold())
    return next(signs, None) or next((each for word in words if (each := _currency_of(word))), None)


def _currency_of(word: str) -> str | None:
    return currencies().known.get(word) if len(word) == _CODE_LENGTH or word in _CURRENCY_WORDS else None


def _recognised_by(choices: Sequence[Choice], content: str) -> tuple[str, ...]:
    """Headers by which the next file of the source is known: of the main columns, where they are sure."""
    main = _main(content) or tuple(CONTENTS[content])
    return tuple(choice.header for choice in choices if choice.sure >= _SURE and choice.column in main)


def _main(content: str) -> Sequence[str]:
    if content != "declarations":
        return ()
    return ("declaration_id", "lodged_on", "office", "direction", "importer", "hs_code", "country_of_departure",
            "country_of_origin", "net_mass", "item_value", "currency")  # fmt: skip


__all__ = ["Choice", "Proposal", "container_number", "header_key", "mapping_text", "propose"]
