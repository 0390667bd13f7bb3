"""The persons of an administration as a file has them."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa

from sql.terms import AccountKind
from tasks.collection.sources.dates import dates_of
from tasks.collection.sources.mapping import HeaderIndex
from tasks.collection.sources.reading import read_raw
from tasks.persons.entries import PersonEntry
from tasks.persons.person import PersonRefusedError

_HEADERS: Mapping[str, tuple[str, ...]] = {
    "number": ("number", "person", "officer number", "staff number", "编号", "工号", "关员号"),
    "name": ("name", "full name", "姓名"),
    "unit": ("unit", "unit code", "office", "单位", "单位代码", "关区代码"),
    "roles": ("roles", "role", "角色", "岗位"),
    "valid_from": ("valid_from", "from", "生效日期"),
    "valid_to": ("valid_to", "to", "until", "失效日期"),
    **{kind.value: (kind.value, f"{kind.value} account") for kind in AccountKind if kind is not AccountKind.PREFECT},
}
_NEEDED = ("number", "name", "unit", "roles")
_DATES = ("valid_from", "valid_to")


def read_persons(path: Path, today: date) -> list[PersonEntry]:
    """The persons of a file: number, name, unit, roles (joined by ; or ,), and where the file has them valid_from
    (else `today`), valid_to, and their accounts: operating_system, openid, proxy.

    Raises PersonRefusedError with every fault of reading in a line of its own, or UnreadableFileError.
    """
    raw = read_raw(path)
    headers = HeaderIndex(raw.rows.column_names)
    found = {
        name: header
        for name, spellings in _HEADERS.items()
        if (header := next((each for spelling in spellings if (each := headers.find(spelling))), None)) is not None
    }
    lacking = [name for name in _NEEDED if name not in found]
    if lacking:
        raise PersonRefusedError(
            f"{path.name} has no column {', '.join(lacking)}: persons have number, name, unit, roles, and where you "
            "want valid_from, valid_to, operating_system, openid, proxy"
        )
    columns = {name: [(text or "").strip() for text in raw.rows.column(found[name]).to_pylist()] for name in found}
    days = {name: _days(columns[name]) for name in _DATES if name in columns}
    places = raw.row_numbers.to_pylist()
    faults = [f"row {each['row_number']}: {each['reason']}" for each in raw.faults.to_pylist()]
    faults += [
        f"row {place}: {name} {text} is no date: write YYYY-MM-DD"
        for name, read in days.items()
        for place, text, day in zip(places, columns[name], read, strict=True)
        if text and day is None
    ]
    if faults:
        raise PersonRefusedError("\n".join(faults))
    return list(_entries(columns, days, len(places), today))


def _entries(
    columns: Mapping[str, list[str]], days: Mapping[str, list[date | None]], count: int, today: date
) -> Iterator[PersonEntry]:
    for row in range(count):
        yield PersonEntry(
            number=columns["number"][row],
            name=columns["name"][row],
            unit=columns["unit"][row],
            roles=tuple(columns["roles"][row].replace(",", ";").split(";")),
            valid_from=(days["valid_from"][row] if "valid_from" in days else None) or today,
            valid_to=days["valid_to"][row] if "valid_to" in days else None,
            accounts={kind: columns[kind.value][row] for kind in AccountKind if kind.value in columns},
        )


def _days(texts: list[str]) -> list[date | None]:
    read = dates_of(pa.array([text or None for text in texts], pa.string()), None, None, "UTC").values
    return [None if day is None else date(day.year, day.month, day.day) for day in read.to_pylist()]
