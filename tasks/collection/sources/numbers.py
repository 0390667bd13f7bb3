"""Numbers as offices write them: decimal points and commas, signs between thousands, digits of other scripts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from tasks.collection.sources.converted import Converted, matches, reasons, where

Sign = Literal[".", ","]

_OTHER_DIGITS = tuple(
    (chr(first + digit), str(digit))
    for first in (
        0x660,
        0x6F0,
        0x966,
        0x9E6,
        0xA66,
        0xAE6,
        0xB66,
        0xBE6,
        0xC66,
        0xCE6,
        0xD66,
        0xE50,
        0xED0,
        0x1040,
        0x17E0,
    )
    for digit in range(10)
)
_PLAIN = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_ENOUGH = 20  # times as many numbers of one kind as of the other settle what a column writes


@dataclass(frozen=True)
class Evidence:
    """How many different numbers can only have a point, and how many only a comma, before their decimals.

    unclear: how many have a comma that may be either.
    """

    point: int = 0
    comma: int = 0
    unclear: int = 0

    def __add__(self, other: "Evidence") -> "Evidence":
        return Evidence(self.point + other.point, self.comma + other.comma, self.unclear + other.unclear)

    def sign(self) -> Sign | None:
        """The sign before decimals; None where nothing shows it or both are used."""
        if self.point > _ENOUGH * self.comma:
            return "."
        return "," if self.comma > _ENOUGH * self.point else None


def evidence_of(texts: pa.Array) -> Evidence:
    """What different clean texts show about the sign before decimals."""
    simple = _simplified(texts)
    shapes = _shapes(simple)
    with_comma = pc.and_(shapes["unclear"], matches(simple, ","))
    return Evidence(*(pc.sum(each).as_py() or 0 for each in (shapes["."], shapes[","], with_comma)))


def numbers_of(texts: pa.Array, sign: Sign | None) -> Converted:
    """Numbers of different clean texts. sign: before decimals; None where the column does not show it."""
    simple = pc.replace_substring_regex(_simplified(texts), r"\s*[%٪]$", "")
    shapes = _shapes(simple)
    contrary = shapes["," if sign == "." else "."] if sign is not None else pa.repeat(False, len(texts))
    unclear = shapes["unclear"] if sign is None else pa.repeat(False, len(texts))
    comma = pc.or_(shapes[","], shapes["unclear"]) if sign == "," else shapes[","]
    with_point = pc.replace_substring(pc.replace_substring(pc.replace_substring(simple, ".", ""), ",", "."), " ", "")
    with_comma = pc.replace_substring(pc.replace_substring(simple, ",", ""), " ", "")
    plain = pc.if_else(comma, with_point, with_comma)
    readable = pc.and_(shapes["number"], pc.and_not(matches(plain, _PLAIN), pc.or_(contrary, unclear)))
    numbers = pc.cast(where(readable, plain), pa.float64())
    numbers = where(pc.fill_null(pc.is_finite(numbers), False), numbers)
    own = {".": "point", ",": "comma"}.get(sign or "", "")
    refused = reasons(
        (pc.and_(shapes["number"], contrary), f"is not written with a decimal {own}, as its column is"),
        (pc.and_(shapes["number"], unclear), "may be thousands or decimals: name the decimal sign in the mapping"),
        (pc.and_(pc.is_null(numbers), pc.is_valid(texts)), "is no number"),
        (pc.less(numbers, 0), "is negative"),
        length=len(texts),
    )
    return Converted(where(pc.is_null(refused), numbers), refused, pa.nulls(len(texts), pa.string()))


def usual_numbers(texts: pa.Array, sign: Sign) -> pa.Array:
    """Numbers with this sign before decimals and perhaps the other between thousands; null for any other text."""
    other = "," if sign == "." else "."
    usual = matches(texts, rf"^\d{{1,3}}(?:[{other}]\d{{3}})*(?:[{sign}]\d+)?$|^\d+(?:[{sign}]\d+)?$")
    joined = pc.replace_substring(where(usual, texts), other, "")
    return pc.cast(joined if sign == "." else pc.replace_substring(joined, ",", "."), pa.float64())


def common_sign(evidence: Iterable[Evidence]) -> Sign | None:
    """The sign before decimals that all columns of a file show together; a point where no number has a comma."""
    together = sum(evidence, Evidence())
    return together.sign() or ("." if not together.comma and not together.unclear else None)


def _simplified(texts: pa.Array) -> pa.Array:
    """Digits and signs in their plain forms, thousands between apostrophes and blanks joined where they are groups."""
    if not pc.all(pc.string_is_ascii(texts)).as_py():
        for other, digit in _OTHER_DIGITS:
            texts = pc.replace_substring(texts, other, digit)
        texts = pc.replace_substring_regex(texts, "[\u2212\u2013\ufe63]", "-")
        arabic = pc.fill_null(pc.match_substring_regex(texts, "[٫٬]"), False)
        grouped = pc.replace_substring(texts, "٬", "")
        texts = pc.if_else(arabic, pc.replace_substring(grouped, "٫", " ."), texts)  # the blank tells it from a group
    texts = pc.replace_substring_regex(texts, r"^\((.*)\)$", r"-\1")
    texts = pc.replace_substring_regex(texts, r"^([^-+]*\d)\s?-$", r"-\1")
    texts = pc.replace_substring_regex(texts, r"^([+-]) ", r"\1")
    grouped = matches(texts, r"^[+-]?\d{1,3}(?:['’`´]\d{3})+(?:[.,]\d*)?$")
    texts = pc.if_else(grouped, pc.replace_substring_regex(texts, r"['’`´]", " "), texts)
    return pc.replace_substring_regex(texts, r"^\+", "")


def _shapes(texts: pa.Array) -> dict[str, pa.Array]:
    """Per text: whether it is a number at all, and which sign can only be the one before its decimals."""
    exponent = r"(?:[eE][+-]?\d+)?$"
    groups = {
        ".": rf"^-?\d{{1,3}}(?:,\d{{3}})+\.\d*{exponent}|^-?\d{{1,3}}(?:,\d{{3}}){{2,}}$"
        r"|^-?\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d*)?$",
        ",": rf"^-?\d{{1,3}}(?:\.\d{{3}})+,\d*{exponent}|^-?\d{{1,3}}(?:\.\d{{3}}){{2,}}$",
    }
    certain = {}
    for sign, mark in ((".", r"\."), (",", ",")):
        alone = (
            rf"^-?\d*{mark}(?:\d{{1,2}}|\d{{4,}})?{exponent}|^-?(?:0\d*|\d{{4,}})?{mark}\d{{3}}{exponent}"
            rf"|^-?\d*{mark}\d+[eE][+-]?\d+$|^-?\d+ {mark}\d*$"
        )
        by_blanks = rf"^-?\d{{1,3}}(?: \d{{3}})+{mark}\d*$"
        certain[sign] = matches(texts, "|".join((groups[sign], alone, by_blanks)))
    unclear = matches(texts, r"^-?[1-9]\d{0,2}[.,]\d{3}$")
    whole = matches(texts, rf"^-?\d+{exponent}|^-?\d{{1,3}}(?: \d{{3}})+$")
    certain = {sign: pc.and_not(holds, unclear) for sign, holds in certain.items()}
    number = pc.or_(pc.or_(certain["."], certain[","]), pc.or_(unclear, whole))
    return {**certain, "unclear": unclear, "number": pc.and_(number, matches(texts, r"\d"))}
