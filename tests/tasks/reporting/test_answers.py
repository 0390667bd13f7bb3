"""What the director's page says of answers: what is open by standing and age, what was answered, and who is late."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from sql.register import insert_new
from sql.register.tables import CaseFile
from sql.stores import Stores
from sql.terms import AnswerFound, CaseKind, CaseState, Priority, Severity
from tasks.answering.answer import answer
from tasks.answering.asked import INSTRUCTION, WARNING
from tasks.answering.due import escalated_on
from tasks.answering.standing import Standing
from tasks.reporting.director.panels.answers import answers, asked_of_units, by_standing_and_age, late_by_unit
from tasks.reporting.director.periods import Period, PeriodKind
from tests.tasks.answering.issued import DUE, issued
from tests.tasks.handling.findings import EVE

PERIOD = Period(PeriodKind.DAYS, EVE, DUE + timedelta(days=20))
REGIONAL = {"SHA1": "SHA"}


def answered(stores: Stores, key: str, found: AnswerFound, on: date) -> None:
    answer(stores, INSTRUCTION, [key], done="Seen.", found=found, actor="Li", unit="SHA1", as_of=on)


def case(number: str, **known: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "number": number,
        "kind": CaseKind.TARGETED_AUDIT,
        "subject_kind": "importer",
        "subject": number,
    }
    usual |= {"priority": Priority.REVENUE, "unit": "SHA", "opened_on": EVE, "state": CaseState.PROPOSED}
    return usual | {"amount_at_stake": 1.0, "deadline_on": DUE} | known


def asked(stores: Stores) -> None:
    answered(stores, issued(stores, INSTRUCTION, "A"), AnswerFound.CONFIRMED, DUE)
    answered(stores, issued(stores, INSTRUCTION, "B"), AnswerFound.UNFOUNDED, DUE + timedelta(days=4))
    issued(stores, INSTRUCTION, "C")
    issued(stores, WARNING, "D", due_on=PERIOD.last_day)
    closed = {"closed_on": DUE, "outcome": "duty recovered", "state": CaseState.CLOSED, "deadline_on": None}
    rows = [
        case("TA-1", **closed),
        case("TA-2"),
        case("TA-3", merged_into="TA-2", state=CaseState.MERGED, closed_on=DUE),
    ]
    with stores.register.writing() as session:
        for row in rows:
            insert_new(session, CaseFile, [row])


def test_what_is_open_stands_with_its_age_as_on_the_day(stores: Stores) -> None:
    asked(stores)
    then = by_standing_and_age(asked_of_units(stores, DUE), DUE)
    rows = then[["kind", "standing", "number", "middle", "oldest"]].values.tolist()
    assert rows == [
        ["instruction", Standing.WAITING, 2, 2, 14],  # one was answered on the day, one is answered later
        ["warning", Standing.WAITING, 1, 1, 14],
        ["case", Standing.WAITING, 1, 1, 14],
    ]
    later = max(PERIOD.last_day, escalated_on("instruction", Severity.MEDIUM, DUE))
    now = by_standing_and_age(asked_of_units(stores, later), later)
    assert now[["kind", "standing", "number", "old"]].values.tolist() == [
        ["instruction", Standing.ESCALATED, 1, 1],
        ["warning", Standing.WAITING, 1, 1],
        ["case", Standing.ESCALATED, 1, 1],
    ]


def test_answers_stand_by_what_they_found_and_how_late_they_came(stores: Stores) -> None:
    asked(stores)
    table = answers(asked_of_units(stores, PERIOD.last_day), PERIOD)
    late = table["late"].astype("object").where(table["late"].notna(), None)
    rows = table.assign(late=late)[["kind", "outcome", "number", "late", "days"]].values.tolist()
    assert rows == [
        ["instruction", "confirmed", 1, 0.0, 14.0],
        ["instruction", "unfounded", 1, 1.0, 18.0],
        ["case", "duty recovered", 1, None, 14.0],
    ]


def test_a_unit_is_late_with_what_fell_due_and_was_not_answered_in_time(stores: Stores) -> None:
    asked(stores)
    table = late_by_unit(asked_of_units(stores, PERIOD.last_day), PERIOD, REGIONAL)
    row = table.to_dict("records")
    assert [(each["unit"], each["due"], each["late"], each["unanswered"]) for each in row] == [("SHA", 3, 2, 1)]
    assert row[0]["low"] < row[0]["value"] == 2 / 3 < row[0]["high"]


def test_where_nothing_was_asked_nothing_is_said(stores: Stores) -> None:
    nothing = asked_of_units(stores, DUE)
    tables = (by_standing_and_age(nothing, DUE), answers(nothing, PERIOD), late_by_unit(nothing, PERIOD, REGIONAL))
    assert [isinstance(table, pd.DataFrame) and table.empty for table in tables] == [True] * 3
