"""What is not answered in time is told to its unit once, and once to the unit above; what was answered is not."""

from datetime import date, timedelta
from typing import Any

import pytest

from sql.messages import as_written
from sql.register import insert_new
from sql.register.tables import Hint, OutboxEvent
from sql.stores import Stores
from sql.terms import AnswerFound, HintFamily, Priority, Severity, TaskState
from sql.working_days import add_working_days
from tasks.answering.answer import answer
from tasks.answering.asked import INSTRUCTION, KINDS, WARNING
from tasks.answering.due import due_days, due_on, escalated_on, severity_of
from tasks.answering.reminders import ESCALATION, REMINDER, remind_of_answers
from tasks.answering.standing import Standing, standing
from tests.in_chinese import untold
from tests.tasks.answering.issued import DUE, issued
from tests.tasks.handling.findings import EVE

NOTHING = {"answers_overdue": 0, "units_reminded": 0, "units_above_told": 0}
LATE = DUE + timedelta(days=1)
ABOVE = escalated_on("instruction", Severity.MEDIUM, DUE)


def told(stores: Stores, kind: str) -> list[tuple[str, str]]:
    rows = stores.register.read(OutboxEvent, ["unit", "subject"], OutboxEvent.kind == kind, order_by=["key"])
    return [(str(unit), str(subject)) for unit, subject in rows.values.tolist()]


def test_the_unit_is_reminded_once_then_the_unit_above_once(stores: Stores) -> None:
    for subject in ("A", "B"):
        issued(stores, INSTRUCTION, subject)
    assert remind_of_answers(stores, DUE) == NOTHING
    for new in (1, 0):
        expected = {"answers_overdue": 2, "units_reminded": new, "units_above_told": 0}
        assert remind_of_answers(stores, LATE) == expected
    for new in (1, 0):
        assert remind_of_answers(stores, ABOVE)["units_above_told"] == new
    assert told(stores, REMINDER) == [("SHA1", f"Instructions that wait for an answer since {DUE}: 2")]
    assert told(stores, ESCALATION) == [("SHA", f"Instructions due on {DUE} that SHA1 has not answered: 2")]
    (about,) = stores.register.read(OutboxEvent, ["about"], OutboxEvent.kind == ESCALATION)["about"]
    first = about.first[0]
    assert (first.kind, str(first.what), first.amount, first.currency) == (
        *("instruction", "undervaluation: A"),
        *(1000.0, "CNY"),
    )
    assert first.due_on == DUE
    assert untold(stores) == []


def test_what_was_answered_is_not_told(stores: Stores) -> None:
    key = issued(stores, WARNING)
    done: dict[str, Any] = {
        "done": "Seen.",
        "found": AnswerFound.UNFOUNDED,
        "actor": "Li",
        "unit": "SHA1",
        "as_of": DUE,
    }
    answer(stores, WARNING, [key], **done)
    assert remind_of_answers(stores, ABOVE) == NOTHING


def test_hints_on_officers_are_counted_and_named_to_nobody(stores: Stores) -> None:
    usual = {
        **{"subject_kind": "officer", "evidence": as_written("three waived"), "compared": "{}", "unit": "SHA"},
        **{"severity": Severity.HIGH, "raised_on": EVE, "due_on": DUE, "state": TaskState.OPEN},
    }
    with stores.register.writing() as session:
        of = HintFamily.LAW_ENFORCEMENT
        insert_new(session, Hint, [usual | {"key": "1", "family": of, "rule": "conduct", "subject": "SHA1-0"}])
    assert remind_of_answers(stores, add_working_days(DUE, 3))["units_above_told"] == 1
    events = stores.register.read(OutboxEvent, ["subject", "body", "about"])
    assert "SHA1-0" not in " ".join(str(each) for row in events.values.tolist() for each in row)
    assert all(about.first == [] for about in events["about"])


def test_at_the_top_there_is_nobody_above_to_tell(stores: Stores) -> None:
    issued(stores, INSTRUCTION, unit="CN")
    assert remind_of_answers(stores, ABOVE) == {"answers_overdue": 1, "units_reminded": 1, "units_above_told": 0}


def test_what_is_rare_and_grave_is_pressing_whatever_its_score() -> None:
    assert severity_of(Priority.DRUGS, 0.1) is severity_of(Priority.REVENUE, 0.9) is Severity.HIGH
    assert severity_of(Priority.REVENUE, 0.6) is Severity.MEDIUM
    assert severity_of(Priority.IPR, 0.2) is Severity.LOW


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_more_pressing_is_due_and_told_of_sooner(kind: object) -> None:
    name = getattr(kind, "name", "")
    days = due_days(name, [Severity.HIGH, Severity.MEDIUM, Severity.LOW], EVE)
    assert days == sorted(set(days)) == [due_on(name, severity, EVE) for severity in reversed(Severity)]
    assert escalated_on(name, Severity.HIGH, DUE) < escalated_on(name, Severity.LOW, DUE)


@pytest.mark.parametrize(
    ("as_of", "taken_on", "answered_on", "stands"),
    [
        (EVE, None, None, Standing.WAITING),
        (DUE, DUE, None, Standing.TAKEN),
        (EVE, DUE, None, Standing.WAITING),
        (LATE, EVE, None, Standing.OVERDUE),
        (ABOVE, EVE, None, Standing.ESCALATED),
        (ABOVE, None, DUE, Standing.ANSWERED),
        (LATE, None, ABOVE, Standing.OVERDUE),
    ],
)
def test_how_it_stands_follows_from_its_days(
    as_of: date, taken_on: date | None, answered_on: date | None, stands: Standing
) -> None:
    days = {"taken_on": taken_on, "answered_on": answered_on}
    assert standing("instruction", Severity.MEDIUM, TaskState.OPEN, DUE, as_of, **days) is stands
    assert standing("hint", Severity.LOW, TaskState.WITHDRAWN, DUE, as_of) is Standing.WITHDRAWN
