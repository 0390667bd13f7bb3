"""Case files: one open case per subject, grounds counted once, moves by the table and by those entitled."""

from datetime import date, timedelta

import pandas as pd
import pytest
from sqlmodel import col, select

from sql.messages import as_written, word
from sql.register.tables import AuditEntry, CaseFile, CaseGround, CaseJournalEntry
from sql.stores import Stores
from sql.terms import CaseKind
from tasks.post_clearance.case_moves import acknowledge_case, close_case, move_case
from tasks.post_clearance.case_states import MOVES, CaseRefusedError
from tasks.post_clearance.evidence import altered_grounds
from tasks.post_clearance.grounds import audit_grounds
from tasks.post_clearance.journal import first_broken_entry
from tasks.post_clearance.open_cases import open_or_join
from tests.tasks.post_clearance.procedure import along as by_procedure

DAY = date(2021, 3, 31)


def grounds(*declarations: str, importer: str = "X", amount: float = 100.0) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "importer": importer,
            "unit": "SHA",
            "declaration_id": list(declarations),
            "inspected_on": "2021-03-30",
            "violation": "violation",
            "kind": None,
            "statement": word("Inspections of the last half year found repeated violations"),
            "amount": amount,
            "currency": "CNY",
        }
    )


def opened(stores: Stores, *declarations: str, kind: CaseKind = CaseKind.TARGETED_AUDIT) -> str:
    with stores.register.writing() as session:
        new, joined = open_or_join(session, kind, grounds(*declarations), DAY, most=5)
    return [*new, *joined][0]


def stake(stores: Stores, number: str) -> float:
    with stores.register.reading() as session:
        return session.get_one(CaseFile, number).amount_at_stake


def along(stores: Stores, number: str, *events: str) -> None:
    by_procedure(stores, number, *events, actor="officer", unit="SH", day=DAY)


def test_new_grounds_join_the_open_case_and_old_ones_count_once(stores: Stores) -> None:
    first = opened(stores, "1", "2")
    with stores.register.writing() as session:
        new, joined = open_or_join(session, CaseKind.TARGETED_AUDIT, grounds("2", "3"), DAY, most=5)
    assert (new, joined) == ([], [first])
    assert stake(stores, first) == 300.0


def test_numbers_have_no_gaps_and_closing_allows_a_new_case(stores: Stores) -> None:
    first = opened(stores, "1")
    along(stores, first, "reject")
    assert first == "TA-SHA-2021-0001"
    assert opened(stores, "2") == "TA-SHA-2021-0002"


def test_transfer_opens_an_anti_smuggling_case_on_the_same_grounds(stores: Stores) -> None:
    audit = opened(stores, "1", "2")
    along(stores, audit, "approve", "transfer")
    with stores.register.reading() as session:
        case = session.exec(select(CaseFile).where(CaseFile.kind == CaseKind.ANTI_SMUGGLING)).one()
        sources = session.exec(select(CaseGround.source).where(CaseGround.case_number == case.number)).all()
        assert sorted(sources) == ["1", "2"]
        assert case.amount_at_stake == 200.0


def test_transfer_adds_only_what_the_open_anti_smuggling_case_does_not_know(stores: Stores) -> None:
    smuggling = opened(stores, "1", kind=CaseKind.ANTI_SMUGGLING)
    audit = opened(stores, "1", "2")
    along(stores, audit, "approve", "transfer")
    assert stake(stores, smuggling) == 200.0


def test_transfer_leads_to_the_open_anti_smuggling_case_that_knows_every_ground(stores: Stores) -> None:
    smuggling = opened(stores, "1", kind=CaseKind.ANTI_SMUGGLING)
    audit = opened(stores, "1")
    along(stores, audit, "approve")
    told = move_case(stores, audit, "transfer", actor="officer", unit="SH", as_of=DAY)
    assert told["transferred_to"] == smuggling
    assert stake(stores, smuggling) == 100.0


def test_an_audit_is_not_transferred_to_a_case_that_has_ended(stores: Stores) -> None:
    along(stores, opened(stores, "1", kind=CaseKind.ANTI_SMUGGLING), "reject")
    audit = opened(stores, "1")
    along(stores, audit, "approve")
    with pytest.raises(CaseRefusedError, match="conclude the audit instead"):
        along(stores, audit, "transfer")
    along(stores, audit, "notify")  # nothing was half done


def test_the_first_officer_who_acknowledges_holds_the_case(stores: Stores) -> None:
    number = opened(stores, "1")
    acknowledge_case(stores, number, actor="first", unit="SHA", as_of=DAY)
    with pytest.raises(CaseRefusedError, match="first"):
        acknowledge_case(stores, number, actor="second", unit="SHA", as_of=DAY)
    with stores.register.reading() as session:
        assert session.exec(select(AuditEntry.actor).where(AuditEntry.entity_key == number)).all() == ["first"]


def test_nothing_is_done_with_a_case_before_it_was_opened(stores: Stores) -> None:
    number = opened(stores, "1")
    eve = DAY - timedelta(days=1)
    with pytest.raises(CaseRefusedError, match="was opened on 2021-03-31: nothing was done with it on 2021-03-30"):
        move_case(stores, number, "approve", actor="officer", unit="SH", as_of=eve)
    with pytest.raises(CaseRefusedError, match="was opened on"):
        acknowledge_case(stores, number, actor="officer", unit="SH", as_of=eve)
    acknowledge_case(stores, number, actor="officer", unit="SH", as_of=DAY)


def test_an_ended_case_cannot_be_acknowledged(stores: Stores) -> None:
    number = opened(stores, "1")
    along(stores, number, "reject")
    with pytest.raises(CaseRefusedError, match="rejected"):
        acknowledge_case(stores, number, actor="officer", unit="SHA", as_of=DAY)


def test_a_unit_outside_the_jurisdiction_sees_no_case(stores: Stores) -> None:
    number = opened(stores, "1")
    with pytest.raises(CaseRefusedError, match="QD has no case"):
        acknowledge_case(stores, number, actor="officer", unit="QD", as_of=DAY)


@pytest.mark.parametrize(
    ("outcome", "duty", "hours"),
    [
        ("banana", 1.0, 1.0),
        ("penalty", -5.0, 1.0),
        ("penalty", 1.0, -1.0),
        ("penalty", float("nan"), 1.0),
        ("duty recovered", None, 1.0),
        ("duty recovered", 0.0, 1.0),
    ],
)
def test_an_outcome_that_cannot_be_is_refused(stores: Stores, outcome: str, duty: float | None, hours: float) -> None:
    number = opened(stores, "1")
    along(stores, number, "approve", "notify", "start", "report", "conclude")
    with pytest.raises(CaseRefusedError):
        close_case(
            stores,
            number,
            outcome=outcome,
            recovered_duty=duty,
            officer_hours=hours,
            actor="officer",
            unit="SHA",
            as_of=DAY,
        )


def test_a_concluded_case_is_closed_and_its_journal_verifies(stores: Stores) -> None:
    number = opened(stores, "1")
    along(stores, number, "approve", "notify", "start", "report", "conclude")
    close_case(
        stores,
        number,
        outcome="duty recovered",
        recovered_duty=10.0,
        officer_hours=3.0,
        actor="officer",
        unit="SHA",
        as_of=DAY,
    )
    with stores.register.reading() as session:
        journal = select(CaseJournalEntry).where(CaseJournalEntry.case_number == number)
        entries = list(session.exec(journal.order_by(col(CaseJournalEntry.sequence))).all())
        assert first_broken_entry(entries) is None
        entries[1].text = as_written("nothing happened")
        assert first_broken_entry(entries) == 2


def test_no_move_leaves_an_ended_state() -> None:
    assert not [key for key in MOVES if key[1] in ("closed", "rejected", "transferred")]


def test_one_violation_is_no_ground_for_an_audit_and_two_are() -> None:
    rules = pd.DataFrame({"ground": ["repeated_violations"], "days": ["180"], "threshold": ["2"], "statement": ["s"]})
    found = grounds("1", "2").assign(inspected_on=pd.Timestamp("2021-03-01"))
    today = pd.Timestamp(DAY)
    assert audit_grounds(found.head(1), rules, today).empty
    assert list(audit_grounds(found, rules, today)["declaration_id"]) == ["1", "2"]


def test_evidence_that_was_altered_later_is_found(stores: Stores) -> None:
    opened(stores, "1", "2")
    with stores.register.writing() as session:
        assert altered_grounds(session) == []
        ground = session.get_one(CaseGround, "inspection|targeted_audit|2")
        ground.evidence = ground.evidence.replace("violation", "none")
    with stores.register.reading() as session:
        assert altered_grounds(session) == ["inspection|targeted_audit|2"]
