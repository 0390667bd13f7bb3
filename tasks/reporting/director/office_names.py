"""Short names of offices, for charts: what all names of a level have in common says nothing."""

import pandas as pd

from sql.reference import organisation
from sql.terms import Language


def office_names(codes: "pd.Series[str]", language: Language) -> "pd.Series[str]":
    """Short names of offices in a language; a code that no unit has stays as it is."""
    units = organisation()
    names = units[f"name_{language}"]
    short = names.groupby(units["level"]).transform(lambda level: pd.Series(shortened(list(level)), index=level.index))
    by_code = dict(zip(units["code"], short, strict=True))
    return codes.map(lambda code: by_code.get(code, str(code))).astype("str")


def shortened(names: list[str]) -> list[str]:
    """Names without the words that all of them begin or end with; of Chinese, without the characters."""
    if len(set(names)) < 2:
        return names
    head = _common(names)
    tail = _common([name[::-1] for name in names])[::-1]
    if any(" " in name for name in names):  # whole words alone
        head, tail = head[: head.rfind(" ") + 1], tail[tail.find(" ") :] if " " in tail else ""
    if any(len(head) + len(tail) >= len(name) for name in names):
        return names
    return [name[len(head) : len(name) - len(tail)] for name in names]


def _common(names: list[str]) -> str:
    """What all names begin with: what the first and the last in order do."""
    first, last = min(names), max(names)
    same = [one == other for one, other in zip(first, last, strict=False)]
    return first[: same.index(False) if False in same else len(same)]
