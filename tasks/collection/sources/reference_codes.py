"""Codes of countries, currencies, units, offices and directions, from every system that offices use."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc
import pycountry
from babel import Locale

from sql.reference import UNSPECIFIED_COUNTRY, country_codes, office_codes
from tasks.collection.sources.codes import code_table
from tasks.collection.sources.converted import Converted
from tasks.collection.sources.mapping import CodeSystem

_LANGUAGES = ("en", "zh", "zh_Hant", "fr", "es", "pt", "pt_PT", "ko", "ja", "de", "it")
_USER_CODES = frozenset({"EU", "XK", "XI", "XC", "XL", "QP", "QR", "QS", "QU", "QV", "QW", "QX", "QY", "QZ"})
_EARLIER = {"UK": "GB", "EL": "GR"}
_PARTS = re.compile(r"[()\[\]/,:|]| - |\s")
_DIRECTIONS = {
    "import": ("import", "imports", "i", "im", "imp", "进口", "進口", "进", "入境", "importation", "importação",
               "importacao", "importación", "importacion", "e-i", "수입", "輸入", "in", "inward", "entry"),
    "export": ("export", "exports", "e", "ex", "exp", "出口", "出", "出境", "exportation", "exportação", "exportacao",
               "exportación", "exportacion", "수출", "輸出", "out", "outward", "exit"),
}  # fmt: skip
_FUNCTIONS = {
    "lodged": ("lodged", "original", "new", "9", "新增", "申报"),
    "amended": ("amended", "amendment", "replace", "change", "correction", "4", "5", "13", "修改", "改单"),
    "cancelled": ("cancelled", "canceled", "cancellation", "1", "撤销", "删单"),
}


@dataclass(frozen=True)
class CodeList:
    """Codes of one kind. known: what a value means, by key; digits: what digits mean, by system."""

    known: Mapping[str, str]
    digits: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def system_of(self, texts: Iterable[str | None]) -> str | None:
        """The system whose codes all digits among these values are; None where none or more than one fits."""
        written = {text for text in texts if text is not None and text.isdecimal()}
        fitting = [name for name, codes in self.digits.items() if written and written <= codes.keys()]
        if len(fitting) > 1:  # a pair of systems that agree on every value
            meanings = {tuple(self.digits[name][text] for text in sorted(written)) for name in fitting}
            return fitting[0] if len(meanings) == 1 else None
        return fitting[0] if fitting else None

    def meaning(self, text: str, system: str | None) -> str | None:
        """The canonical code of a value; None where it is not known or its parts name two."""
        whole = self._single(text, system)
        if whole is not None:
            return whole
        parts = [part for part in _PARTS.split(text) if part]
        found = {meaning for part in parts if (meaning := self._single(part, system)) is not None}
        bracketed = {meaning for part in re.split(r"[()\[\]/|]", text) if (meaning := self._single(part, system))}
        found = bracketed or found
        return found.pop() if len(found) == 1 else None

    def _single(self, text: str, system: str | None) -> str | None:
        if text.isdecimal():
            codes = self.digits.get(system or "", {})
            return codes.get(text) or codes.get(text.zfill(3))
        return self.known.get(code_key(text))


def code_key(text: str) -> str:
    """A name or code without case, accents' composition and surplus blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("’", "'").split()).rstrip(".")


def codes_of(texts: pa.Array, codes: CodeList, system: CodeSystem, what: str) -> Converted:
    """Canonical codes of different clean texts; what is not known stays as it is written, with a fault.

    what: name of the list in the fault. system: what digits mean, `any` where the values show it.
    """
    written = texts.to_pylist()
    meant = codes.system_of(written) if system == "any" else system
    unsure = system == "any" and meant is None and any(text is not None and text.isdecimal() for text in written)
    found = [None if text is None else codes.meaning(text, meant) for text in written]
    faults = [
        None
        if text is None or meaning is not None
        else f"is no known {what}"
        + (": name the system of its digits in the mapping" if unsure and text.isdecimal() else "")
        for text, meaning in zip(written, found, strict=True)
    ]
    values = [meaning or text for text, meaning in zip(written, found, strict=True)]
    return Converted(pa.array(values, pa.string()), pa.nulls(len(texts), pa.string()), pa.array(faults, pa.string()))


def offices_of(texts: pa.Array, units: frozenset[str], source: str | None, own: Mapping[str, str]) -> Converted:
    """Unit codes of different clean office codes; an unknown office stays as it is written, with a fault.

    units: codes of known units. source: office codes of the reference table. own: office codes of the mapping.
    """
    of_source = office_codes(source) if source is not None else {}
    prefixes = _office_prefixes(source)

    def unit_of(text: str) -> str | None:
        number = text.split("(")[0].strip()
        for each in (text, number, text.upper()):
            found = own.get(each) or of_source.get(each) or (each if each in units else None)
            if found is not None:
                return found
        digits = re.search(r"\b\d{4}\b", text)
        return prefixes.get(digits.group()[:2]) if digits else None

    return _looked_up(texts, unit_of, "office")


def directions_of(texts: pa.Array) -> Converted:
    """import or export of different clean texts; what is neither stays as it is written, with a fault."""
    return _looked_up(texts, lambda text: _words(_DIRECTIONS).get(code_key(text)), "direction: write import or export")


def functions_of(texts: pa.Array) -> Converted:
    """lodged, amended or cancelled of different clean texts."""
    return _looked_up(texts, lambda text: _words(_FUNCTIONS).get(code_key(text)), "function of a declaration")


def _looked_up(texts: pa.Array, meaning: Callable[[str], str | None], what: str) -> Converted:
    written = texts.to_pylist()
    found = [None if text is None else meaning(text) for text in written]
    faults = [
        f"is no known {what}" if text is not None and code is None else None
        for text, code in zip(written, found, strict=True)
    ]
    values = [code or text for text, code in zip(written, found, strict=True)]
    return Converted(pa.array(values, pa.string()), pa.nulls(len(texts), pa.string()), pa.array(faults, pa.string()))


def _words(meanings: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {word: meaning for meaning, words in meanings.items() for word in words}


@cache
def _office_prefixes(source: str | None) -> dict[str, str]:
    table = code_table("office_prefixes")
    of_source = table[table["source"] == source]
    return dict(zip(of_source["prefix"], of_source["unit"], strict=True))


@cache
def countries() -> CodeList:
    """ISO 3166 alpha-2 codes (and those that users agree on) of every code and name of a country."""
    known: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code in country_codes() or code in _USER_CODES:
                known.setdefault(code_key(name), code)
    for country in pycountry.countries:
        names = (getattr(country, each, None) for each in ("name", "official_name", "common_name"))
        known |= {code_key(name): country.alpha_2 for name in names if name}
        known[country.alpha_3.casefold()] = country.alpha_2
    known |= _pairs("country_names", "name", "alpha_2")
    known |= {code.casefold(): code for code in (*_USER_CODES, *country_codes())}
    known |= {code.casefold(): meaning for code, meaning in _EARLIER.items()}
    numeric = {country.numeric: country.alpha_2 for country in pycountry.countries}
    china = dict(zip(*(code_table("china_countries")[each] for each in ("code", "alpha_2")), strict=True))
    return CodeList(known | {"zzz": UNSPECIFIED_COUNTRY}, {"numeric": numeric, "china_customs": china})


@cache
def currencies() -> CodeList:
    """ISO 4217 letters of every code and name of a currency."""
    known: dict[str, str] = {}
    letters = {currency.alpha_3 for currency in pycountry.currencies}
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).currencies.items():
            if code in letters:
                known.setdefault(code_key(name), code)
    known |= {code_key(currency.name): currency.alpha_3 for currency in pycountry.currencies}
    known |= _pairs("currency_names", "name", "currency")
    known |= {code.casefold(): code for code in letters}
    numeric = {currency.numeric: currency.alpha_3 for currency in pycountry.currencies}
    china = dict(zip(*(code_table("china_currencies")[each] for each in ("code", "currency")), strict=True))
    return CodeList(known, {"numeric": numeric, "china_customs": china})


@cache
def units() -> CodeList:
    """UN/ECE recommendation 20 codes of every code and name of a unit."""
    table = code_table("units")
    known = {unit.casefold(): unit for unit in table["unit"]}
    for unit, names in zip(table["unit"], table["names"], strict=True):
        known |= {code_key(name): unit for name in names.split(";") if name}
    china = {code: unit for code, unit in zip(table["china_customs"], table["unit"], strict=True) if code}
    return CodeList(known, {"china_customs": china})


@cache
def kilograms() -> dict[str, float]:
    """Kilograms of one unit of mass, by its UN/ECE code."""
    table = code_table("units")
    masses = table[table["kilograms"] != ""]
    return {unit: float(mass) for unit, mass in zip(masses["unit"], masses["kilograms"], strict=True)}


def mass_units_of(texts: pa.Array) -> pa.Array:
    """UN/ECE codes of the units of mass that texts end with, such as `12.5 kg`; null where they end with none."""
    known = pc.struct_field(pc.extract_regex(texts, r"[\d.,]\s*(?P<unit>\p{L}[\p{L} .]*)$"), "unit")
    found = [units().meaning(text, None) if text else None for text in known.to_pylist()]
    return pa.array([unit if unit in kilograms() else None for unit in found], pa.string())


def _pairs(table: str, key: str, value: str) -> dict[str, str]:
    rows = code_table(table)
    return {code_key(name): code for name, code in zip(rows[key], rows[value], strict=True)}
