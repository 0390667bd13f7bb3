"""An instruction or a warning is taken and answered once, by its unit or one above; alike ones get one answer."""

from datetime import timedelta
from typing import Any

import pytest

from sql.register.tables import AuditEntry
from sql.stores import Stores
from sql.terms import AnswerFound
from tasks.answering.answer import answer, take
from tasks.answering.answered import answered
from tasks.answering.asked import INSTRUCTION, KINDS, WARNING, AnswerRefusedError, Asked
from tasks.answering.listing import alike, asked_of
from tasks.answering.standing import Standing
from tasks.feedback.answers import answer_indicators
from tasks.handling.detector_record import experience_up_to
from tasks.parameters.evidence import Record
from tests.deployments.commands.shell import shell
from tests.persons import Officer
from tests.tasks.answering.issued import DUE, issued
from tests.tasks.handling.findings import EVE

CONFIRMED, UNFOUNDED = AnswerFound.CONFIRMED, AnswerFound.UNFOUNDED
DAY = EVE + timedelta(days=2)
LI: dict[str, Any] = {"actor": "Li", "unit": "SHA1", "as_of": DAY}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_unit_takes_it_answers_it_once_and_the_trail_names_who(stores: Stores, kind: Asked) -> None:
    key = issued(stores, kind)
    take(stores, kind, [key], **LI)
    (row,) = asked_of(stores, kind, "SHA", DAY).to_dict("records")
    assert (row["standing"], row["taken_by"], row["age_days"], row["subject"]) == (Standing.TAKEN, "Li", 2, "X")
    with pytest.raises(AnswerRefusedError, match=f"Li took the {kind.name} .* on {DAY}"):
        take(stores, kind, [key], actor="Wang", unit="SHA", as_of=DAY)
    answer(stores, kind, [key], done="Weighed anew.", found=CONFIRMED, actor="Wang", unit="SHA", as_of=DAY)
    assert asked_of(stores, kind, "SHA", DAY).empty
    (row,) = asked_of(stores, kind, "SHA", DAY, answered=True).to_dict("records")
    assert (row["standing"], str(row["done"]), row["found"]) == (Standing.ANSWERED, "Weighed anew.", CONFIRMED)
    assert (row["taken_by"], row["answered_by"]) == ("Li", "Wang")
    trail = stores.register.read(AuditEntry, ["entity", "entity_key", "action", "actor"], order_by=["sequence"])
    assert trail.values.tolist() == [[kind.name, key, "take", "Li"], [kind.name, key, "answer", "Wang"]]
    with pytest.raises(AnswerRefusedError, match=f"was answered on {DAY} by Wang"):
        answer(stores, kind, [key], done="Again.", found=UNFOUNDED, **LI)


@pytest.mark.parametrize(
    ("changed", "done", "sentence"),
    [
        ({"unit": "QDG1"}, "Done.", "QDG1 has no instruction"),
        ({"unit": "nowhere"}, "Done.", "nowhere has no instruction"),
        ({"as_of": EVE - timedelta(days=1)}, "Done.", "was issued on"),
        ({}, "  ", "needs words"),
    ],
)
def test_what_is_no_answer_is_refused(stores: Stores, changed: dict[str, object], done: str, sentence: str) -> None:
    key = issued(stores, INSTRUCTION)
    with pytest.raises(AnswerRefusedError, match=sentence):
        answer(stores, INSTRUCTION, [key], done=done, found=CONFIRMED, **(LI | changed))
    with pytest.raises(AnswerRefusedError, match="has no instruction no-such-key"):
        answer(stores, INSTRUCTION, [key, "no-such-key"], done="Done.", found=CONFIRMED, **LI)
    with pytest.raises(AnswerRefusedError, match="name the instruction by its key"):
        take(stores, INSTRUCTION, [], **LI)
    assert len(asked_of(stores, INSTRUCTION, "SHA1", DAY)) == 1  # all of them or none


def test_alike_are_the_open_ones_to_the_same_unit_on_the_same_subject(stores: Stores) -> None:
    first = issued(stores, INSTRUCTION)
    second = issued(stores, INSTRUCTION, detector="surge")
    issued(stores, INSTRUCTION, subject="Y")
    issued(stores, INSTRUCTION, detector="splitting", unit="SHA")
    assert sorted(alike(stores, INSTRUCTION, first, "SHA")) == sorted([first, second])
    with pytest.raises(AnswerRefusedError, match="QDG1 has no instruction"):
        alike(stores, INSTRUCTION, first, "QDG1")
    command = ("instructions", "answer", first, "--done", "Visited.", "--found", "unfounded", "--alike")
    told = shell(stores, *command, Officer("Li", "SHA1"), "--as-of", str(DAY))
    assert told.out.strip() == "instructions 2, found unfounded, answered by Li"
    assert set(asked_of(stores, INSTRUCTION, "SHA", DAY)["unit"]) == {"SHA1", "SHA"}


def test_they_are_listed_and_taken_at_a_shell_by_who_sees_them(stores: Stores) -> None:
    key = issued(stores, WARNING)
    late = shell(stores, "warnings", "list", "--overdue", "--json", Officer("Li", "SHA"))
    assert [(each["key"], each["standing"]) for each in late.json] == [(key, "escalated")]
    assert shell(stores, "warnings", "list", "--json", Officer("Wu", "QDG")).json == []
    taken = shell(stores, "warnings", "take", key, Officer("Li", "SHA"))
    assert taken.out.strip() == "warnings 1, taken by Li"
    assert "may not take or answer warnings" in shell(stores, "warnings", "take", key, Officer("No", "SHA", [])).refusal


def test_answers_of_persons_count_for_the_detector_and_undecided_ones_do_not(stores: Stores) -> None:
    for subject, found in (("A", CONFIRMED), ("B", UNFOUNDED), ("C", CONFIRMED), ("D", AnswerFound.UNDECIDED)):
        answer(stores, INSTRUCTION, [issued(stores, INSTRUCTION, subject)], done="Seen.", found=found, **LI)
    answer(stores, WARNING, [issued(stores, WARNING, "E", "surge")], done="Seen.", found=UNFOUNDED, **LI)
    assert experience_up_to(stores, DUE).detectors == {"undervaluation": Record(3.0, 2.0), "surge": Record(1.0, 0.0)}
    assert experience_up_to(stores, DAY - timedelta(days=1)).detectors == {}
    told = answer_indicators(answered(stores, EVE, DUE)).set_index(["name", "scope"])
    assert told.loc[("answers_confirmed_of_detector", "undervaluation"), "value"] == pytest.approx(2 / 3)
    assert told.loc[("answered_in_time", "warning"), "value"] == 1.0
    assert told.loc[("median_days_to_answer", "instruction"), "value"] == 2.0
