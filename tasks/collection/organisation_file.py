"""The units of an organisation as a file has them, checked as a whole."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa

from sql.reference.units import lineages_of
from sql.terms import Traffic, UnitLevel
from tasks.collection.sources.dates import dates_of
from tasks.collection.sources.mapping import HeaderIndex
from tasks.collection.sources.reading import read_raw

_HEADERS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "unit", "unit code", "office", "office code", "代码", "单位代码", "关区代码"),
    "name_en": ("name_en", "name", "office name", "unit name", "名称", "单位名称", "关区名称"),
    "name_zh": ("name_zh", "local name", "中文名称"),
    "level": ("level", "级别", "层级"),
    "parent": ("parent", "parent code", "above", "unit above", "上级", "上级代码"),
    "traffic": ("traffic", "kind of traffic", "运输类型"),
    "valid_from": ("valid_from", "from", "生效日期"),
    "valid_to": ("valid_to", "to", "until", "失效日期"),
}
DATES = ("valid_from", "valid_to")
_NEEDED = ("code", "name_en", "parent")
_LEVELS = {1: ("regional",), 2: ("regional", "local")}  # by how many levels are below the top, where no level is named
_ALL_LEVELS = ("sub_center", "regional", "local")
_FORBIDDEN = "/;|"
_EARLIEST, _LATEST = date.min, date.max


class OrganisationFaultsError(ValueError):
    """An organisation is refused as a whole; the message has every fault in a line of its own."""


def read_organisation(path: Path) -> pd.DataFrame:
    """The units of a file: code, parent, level, name_en, name_zh, traffic, valid_from, valid_to.

    Needed are code, name and parent (empty at the top). A level that is not named follows from the place in the tree.
    Raises OrganisationFaultsError with all faults, or UnreadableFileError.
    """
    raw = read_raw(path)
    headers = HeaderIndex(raw.rows.column_names)
    found = {
        name: header
        for name, headers_of in _HEADERS.items()
        if (header := next((each for name_of in headers_of if (each := headers.find(name_of))), None)) is not None
    }
    lacking = [name.removesuffix("_en") for name in _NEEDED if name not in found]
    if lacking:
        raise OrganisationFaultsError(
            f"{path.name} has no column {', '.join(lacking)}: an organisation has code, name, parent, and where it "
            "wants level, traffic, valid_from, valid_to"
        )
    units = pd.DataFrame(index=pd.Index(raw.row_numbers.to_numpy(), name="row_number"))
    for name in _HEADERS:
        values = raw.rows.column(found[name]).to_pylist() if name in found else [None] * len(units)
        units[name] = pd.Series([(each or "").strip() or None for each in values], index=units.index, dtype="str")
    units["name_zh"] = units["name_zh"].fillna(units["name_en"])
    broken = [f"row {each['row_number']}: {each['reason']}" for each in raw.faults.to_pylist()]
    faults = [*broken, *_unreadable(units)]
    for name in DATES:
        units[name] = _days(units[name])
    faults += [*faults_of(units)] if not faults else []
    if faults:
        raise OrganisationFaultsError("\n".join(faults))
    return _with_levels(units).reset_index(drop=True)


def _days(texts: "pd.Series[str]") -> "pd.Series[pd.Timestamp]":
    read = dates_of(pa.array(texts, pa.string()), None, None, "UTC").values.to_pandas(date_as_object=False)
    return pd.Series(pd.to_datetime(read).to_numpy(), index=texts.index)


def _unreadable(units: pd.DataFrame) -> Iterator[str]:
    """Faults of single rows."""
    for row, unit in units.iterrows():
        place = f"row {row}"
        for name, needed in (("code", "code"), ("name_en", "name")):
            if pd.isna(unit[name]):
                yield f"{place}: the {needed} is missing"
        if not pd.isna(unit["code"]) and any(sign in str(unit["code"]) for sign in _FORBIDDEN):
            yield f"{place}: the code {unit['code']} has a sign that no code may have: / ; or |"
        for name, words in (("level", list(UnitLevel)), ("traffic", list(Traffic))):
            if not pd.isna(unit[name]) and unit[name] not in words:
                yield f"{place}: {unit[name]} is no {name}: write {', '.join(words[:-1])} or {words[-1]}"
        days = [_days(pd.Series([unit[name]], dtype="str")).iloc[0] for name in DATES]
        for name, day in zip(DATES, days, strict=True):
            if not pd.isna(unit[name]) and pd.isna(day):
                yield f"{place}: {name} {unit[name]} is no date: write YYYY-MM-DD"
        if not any(pd.isna(day) for day in days) and days[0] > days[1]:
            yield f"{place}: valid_from {days[0]:%Y-%m-%d} lies after valid_to {days[1]:%Y-%m-%d}"


def faults_of(units: pd.DataFrame) -> Iterator[str]:
    """What is wrong with units as a tree, on any day on which the tree changes.

    units: code, parent, valid_from, valid_to, by row number.
    """
    first = units["valid_from"].map(lambda day: _EARLIEST if pd.isna(day) else day.date())
    last = units["valid_to"].map(lambda day: _LATEST if pd.isna(day) else day.date())
    changes = set(first) | {day + timedelta(days=1) for day in last if day != _LATEST}
    begins = min(first, default=_EARLIEST)
    told: set[str] = set()
    for day in sorted(each for each in changes if each >= begins):
        present = units[(first <= day) & (last >= day)]
        if present.empty:
            continue  # an organisation may end
        when = "" if day == _EARLIEST else f" on {day}"
        for fault in _faults_of_tree(present):
            if fault not in told:
                told.add(fault)
                yield f"{fault}{when}"


def _faults_of_tree(units: pd.DataFrame) -> Iterator[str]:
    codes = [str(code) for code in units["code"]]
    rows = [int(row) for row in units.index]
    for code, times in Counter(codes).items():
        if times > 1:
            places = [str(row) for row, each in zip(rows, codes, strict=True) if each == code]
            yield f"rows {', '.join(places)}: the code {code} is there {times} times at once"
    parents = {
        code: None if pd.isna(parent) else str(parent) for code, parent in zip(codes, units["parent"], strict=True)
    }
    tops = [code for code, parent in parents.items() if parent is None]
    if not tops:
        yield "no unit is at the top: leave the parent of one unit empty"
    if len(tops) > 1:
        yield f"{len(tops)} units have no parent ({', '.join(tops[:5])}): one alone is at the top"
    for row, code, parent in zip(rows, codes, units["parent"], strict=True):
        if not pd.isna(parent) and parent not in parents:
            yield f"row {row}: the parent {parent} of {code} is no unit of the file"
    in_cycles = {code for code in parents if _comes_back(code, parents)}
    if in_cycles:
        yield f"{', '.join(sorted(in_cycles))} lie below themselves: a parent cannot be below its own unit"


def _comes_back(code: str, parents: Mapping[str, str | None]) -> bool:
    """Whether going up from a unit leads to it again."""
    above, seen = parents[code], set[str]()
    while above is not None and above in parents and above not in seen:
        if above == code:
            return True
        seen.add(above)
        above = parents[above]
    return False


def _with_levels(units: pd.DataFrame) -> pd.DataFrame:
    """Units with the level that follows from their place where they name none."""
    depths = {code: lineage.count("/") - 1 for code, lineage in lineages_of(latest_of_each(units)).items()}
    names = _LEVELS.get(max(depths.values(), default=0), _ALL_LEVELS)
    usual = {
        code: str(UnitLevel.NATIONAL) if not depth else names[min(depth, len(names)) - 1]
        for code, depth in depths.items()
    }
    return units.assign(level=units["level"].fillna(units["code"].map(usual)))


def latest_of_each(units: pd.DataFrame) -> pd.DataFrame:
    """Each unit as it is last: every parent is among them, for it is open as long as what lies below."""
    return units.sort_values("valid_from", na_position="first", kind="stable").drop_duplicates("code", keep="last")
