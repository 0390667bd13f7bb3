"""The officers of the simulated trade as persons, so that four eyes hold among them."""

from collections.abc import Iterator, Mapping
from datetime import date

from sql.jurisdiction import Organisation
from sql.terms import Role, UnitLevel
from tasks.persons.entries import PersonEntry
from tasks.simulation.control import OFFICERS_PER_OFFICE

_SURNAMES = ("Wang", "Li", "Zhang", "Liu", "Chen", "Yang", "Zhao", "Huang", "Zhou", "Wu", "Xu", "Sun", "Ma")
_GIVEN = ("Wei", "Fang", "Min", "Jing", "Lei", "Yan", "Tao", "Juan", "Chao", "Xia", "Ping")
_SHIFT, _MOST_A_DAY = "12345", 10
_DESKS: Mapping[str, tuple[Role, ...]] = {  # letter of the number, and roles, above the offices
    "A": (Role.ANALYST,),
    "P": (Role.PARAMETER_OFFICER,),
    "D": (Role.APPROVER,),
    "T": (Role.AUDITOR,),
    "S": (Role.ANTI_SMUGGLING_OFFICER,),
    "C": (Role.SUPERVISOR,),
}


def at_desk(unit: str, letter: str) -> str:
    """The number of who sits at the desk of a unit: A analyst, P parameter officer, D approver, T auditor, S
    anti-smuggling officer, C supervisor."""
    return f"{unit}-{letter}"


def demonstration_roster(units: Organisation, since: date) -> Iterator[dict[str, object]]:
    """The inspectors of each office on shift from Monday to Friday, with every skill: rows of `RosterEntry`."""
    local = units.units.loc[units.units["level"] == UnitLevel.LOCAL, "code"]
    for office in local.astype("str"):
        for place in range(OFFICERS_PER_OFFICE):
            inspector = f"{office}-{place}"
            yield {
                "key": f"{inspector}|{office}|{since}",
                "inspector": inspector,
                "office": office,
                "weekdays": _SHIFT,
                "skills": "",
                "most_a_day": _MOST_A_DAY,
                "valid_from": since,
            }


def demonstration_persons(units: Organisation, since: date) -> Iterator[PersonEntry]:
    """A desk of six at each unit, and at each office the inspectors whose acts the simulator writes (`SHA1-0` …)."""
    count = 0
    for code, level in zip(units.units["code"], units.units["level"], strict=True):
        desk = {at_desk(str(code), letter): roles for letter, roles in _DESKS.items()}
        if level == UnitLevel.LOCAL:
            desk |= {f"{code}-{place}": (Role.INSPECTOR,) for place in range(OFFICERS_PER_OFFICE)}
        for number, roles in desk.items():
            name = f"{_SURNAMES[count % len(_SURNAMES)]} {_GIVEN[count % len(_GIVEN)]}"
            yield PersonEntry(number, name, str(code), tuple(roles), since)
            count += 1
