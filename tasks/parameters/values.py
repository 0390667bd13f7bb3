"""Texts of conditions, read as collection reads them in a declaration: what could hit nothing is mended or refused."""

from collections.abc import Callable, Mapping
from functools import cache

import pycountry

from sql.contents import CONTENTS
from sql.contents.description import COUNTRY
from sql.reference import country_codes
from sql.spelling import PLACEHOLDERS, entered, unquoted

# Reads one text; part: whether it is the beginning of values. Raises ValueError, with the rest of a sentence.
Clean = Callable[[str, bool], str]

_SEPARATORS = str.maketrans("", "", ". -·")
_HS_LENGTHS = (6, 8, 9, 10, 11, 12, 13)
_DIRECTIONS = ("import", "export")


def clean_text(text: str, part: bool) -> str:
    """In plain spelling; a beginning keeps the blank at its end."""
    words = _spelled(text)
    if not part and words.lower() in PLACEHOLDERS:
        raise ValueError(f"{text} stands for nothing in a declaration: use present")
    return words + " " if part and " " in words and text[-1].isspace() else words


def _spelled(text: str) -> str:
    words = unquoted(entered(text))
    if not words:
        raise ValueError("holds nothing that a declaration can hold")
    return words


def hs_code(text: str, part: bool) -> str:
    """Digits alone: 9302.00 is 930200."""
    digits = _spelled(text).translate(_SEPARATORS)
    if not digits.isdecimal() or len(digits) > _HS_LENGTHS[-1]:
        raise ValueError(f"{text} is no {'beginning of an ' if part else ''}HS code: write its digits")
    if not part and len(digits) not in _HS_LENGTHS:
        raise ValueError(f"{text} is no whole HS code, which has 6, 8 or 10 digits: use prefix")
    return digits


def country(text: str, part: bool) -> str:
    """Two letters of ISO 3166: USA is US."""
    code = _spelled(text).upper()
    if part and len(code) == 1 and code.isalpha():
        return code
    found = _countries().get(code)
    if found is None:
        raise ValueError(f"{text} is no country code: write the two letters of ISO 3166, such as US")
    return found


def currency(text: str, part: bool) -> str:
    """Three letters of ISO 4217: usd is USD."""
    code = _spelled(text).upper()
    if pycountry.currencies.get(alpha_3=code) is None and not (part and len(code) < 3 and code.isalpha()):
        raise ValueError(f"{text} is no currency: write the three letters of ISO 4217, such as USD")
    return code


def direction(text: str, part: bool) -> str:
    """import or export."""
    word = _spelled(text).lower()
    if word not in _DIRECTIONS and not (part and any(each.startswith(word) for each in _DIRECTIONS)):
        raise ValueError(f"{text} is neither import nor export")
    return word


@cache
def _countries() -> Mapping[str, str]:
    """Two letters by the two and the three letters of each country."""
    three = {each.alpha_3: each.alpha_2 for each in pycountry.countries}
    return three | {code: code for code in country_codes()}


CLEANING: Mapping[str, Clean] = {
    "hs_code": hs_code,
    "currency": currency,
    "direction": direction,
    **{column.name: country for column in CONTENTS["declarations"].columns if COUNTRY in column.checks},
}
