"""Checks on values as `sql.contents` describes them, for whole columns and for single values."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd
import pandera.pandas as pa

from sql.contents import CONTENTS, CodeList
from sql.contents.description import KNOWN_UNIT, AtLeast, Between, Check, InCodeList, Matches, OneOf
from sql.reference import country_codes

_CODE_LISTS: dict[CodeList, Callable[[], frozenset[str]]] = {CodeList.COUNTRIES: country_codes}


@cache
def column_checks(content: str) -> dict[str, pa.Column]:
    """Checks on the columns of a content, each with its reason in words; units are checked by `validate` itself."""
    checks = {
        column.name: [_check(check) for check in column.checks if check != KNOWN_UNIT]
        for column in CONTENTS[content].columns
    }
    return {name: pa.Column(checks=each, nullable=True, required=False) for name, each in checks.items() if each}


def _check(check: Check) -> pa.Check:
    match check:
        case AtLeast(least, reason):
            return pa.Check.ge(least, error=reason)
        case Between(first, last, reason):
            return pa.Check.in_range(pd.Timestamp(first), pd.Timestamp(last), error=reason)
        case Matches(pattern, reason):
            return pa.Check.str_matches(f"^(?:{pattern})$", error=reason)
        case OneOf(codes, reason):
            return pa.Check.isin(sorted(codes), error=reason)
        case InCodeList(code_list, reason):
            return pa.Check.isin(sorted(_CODE_LISTS[code_list]()), error=reason)


def single_check(check: Check) -> Callable[[Any], bool]:
    """The same check on one value: whether a text, a number or a date satisfies it. Units are the caller's to check."""
    match check:
        case AtLeast(least, _):
            return lambda number: bool(number >= least)
        case Between(first, last, _):
            return lambda day: first <= day <= last
        case Matches(pattern, _):
            compiled = re.compile(pattern)
            return lambda text: compiled.fullmatch(text) is not None
        case OneOf(codes, _):
            return frozenset(codes).__contains__
        case InCodeList(code_list, _):
            return _CODE_LISTS[code_list]().__contains__ if code_list in _CODE_LISTS else lambda code: True
