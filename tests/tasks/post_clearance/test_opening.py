"""A person opens a case on every ground: on several subjects, with a reason, and never a second one on a subject."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col

from sql.messages import word
from sql.reference import reference_table
from sql.register import insert_new
from sql.register.tables import (
    AuditEntry,
    CaseDeclaration,
    CaseFile,
    CaseGround,
    CaseJournalEntry,
    CaseSubject,
    Finding,
    FindingDeclaration,
    Hint,
    InformationItem,
    OutboxEvent,
)
from sql.stores import Stores
from sql.terms import (
    CaseKind,
    DocumentFormat,
    GroundKind,
    HintFamily,
    InformationKind,
    Language,
    Method,
    Priority,
    Severity,
    Violation,
)
from tasks.post_clearance.case_file import case_document
from tasks.post_clearance.case_moves import move_case
from tasks.post_clearance.case_priority import GRAVEST_FIRST, priority_of_case, priority_of_ground
from tasks.post_clearance.case_states import CaseRefusedError
from tasks.post_clearance.follow_up import open_targeted_audits
from tasks.post_clearance.merging import merge_cases
from tasks.post_clearance.opening import open_by_decision
from tests.in_chinese import english_of, untold
from tests.tasks.post_clearance.inspected import DAY, inspected

AUDIT, SMUGGLING = CaseKind.TARGETED_AUDIT, CaseKind.ANTI_SMUGGLING
REASON = "TWO NAMES, ONE WAREHOUSE"


def decide(stores: Stores, kind: CaseKind = AUDIT, *, unit: str = "SHA", reason: str = REASON, **given: Any) -> Any:
    return open_by_decision(stores, kind, actor="Li", unit=unit, as_of=DAY, reason=reason, **given)


def known(stores: Stores) -> None:
    """A finding on two declarations, two hints and a tip-off, all of Shanghai."""
    finding = {
        "key": "f1",
        "analysis": "weekly",
        "analysed_on": DAY,
        "detector": "concealment_route",
        "method": Method.DYNAMIC_FOCUS,
        "priority": Priority.DRUGS,
        "subject_kind": "importer",
        "subject": "X",
        "unit": "SHA",
        "score": 0.9,
        "statement": word("violation"),
        "compared": "{}",
        "amount_at_stake": 700.0,
        "declarations": 2,
    }
    hint: dict[str, Any] = {
        "key": "h1",
        "family": HintFamily.CUSTOMS_CONTROL,
        "rule": "seal_differs",
        "subject_kind": "declaration_id",
        "subject": "D9",
        "evidence": word("violation"),
        "compared": "{}",
        "severity": Severity.HIGH,
        "unit": "SHA",
        "raised_on": DAY,
        "due_on": DAY,
    }
    item = {
        "key": "i1",
        "kind": InformationKind.TIP_OFF,
        "source": "HOTLINE",
        "reliability": "B",
        "priority": Priority.IPR,
        "subject_kind": "seller",
        "subject": "SELLER",
        "summary": "FALSE LABELS",
        "received_on": DAY,
        "valid_to": date(2021, 12, 31),
        "unit": "SHA",
    }
    with stores.register.writing() as session:
        insert_new(session, Finding, [finding])
        insert_new(session, FindingDeclaration, [{"finding": "f1", "declaration_id": each} for each in ("D1", "D2")])
        insert_new(session, Hint, [hint, hint | {"key": "h2", "family": HintFamily.LAW_ENFORCEMENT}])
        insert_new(session, InformationItem, [item])


def rows(stores: Stores, table: Any, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(each) for each in stores.register.read(table, list(columns), order_by=["key"]).values.tolist()]


def case(stores: Stores, number: str) -> dict[str, Any]:
    columns = [name for name in CaseFile.model_fields if name not in ("deadline_on", "deadline_for")]
    row = stores.register.read(CaseFile, columns, col(CaseFile.number) == number)
    return {str(name): value for name, value in row.iloc[0].items()}


def test_a_persons_decision_opens_a_case_on_several_subjects_with_its_reason_as_ground(stores: Stores) -> None:
    told = decide(stores, subjects=["importer=X", "declarant=B"], concerned=["person=Wang  Wu"])
    assert told == {"case": "TA-SHA-2021-0001", "opened": True}
    people = rows(stores, CaseSubject, "role", "kind", "name", "party")
    assert people == [
        ("subject", "declarant", "B", "unit"),
        ("subject", "importer", "X", "unit"),
        ("concerned", "person", "Wang Wu", "person"),
    ]
    ((kind, statement),) = rows(stores, CaseGround, "ground_kind", "statement")
    assert (kind, str(statement)) == ("decision", f"Li decided: {REASON}")
    assert case(stores, told["case"])["opened_by"] == "Li"
    trail = stores.register.read(AuditEntry, ["action", "actor", "reason"]).iloc[-1].tolist()
    assert trail == ["open", "Li", REASON]
    assert stores.register.read(OutboxEvent, ["unit"])["unit"].tolist() == ["SHA"]


def test_every_kind_of_ground_opens_a_case_and_says_whom_it_is_on(stores: Stores) -> None:
    known(stores)
    inspected(stores, "X", Violation.VIOLATION)
    named = ["inspection:X-2021-03-30-0", "finding:f1", "hint:h1", "information:i1"]
    number = decide(stores, grounds=named)["case"]
    kinds = [kind for (kind,) in rows(stores, CaseGround, "ground_kind")]
    assert sorted(kinds) == ["decision", "finding", "hint", "information", "inspection"]
    assert {name for (name,) in rows(stores, CaseSubject, "name")} == {"X", "SELLER"}
    involved = stores.register.read(CaseDeclaration, ["declaration_id"])["declaration_id"]
    assert set(involved) == {"X-2021-03-30-0", "D1", "D2", "D9"}
    assert case(stores, number)["amount_at_stake"] == 780.0  # 8 % of 1,000, and the finding
    assert case(stores, number)["priority"] == "drugs"
    assert untold(stores) == []
    page = (stores.folder / case_document(stores, number, "SHA", Language.CHINESE, DocumentFormat.HTML)).read_text()
    assert "其他对象" in page
    assert english_of(page, REASON, "X-2021-03-30-0", "Li", "f1", "h1", "i1") == []


def test_the_same_decision_again_changes_nothing(stores: Stores) -> None:
    known(stores)
    first = decide(stores, grounds=["finding:f1"])
    before = len(stores.register.read(CaseJournalEntry, ["key"]))
    assert decide(stores, grounds=["finding:f1"]) == first | {"opened": False}
    assert len(stores.register.read(CaseJournalEntry, ["key"])) == before


def test_new_grounds_join_the_open_case_and_bring_their_subjects(stores: Stores) -> None:
    known(stores)
    inspected(stores, "X", Violation.VIOLATION, Violation.VIOLATION)
    open_targeted_audits(stores, DAY, b"a key that nobody guesses")
    told = decide(stores, subjects=["importer=X", "importer=Y"], grounds=["finding:f1"])
    assert told == {"case": "TA-SHA-2021-0001", "opened": False}
    assert {name for (name,) in rows(stores, CaseSubject, "name")} == {"X", "Y"}
    inspected(stores, "Y", Violation.VIOLATION, Violation.VIOLATION)
    assert open_targeted_audits(stores, DAY, b"a key that nobody guesses", "again")["targeted_audits_joined"] == 1


def test_a_subject_that_two_open_cases_would_share_is_refused_until_they_are_merged(stores: Stores) -> None:
    first = decide(stores, subjects=["importer=X"])["case"]
    second = decide(stores, subjects=["importer=Y"], reason="ANOTHER")["case"]
    with pytest.raises(CaseRefusedError, match=f"{first}, {second}: merge these first"):
        decide(stores, subjects=["importer=X", "importer=Y"])
    merge_cases(stores, second, first, actor="Li", unit="SHA", as_of=DAY, reason="one owner")
    assert decide(stores, subjects=["importer=X", "importer=Y"], reason="A THIRD") == {"case": first, "opened": False}


def test_an_audit_and_an_anti_smuggling_case_stand_side_by_side_and_ending_allows_a_new_one(stores: Stores) -> None:
    audit = decide(stores, subjects=["importer=X", "importer=Y"])["case"]
    assert decide(stores, SMUGGLING, subjects=["importer=X"])["opened"]
    move_case(stores, audit, "reject", actor="Wang", unit="SHA", as_of=DAY, text="nothing in it")
    assert decide(stores, subjects=["importer=Y"], reason="ANEW")["opened"]


def test_a_transfer_takes_every_ground_and_the_persons_concerned_along(stores: Stores) -> None:
    known(stores)
    audit = decide(stores, subjects=["importer=X"], concerned=["person=Wang Wu"], grounds=["finding:f1"])["case"]
    for event in ("approve", "transfer"):
        move_case(stores, audit, event, actor="Wang", unit="SHA", as_of=DAY)
    moved = stores.register.read(
        CaseGround, ["ground_kind", "source"], col(CaseGround.case_number) == "AS-SHA-2021-0001", order_by=["key"]
    )
    assert moved["ground_kind"].tolist() == ["transfer", "transfer"]
    assert case(stores, "AS-SHA-2021-0001")["priority"] == "drugs"
    assert case(stores, "AS-SHA-2021-0001")["amount_at_stake"] == 700.0
    people = stores.register.read(
        CaseSubject, ["name"], col(CaseSubject.case_number) == "AS-SHA-2021-0001", order_by=["key"]
    )
    assert people["name"].tolist() == ["X", "Wang Wu"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "nobody is named"),
        ({"subjects": ["X"]}, "X names nobody: write KIND=NAME"),
        ({"subjects": ["hs_code=0901"]}, "names nobody"),
        ({"grounds": ["rumour:1"]}, "rumour:1 names no ground"),
        ({"grounds": ["finding:f9"]}, "there is no finding f9 that you see"),
        ({"grounds": ["hint:h2"]}, "there is no hint h2 that you see"),  # on an officer: not for everybody's eyes
        ({"grounds": ["finding:f1"], "unit": "QD"}, "there is no finding f1 that you see"),
        ({"subjects": ["importer=X"], "for_unit": "QDG"}, "SHA may not open a case for QDG"),
        ({"subjects": ["importer=X"], "reason": " "}, "needs a reason"),
    ],
)
def test_what_a_case_cannot_be_opened_on_is_refused_in_a_sentence(
    stores: Stores, given: dict[str, Any], sentence: str
) -> None:
    known(stores)
    with pytest.raises(CaseRefusedError, match=sentence):
        decide(stores, **given)
    assert stores.register.read(CaseFile, ["number"]).empty


def test_a_ground_of_another_case_is_named_with_that_case(stores: Stores) -> None:
    known(stores)
    first = decide(stores, grounds=["finding:f1"])["case"]
    with pytest.raises(CaseRefusedError, match=f"{first} rests on finding f1 already"):
        decide(stores, subjects=["importer=Y"], grounds=["finding:f1"], reason="ANOTHER")


def test_what_a_ground_endangers_is_read_from_a_table() -> None:
    rules = reference_table("case_priorities")
    assert priority_of_ground(["narcotics", "critical"], GroundKind.INSPECTION, rules) is Priority.DRUGS
    assert priority_of_ground(["value", "critical"], GroundKind.INSPECTION, rules) is Priority.SECURITY
    assert priority_of_ground(["value", "violation"], GroundKind.INSPECTION, rules) is Priority.REVENUE
    assert priority_of_ground([None, float("nan")], GroundKind.INSPECTION, rules) is Priority.REVENUE
    assert priority_of_ground(["ipr"], GroundKind.FINDING, rules) is Priority.IPR


@given(st.lists(st.sampled_from(Priority), min_size=1, max_size=8))
def test_the_gravest_ground_gives_the_case_its_priority_and_more_grounds_never_lower_it(found: list[Priority]) -> None:
    priority, because = priority_of_case(found)
    assert priority in found
    assert all(GRAVEST_FIRST.index(priority) <= GRAVEST_FIRST.index(each) for each in found)
    assert str(because).startswith(f"{found.count(priority)} of {len(found)} grounds")
    more, _ = priority_of_case([*found, Priority.REVENUE])
    assert GRAVEST_FIRST.index(more) <= GRAVEST_FIRST.index(priority)
