"""What a form of the desk brings is taken as values, or said to be wrong at its field, with what was typed kept."""

from datetime import date
from urllib.parse import urlencode

import pytest

from deployments.web.desk.forms import FormFaultError, Sent, entered
from deployments.web.desk.thing import Field

FIELDS = (
    Field("reason", "Why", "text"),
    Field("hours", "Hours", "number", required=False),
    Field("days", "Days", "whole", required=False, least=1),
    Field("until", "Until", "day", required=False),
    Field("lane", "Lane", "choice", required=False, choices=(("high", "high"), ("low", "low"))),
    Field("code", "Code", required=False, longest=5),
)


def sent(**fields: str) -> Sent:
    return Sent.of(urlencode({f"f.{name}": value for name, value in fields.items()}).encode())


def test_values_are_of_the_kinds_of_their_fields() -> None:
    found = entered(
        FIELDS, sent(reason=" because ", hours="1,250.5", days="7", until="2021-03-31", lane="low", code="X")
    )
    assert not found.faults
    assert found.values == {
        "reason": "because",
        "hours": 1250.5,
        "days": 7,
        "until": date(2021, 3, 31),
        "lane": "low",
        "code": "X",
    }


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("reason", "  ", "Fill this in."),
        ("hours", "many", "Write a number."),
        ("hours", "nan", "Write a number."),
        ("hours", "inf", "Write a number."),
        ("hours", "-1", "Write 0 or more."),
        ("days", "0", "Write 1 or more."),
        ("days", "1.5", "Write a number."),
        ("until", "31.3.2021", "Write a day as YYYY-MM-DD."),
        ("lane", "medium", "Choose one of the list."),
        ("code", "ABCDEF", "Write at most 5 signs."),
        ("code", "A\u202eB", "Write one line, without signs that cannot be seen."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_kept(name: str, typed: str, says: str) -> None:
    found = entered(FIELDS, sent(**{"reason": "because", name: typed}))
    assert {field: str(fault) for field, fault in found.faults.items()} == {name: says}
    assert found.kept[name] == typed.strip()


def test_what_is_left_empty_is_missing() -> None:
    found = entered(FIELDS, sent(reason="because"))
    assert not found.faults
    assert [name for name, value in found.values.items() if value is None] == [each.name for each in FIELDS[1:]]


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a=1&" * 3_000, b"f.reason=%ff%fe"])
def test_what_no_page_sends_is_refused(body: bytes) -> None:
    with pytest.raises(FormFaultError):
        Sent.of(body)
