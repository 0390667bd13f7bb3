"""In a demonstration officers answer what they are asked, some late and some wrongly; nothing is open untold."""

from datetime import date, timedelta

import pandas as pd
import pytest
from sqlmodel import col

from sql.messages import Message, as_written, word
from sql.reference import organisation
from sql.register import insert_new
from sql.register.stages import complete_once
from sql.register.tables import (
    AuditEntry,
    CaseFile,
    FindingDeclaration,
    FunctionalWarning,
    Hint,
    Instruction,
    Notification,
    OutboxEvent,
)
from sql.register.tables.notifications import Matter
from sql.stores import Stores
from sql.terms import AnswerFound, CaseKind, HintFamily, Severity, TaskState
from tasks.answering.due import due_on
from tasks.answering.reminders import ESCALATION, remind_of_answers
from tasks.delivery.deliver import deliver, fan_out
from tasks.delivery.unacknowledged import escalate_unacknowledged
from tasks.lifecycle.simulated_officers import play_officers
from tasks.notification.kinds import leaves_alone
from tasks.notification.outbox import Announcement, announce
from tasks.post_clearance.case_states import FIRST_STATE
from tasks.post_clearance.follow_up import escalate_overdue
from tasks.post_clearance.open_cases import open_or_join
from tests.conftest import fill_lake
from tests.tasks.answering.told import nobody_told, not_escalated
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
        for kind, unit, rows in (("instruction", "SHA1", instructions), ("warning", "QDG", warnings)):
            announce(session, [told(kind, unit, day, [str(row["key"]) for row in rows])])
        announce(session, [told("hint", "SHA", day, [str(hints[0]["key"])])])
        count = Message("{count} hints on integrity, {day}", {"count": 1, "day": day})
        announce(session, [Announcement("integrity_hint", f"SHA|{day}", "SHA", Severity.HIGH, day, count, WORDS)])
        for kind in CaseKind:
            open_or_join(session, kind, grounds(f"{kind}-{day}"), day, most=2)


def told(kind: str, unit: str, day: date, keys: list[str]) -> Announcement:
    about = [Matter(kind, key, WORDS) for key in keys]
    return Announcement(kind, f"{unit}|{day}", unit, Severity.MEDIUM, day, WORDS, WORDS, about=about)


def notified(stores: Stores, day: date) -> None:
    """As notify-units does it."""
    remind_of_answers(stores, day)
    escalate_unacknowledged(stores, day)
    fan_out(stores, day)
    deliver(stores, day, {})


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
        notified(stores, eve)
        last = eve + timedelta(days=7)
        played = play_officers(stores, last, SEED)
        assert play_officers(stores, last, SEED) == played
        escalate_overdue(stores, last)
    notified(stores, LAST)
    assert nobody_told(stores, LAST) == []
    eves = [FIRST + timedelta(weeks=week) for week in range(WEEKS + 1)]
    assert not_escalated(stores, eves, eves[1:]) == []
    escalated = stores.register.read(OutboxEvent, ["key"], col(OutboxEvent.kind).in_([ESCALATION, "deadline"]))
    assert len(escalated) > WEEKS  # otherwise nothing was seen to go up
    assert reminders_apart(stores) == []
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


def reminders_apart(stores: Stores) -> list[tuple[str, date]]:
    """Units and days on which reminders reached a unit in more than one message."""
    events = stores.register.read(OutboxEvent, ["key", "kind", "severity"])
    sent = stores.register.read(Notification, ["event", "unit", "delivered_on", "digest"])
    sent = sent.merge(events, left_on="event", right_on="key")
    reminds = [not leaves_alone(str(row["kind"]), Severity(row["severity"])) for row in sent.to_dict("records")]
    messages = sent.loc[reminds, ["unit", "delivered_on", "digest"]].drop_duplicates()
    apart = messages[messages.duplicated(["unit", "delivered_on"])]
    return [(str(row["unit"]), row["delivered_on"].date()) for row in apart.to_dict("records")]


def test_where_trade_is_real_nobody_plays(stores: Stores) -> None:
    a_week(stores, FIRST)
    assert play_officers(stores, LAST, SEED) == {}
    complete_once(stores.register, "simulate", LAST, "", dict, lambda session, _: {"persons_entered": 0})
    assert play_officers(stores, LAST, SEED) == {}
    assert set(stores.register.read(Instruction, ["state"])["state"]) == {TaskState.OPEN}
