"""Dates and times by the format codes of UN/EDIFACT 2379, which WCO Data Model messages use too."""

import re

_DATE, _TIME = r"(\d{4})(\d\d)(\d\d)", r"(\d\d)(\d\d)"
_SHAPES = {
    "101": re.compile(r"(\d\d)(\d\d)(\d\d)"),
    "102": re.compile(_DATE),
    "203": re.compile(_DATE + _TIME),
    "204": re.compile(_DATE + _TIME + r"(\d\d)"),
    "205": re.compile(_DATE + _TIME + r"(?P<zone>Z|[+-]\d{4})"),
    "303": re.compile(_DATE + _TIME + r"(?P<zone>[A-Z]{1,3}|[+-]\d\d(?::?\d\d)?)"),
    "304": re.compile(_DATE + _TIME + r"(\d\d)(?P<zone>[A-Z]{1,3}|[+-]\d\d(?::?\d\d)?)"),
}
_NO_SHIFT = ("Z", "UTC", "GMT")


def iso_moment(text: str, code: str) -> str:
    """A date or time in ISO 8601; text in another format, or in a zone that only has a name, stays as it is."""
    shape = _SHAPES.get(code)
    found = shape.fullmatch(text.strip()) if shape else None
    if found is None:
        return text
    zone = found.groupdict().get("zone") or ""
    if zone.isalpha() and zone not in _NO_SHIFT:
        return text
    if zone and not zone.isalpha():
        digits = zone[1:].replace(":", "").ljust(4, "0")
        zone = f"{zone[0]}{digits[:2]}:{digits[2:]}"
    parts = [each for each in found.groups() if each is not None and each.isdigit()]
    if code == "101":
        parts[0] = f"20{parts[0]}"
    day = "-".join(parts[:3])
    if len(parts) == 3:
        return day
    return f"{day}T{':'.join([*parts[3:], '00'][:3])}{'Z' if zone.isalpha() and zone else zone}"
