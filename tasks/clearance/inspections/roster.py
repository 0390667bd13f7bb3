"""The roster: which inspectors are on shift at which office on a day."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
from sqlmodel import col, or_

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register import records_of, replace_all
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import InspectorDraw, RegisteredPerson, RosterEntry
from sql.stores import Stores
from sql.terms import Priority, Role, UnitLevel
from tasks.clearance.inspections.draw import OnShift

COLUMNS = ("inspector", "office", "weekdays", "skills", "most_a_day", "valid_from", "valid_to")
_NEEDED = ("inspector", "office", "most_a_day", "valid_from")
_WORKING_DAYS, _USUAL_MOST = "12345", 10


class RosterRefusedError(ValueError):
    """A roster that cannot be loaded; the message names every fault with its line."""


def read_roster(path: Path, units: Organisation) -> pd.DataFrame:
    """The entries of a roster file (CSV, UTF-8): inspector, office, weekdays, skills, most_a_day, valid_from, valid_to.

    weekdays: digits from 1 for Monday to 7, by default Monday to Friday. skills: priorities joined by ;, empty for all.
    valid_to: inclusive, empty while it is open. Raises RosterRefusedError with every fault.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = pd.read_csv(StringIO(text), dtype="str", keep_default_na=False).apply(lambda column: column.str.strip())
    except (OSError, ValueError) as problem:
        raise RosterRefusedError(f"{path.name} is no roster: {str(problem).splitlines()[0]}") from problem
    lacking = [name for name in _NEEDED if name not in rows]
    unknown = [str(name) for name in rows if name not in COLUMNS]
    if lacking or unknown:
        faults = [*(f"lacks the column {name}" for name in lacking), *(f"has an unknown column {n}" for n in unknown)]
        raise RosterRefusedError(f"{path.name} {'; '.join(faults)}: its columns are {', '.join(COLUMNS)}")
    rows = rows.reindex(columns=list(COLUMNS), fill_value="")
    rows["weekdays"] = rows["weekdays"].where(rows["weekdays"] != "", _WORKING_DAYS)
    faults = [
        f"line {line}: {fault}" for line, row in enumerate(rows.to_dict("records"), 2) for fault in _faults(row, units)
    ]
    twice = rows.index[rows.duplicated(["inspector", "office", "valid_from"])]
    faults += [f"line {place + 2}: the same inspector, office and first day stand above" for place in twice]
    if faults:
        raise RosterRefusedError("; ".join(faults))
    rows["skills"] = rows["skills"].map(lambda text: ";".join(sorted(filter(None, text.split(";")))))
    ends = pd.to_datetime(rows["valid_to"].where(rows["valid_to"] != ""))
    entries: pd.DataFrame = rows.assign(
        key=rows["inspector"] + "|" + rows["office"] + "|" + rows["valid_from"],
        most_a_day=rows["most_a_day"].astype("int64"),
        valid_from=pd.to_datetime(rows["valid_from"]),
        valid_to=ends,
    )
    return entries


def _faults(row: Mapping[Any, Any], units: Organisation) -> list[str]:
    known = {each.value for each in Priority}
    skills = {each for each in row["skills"].split(";") if each}
    days = [row["valid_from"], *([row["valid_to"]] if row["valid_to"] else [])]
    checks = (
        (bool(row["inspector"]), "names no inspector"),
        (row["office"] in units.lineages, f"{row['office'] or 'nothing'} is no unit"),
        (set(row["weekdays"]) <= set("1234567"), f"weekdays {row['weekdays']}: digits from 1 for Monday to 7"),
        (skills <= known, f"unknown skills {', '.join(sorted(skills - known))}: use {', '.join(sorted(known))}"),
        (
            row["most_a_day"].isascii() and row["most_a_day"].isdigit() and 0 < int(row["most_a_day"]) < 1_000,
            f"most_a_day {row['most_a_day']}: a number from 1 to 999",
        ),
        (all(_is_day(day) for day in days), f"days {' to '.join(days)}: write YYYY-MM-DD"),
        (days == sorted(days), f"ends on {days[-1]} before it begins"),
    )
    return [fault for holds, fault in checks if not holds]


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def load_roster(stores: Stores, rows: pd.DataFrame, *, actor: str, unit: str, as_of: date) -> dict[str, Any]:
    """Put entries of a roster into force; one that is there already gets its new values, nothing is removed.

    rows: as `read_roster` gives them. Raises RosterRefusedError where an office is not in the care of `unit`, or
    somebody is no person with the role inspector.
    """
    units = Organisation(organisation(as_of))
    known = set(_inspectors(stores)["number"])
    strangers = sorted(set(rows["inspector"]) - known)
    if strangers:
        raise RosterRefusedError(
            f"{', '.join(strangers)}: no person with the role inspector; enter them first (customs-risk persons)"
        )
    foreign = sorted({office for office in rows["office"] if not units.holds(unit, office)})
    if foreign:
        raise RosterRefusedError(f"{', '.join(foreign)}: not in the care of {unit}, whose roster you may load")
    with stores.register.writing() as session:
        replace_all(session, RosterEntry, rows, [*COLUMNS])
        changes = [
            Change(as_of, "roster", str(row["key"]), "load", actor, unit, "", None, _told(row))
            for row in records_of(rows)
        ]
        record_changes(session, changes)
    return {
        "entries": len(rows),
        "inspectors": int(rows["inspector"].nunique()),
        "offices": int(rows["office"].nunique()),
    }


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: None if row[name] is None else str(row[name]) for name in COLUMNS}


def roster_of_persons(stores: Stores, unit: str, day: date) -> pd.DataFrame:
    """Entries for every inspector of an office in the care of `unit`: Monday to Friday from `day` on, every skill."""
    units = Organisation(organisation(day))
    found = _inspectors(stores, day)
    local = [office for office in found["unit"] if units.holds(unit, office) and office in set(_offices(units))]
    found = found[found["unit"].isin(local)].reset_index(drop=True)
    rows = pd.DataFrame({"inspector": found["number"], "office": found["unit"]})
    return rows.assign(
        key=rows["inspector"] + "|" + rows["office"] + f"|{day}",
        weekdays=_WORKING_DAYS,
        skills="",
        most_a_day=_USUAL_MOST,
        valid_from=pd.Timestamp(day),
        valid_to=pd.Series(pd.NaT, index=rows.index),
    )


def _offices(units: Organisation) -> list[str]:
    frame = units.units
    return frame.loc[frame["level"] == UnitLevel.LOCAL, "code"].astype("str").tolist()


def _inspectors(stores: Stores, day: date | None = None) -> pd.DataFrame:
    """Persons with the role inspector: number, unit; those of a day, or of any."""
    on_day = (
        ()
        if day is None
        else (
            col(RegisteredPerson.valid_from) <= day,
            or_(col(RegisteredPerson.valid_to).is_(None), col(RegisteredPerson.valid_to) >= day),
        )
    )
    rows = stores.register.read(RegisteredPerson, ["number", "unit", "roles"], *on_day, order_by=["number"])
    has = [Role.INSPECTOR.value in str(roles).split(";") for roles in rows["roles"]]
    return rows.loc[has, ["number", "unit"]].astype("str")


def shifts_on(stores: Stores, day: date) -> dict[str, list[OnShift]]:
    """Who is on shift on a day, by office, by number, with the load of what was drawn that day.

    Only persons who have the role inspector that day.
    """
    rows = stores.register.read(
        RosterEntry,
        ["inspector", "office", "skills", "most_a_day"],
        col(RosterEntry.valid_from) <= day,
        or_(col(RosterEntry.valid_to).is_(None), col(RosterEntry.valid_to) >= day),
        col(RosterEntry.weekdays).contains(str(day.isoweekday())),
        order_by=["office", "inspector", "valid_from"],
    ).drop_duplicates(["inspector", "office"], keep="last")
    if rows.empty:
        return {}
    rows = rows[rows["inspector"].isin(_inspectors(stores, day)["number"])]
    load = loads_on(stores, day)
    shifts: dict[str, list[OnShift]] = {}
    for row in rows.to_dict("records"):
        number = str(row["inspector"])
        skills = tuple(each for each in str(row["skills"]).split(";") if each)
        on_shift = OnShift(number, skills, int(row["most_a_day"]), load.get(number, 0))
        shifts.setdefault(str(row["office"]), []).append(on_shift)
    return shifts


def loads_on(stores: Stores, day: date) -> dict[str, int]:
    """How many inspections were drawn for each inspector on a day; the latest draw of a declaration counts."""
    rows = stores.register.read(
        InspectorDraw,
        ["declaration_id", "inspector", "attempt"],
        col(InspectorDraw.day) == day,
        order_by=["declaration_id", "attempt"],
    ).drop_duplicates("declaration_id", keep="last")
    return {str(name): int(count) for name, count in rows["inspector"].value_counts().items()}


def roster_seen(stores: Stores, offices: Sequence[str]) -> pd.DataFrame:
    """The roster of offices, by office and inspector."""
    condition = col(RosterEntry.office).in_(list(offices))
    return stores.register.read(RosterEntry, COLUMNS, condition, order_by=["office", "inspector", "valid_from"])
