"""In a demonstration officers answer what they are asked, some late and some wrongly; nothing is open untold."""

from datetime import date, timedelta

import pandas as pd
import pytest

from sql.messages import as_written, word
from sql.reference import organisation
from sql.register import insert_new
from sql.register.stages import complete_once
from sql.register.tables import AuditEntry, CaseFile, FindingDeclaration, FunctionalWarning, Hint, Instruction
from sql.stores import Stores
from sql.terms import AnswerFound, CaseKind, HintFamily, Severity, TaskState
from tasks.answering.due import due_on
from tasks.answering.reminders import remind_of_answers
from tasks.lifecycle.simulated_officers import play_officers
from tasks.notification.outbox import Announcement, announce
from tasks.post_clearance.case_states import FIRST_STATE
from tasks.post_clearance.follow_up import escalate_overdue
from tasks.post_clearance.open_cases import open_or_join
from tests.conftest import fill_lake
from tests.tasks.answering.told import nobody_told
from tests.tasks.handling.findings import finding, found
from tests.tasks.post_clearance.procedure import seat_team

FIRST, WEEKS, SEED = date(2021, 1, 3), 13, 7
LAST = FIRST + timedelta(weeks=WEEKS)
WORDS = as_written("look")


def a_week(stores: Stores, day: date) -> None:
    """What analysis, supervision and follow-up ask on the eve of a week: of two units, guilty and innocent subjects."""
    findings = [
        finding("surge", f"{name}{number}-{day}", analysed_on=day) for name in ("BAD", "GOOD") for number in range(2)
    ]
    found(stores, *findings)
    common = {
        "severity": Severity.MEDIUM,
        "state": TaskState.OPEN,
        "due_on": due_on("instruction", Severity.MEDIUM, day),
    }
    keys = [str(row["key"]) for row in findings]
    instructions = [
        common | {"key": f"{key}|SHA1", "finding": key, "unit": "SHA1", "what_to_check": WORDS, "issued_on": day}
        for key in keys
    ]
    warnings = [
        common
        | {"key": f"finding|{key}", "finding": key, "unit": "QDG", "department": "duty", "what": WORDS}
        | {"since": day, "magnitude": 1.0, "raised_on": day}
        for key in keys
    ]
    hints = [
        common
        | {"key": f"{family}{day}", "family": family, "rule": "rule", "subject_kind": kind, "subject": subject}
        | {"evidence": WORDS, "compared": "{}", "unit": "SHA", "raised_on": day}
        for family, kind, subject in (
            (HintFamily.REVENUE, "declaration_id", f"D{day}"),
            (HintFamily.LAW_ENFORCEMENT, "officer", "SHA1-0"),
        )
    ]
    with stores.register.writing() as session:
        evidence = [{"finding": row["key"], "declaration_id": str(row["subject"])} for row in findings]
        insert_new(session, FindingDeclaration, evidence)
        insert_new(session, Instruction, instructions)
        insert_new(session, FunctionalWarning, warnings)
        insert_new(session, Hint, hints)
        for kind, unit in (("instruction", "SHA1"), ("warning", "QDG"), ("hint", "SHA")):
            announce(session, [Announcement(kind, f"{unit}|{day}", unit, Severity.MEDIUM, day, WORDS, WORDS)])
        for kind in CaseKind:
            open_or_join(session, kind, grounds(f"{kind}-{day}"), day, most=2)


def grounds(importer: str) -> pd.DataFrame:
    said = word("Inspections of the last half year found repeated violations")
    row: dict[str, object] = {
        "importer": importer,
        "unit": "SHA",
        "declaration_id": importer,
        "inspected_on": "2021-01-01",
    }
    row |= {"violation": "violation", "kind": None, "amount": 9.0, "currency": "CNY"}
    return pd.DataFrame([row]).assign(statement=pd.Series([said], dtype="object"))


@pytest.fixture
def demonstration(stores: Stores) -> Stores:
    seat_team(stores)
    complete_once(stores.register, "simulate", LAST, "", dict, lambda session, _: {"persons_entered": 3})
    days = [FIRST + timedelta(weeks=week) for week in range(WEEKS)]
    planted = [
        {"declaration_id": f"{name}{number}-{day}", "lodged_on": day, "violation": violation}
        for day in days
        for number in range(2)
        for name, violation in (("BAD", "violation"), ("GOOD", "none"))
    ]
    fill_lake(stores.lake, "truth", "lodged_on", planted)
    return stores


def test_after_a_quarter_nothing_is_open_that_nobody_is_told_of(demonstration: Stores) -> None:
    stores = demonstration
    for week in range(WEEKS):
        eve = FIRST + timedelta(weeks=week)
        a_week(stores, eve)
        remind_of_answers(stores, eve)
        last = eve + timedelta(days=7)
        told = play_officers(stores, last, SEED)
        assert play_officers(stores, last, SEED) == told
        escalate_overdue(stores, last)
    remind_of_answers(stores, LAST)
    assert nobody_told(stores, LAST) == []
    rows = stores.register.read(Instruction, ["state", "finding", "found", "due_on", "answered_on", "answered_by"])
    done = rows[rows["state"] == TaskState.DONE]
    assert 0.6 < len(done) / len(rows) < 1.0
    late = done["answered_on"] > done["due_on"]
    assert 0.02 < late.mean() < 0.4
    evidence = stores.register.read(FindingDeclaration, ["finding", "declaration_id"]).set_index("finding")
    guilty = done["finding"].map(evidence["declaration_id"]).str.startswith("BAD")
    wrong = (done["found"] == AnswerFound.CONFIRMED) != guilty
    assert 0.0 < wrong.mean() < 0.2
    assert set(done["answered_by"]) == {"SHA1-A"}
    hints = stores.register.read(Hint, ["family", "answered_by"]).dropna()
    assert set(map(tuple, hints.values.tolist())) == {("revenue", "SHA-A"), ("law_enforcement", "SHA-C")}
    cases = stores.register.read(CaseFile, ["kind", "state"])
    moved = [state != FIRST_STATE[CaseKind(kind)] for kind, state in cases.itertuples(index=False)]
    assert set(cases.loc[moved, "kind"]) == set(CaseKind)
    assert set(organisation()["code"]) >= set(stores.register.read(AuditEntry, ["unit"])["unit"])


def test_where_trade_is_real_nobody_plays(stores: Stores) -> None:
    a_week(stores, FIRST)
    assert play_officers(stores, LAST, SEED) == {}
    complete_once(stores.register, "simulate", LAST, "", dict, lambda session, _: {"persons_entered": 0})
    assert play_officers(stores, LAST, SEED) == {}
    assert set(stores.register.read(Instruction, ["state"])["state"]) == {TaskState.OPEN}
