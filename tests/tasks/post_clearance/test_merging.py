"""Cases on the same subject become one; cases change hands; what was evidence stays what it was."""

import pandas as pd
import pytest
from sqlmodel import col, select

from sql.register.tables import CaseFile, CaseGround, CaseJournalEntry, Notification, OutboxEvent
from sql.stores import Stores
from sql.terms import CaseKind, CaseState
from tasks.delivery.deliver import fan_out
from tasks.post_clearance.case_moves import acknowledge_case, close_case, move_case
from tasks.post_clearance.case_states import CaseRefusedError
from tasks.post_clearance.journal import first_broken_entry
from tasks.post_clearance.merging import merge_cases
from tasks.post_clearance.open_cases import open_or_join
from tasks.post_clearance.reassignment import reassign_case
from tests.in_chinese import untold
from tests.tasks.post_clearance.procedure import along
from tests.tasks.post_clearance.test_cases import DAY, grounds


def opened(
    stores: Stores, importer: str, *declarations: str, kind: CaseKind = CaseKind.TARGETED_AUDIT, unit: str = "SHA"
) -> str:
    with stores.register.writing() as session:
        rows = grounds(*declarations, importer=importer).assign(unit=unit)
        new, joined = open_or_join(session, kind, rows, DAY, most=5)
    return [*new, *joined][0]


def case(stores: Stores, number: str) -> CaseFile:
    with stores.register.reading() as session:
        row = session.get_one(CaseFile, number)
        session.expunge_all()
        return row


def merge(stores: Stores, number: str, into: str, unit: str = "SH") -> None:
    merge_cases(stores, number, into, actor="chief", unit=unit, as_of=DAY, reason="One owner behind two codes.")


def journal(stores: Stores, number: str) -> list[CaseJournalEntry]:
    with stores.register.reading() as session:
        chosen = select(CaseJournalEntry).where(CaseJournalEntry.case_number == number)
        entries = list(session.exec(chosen.order_by(col(CaseJournalEntry.sequence))).all())
        session.expunge_all()
        return entries


def test_one_case_goes_on_with_the_grounds_of_both_and_their_evidence_unchanged(stores: Stores) -> None:
    first, second = opened(stores, "X", "1", "2"), opened(stores, "Y", "3")
    before = stores.register.read(CaseGround, ["key", "evidence", "content_hash"], order_by=["key"])
    merge(stores, second, first)
    after = stores.register.read(CaseGround, ["key", "evidence", "content_hash", "case_number"], order_by=["key"])
    assert set(after.pop("case_number")) == {first}
    assert after.equals(before)
    assert (case(stores, second).state, case(stores, second).merged_into) == (CaseState.MERGED, first)
    assert case(stores, first).amount_at_stake == 300.0
    assert str(journal(stores, first)[-1].text) == f"Took over {second}. One owner behind two codes."
    assert first_broken_entry(journal(stores, first)) is None
    assert first_broken_entry(journal(stores, second)) is None


def test_new_grounds_on_either_subject_join_the_case_that_goes_on(stores: Stores) -> None:
    first, second = opened(stores, "X", "1"), opened(stores, "Y", "2")
    merge(stores, second, first)
    assert opened(stores, "Y", "4") == first
    assert opened(stores, "X", "5") == first


def test_new_grounds_on_both_subjects_join_it_as_one(stores: Stores) -> None:
    first, second = opened(stores, "X", "1"), opened(stores, "Y", "2")
    merge(stores, second, first)
    rows = pd.concat([grounds("4", importer="Y"), grounds("5", importer="X")], ignore_index=True)
    with stores.register.writing() as session:
        assert open_or_join(session, CaseKind.TARGETED_AUDIT, rows, DAY, most=5) == ([], [first])
    assert str(journal(stores, first)[-1].text) == "2 grounds: 4, 5."
    assert case(stores, first).amount_at_stake == 400.0


def test_a_case_merged_twice_over_leads_to_the_last(stores: Stores) -> None:
    first, second, third = opened(stores, "X", "1"), opened(stores, "Y", "2"), opened(stores, "Z", "3")
    merge(stores, first, second)
    merge(stores, second, third)
    assert opened(stores, "X", "4") == third


def test_when_it_ends_both_subjects_may_have_a_new_case_with_its_history(stores: Stores) -> None:
    first, second = opened(stores, "X", "1"), opened(stores, "Y", "2")
    merge(stores, second, first)
    move_case(stores, first, "reject", actor="chief", unit="SH", as_of=DAY)
    again = opened(stores, "Y", "4")
    assert again not in (first, second)
    assert second in str(journal(stores, again)[0].text)


@pytest.mark.parametrize(
    ("kind", "unit", "sentence"),
    [
        (CaseKind.ANTI_SMUGGLING, "SH", "transfer the audit instead"),
        (CaseKind.TARGETED_AUDIT, "SHA", "SHA has no case TA-QDG"),
    ],
)
def test_cases_of_two_kinds_or_of_another_s_jurisdiction_are_not_merged(
    stores: Stores, kind: CaseKind, unit: str, sentence: str
) -> None:
    first = opened(stores, "X", "1")
    second = opened(stores, "Y", "2", kind=kind, unit="QDG" if unit == "SHA" else "SHA")
    with pytest.raises(CaseRefusedError, match=sentence):
        merge(stores, second, first, unit=unit)


def test_an_ended_case_and_a_case_and_itself_are_not_merged(stores: Stores) -> None:
    first, second = opened(stores, "X", "1"), opened(stores, "Y", "2")
    with pytest.raises(CaseRefusedError, match="into itself"):
        merge(stores, first, first)
    move_case(stores, second, "reject", actor="chief", unit="SH", as_of=DAY)
    with pytest.raises(CaseRefusedError, match="only open cases"):
        merge(stores, second, first)


def test_the_new_unit_is_told_must_take_the_case_and_the_old_one_sees_it_no_more(stores: Stores) -> None:
    number = opened(stores, "X", "1")
    acknowledge_case(stores, number, actor="Li", unit="SHA", as_of=DAY)
    reassign_case(stores, number, "NGB", actor="chief", unit="SH", as_of=DAY, reason="The books lie there.")
    assert (case(stores, number).unit, case(stores, number).acknowledged_by) == ("NGB", None)
    events = stores.register.read(OutboxEvent, ["unit", "subject"], order_by=["key"])
    assert events.iloc[-1].astype("str").tolist() == ["NGB", f"{number} is yours now"]
    with pytest.raises(CaseRefusedError, match="SHA has no case"):
        acknowledge_case(stores, number, actor="Li", unit="SHA", as_of=DAY)
    acknowledge_case(stores, number, actor="Zhao", unit="NGB", as_of=DAY)
    assert str(journal(stores, number)[-2].text) == "From SHA to NGB. The books lie there."
    assert untold(stores) == []


@pytest.mark.parametrize(
    ("to", "unit", "sentence"),
    [
        ("NGB", "SHA", "SHA may not hand .* to NGB: SH stands above both"),
        ("QDG", "SH", "SH may not hand .* to QDG: CN stands above both"),
        ("XX", "SH", "XX is no unit"),
        ("SHA", "SH", "is with SHA already"),
    ],
)
def test_only_a_unit_above_both_hands_a_case_over(stores: Stores, to: str, unit: str, sentence: str) -> None:
    number = opened(stores, "X", "1")
    with pytest.raises(CaseRefusedError, match=sentence):
        reassign_case(stores, number, to, actor="chief", unit=unit, as_of=DAY, reason="")


def test_who_takes_a_case_has_read_what_was_told_of_it(stores: Stores) -> None:
    number, other = opened(stores, "X", "1"), opened(stores, "Y", "2")
    fan_out(stores, DAY)
    acknowledge_case(stores, number, actor="Li", unit="SHA", as_of=DAY)
    rows = stores.register.read(Notification, ["event", "acknowledged_by"], order_by=["event"])
    told = dict(zip(rows["event"], rows["acknowledged_by"].fillna(""), strict=True))
    assert told == {f"case|{number}|2": "Li", f"case|{other}|2": ""}


def test_a_merged_audit_transfers_the_grounds_of_every_importer(stores: Stores) -> None:
    first, second = opened(stores, "X", "1", "2"), opened(stores, "Y", "3")
    merge(stores, second, first)
    move_case(stores, first, "approve", actor="chief", unit="SH", as_of=DAY)
    told = move_case(stores, first, "transfer", actor="chief", unit="SH", as_of=DAY)
    grounds_of = stores.register.read(CaseGround, ["case_number", "source"], order_by=["source"])
    smuggling = grounds_of[grounds_of["case_number"].str.startswith("AS-")]
    assert smuggling["source"].tolist() == ["1", "2", "3"]
    assert told["transferred_to"].split(", ") == sorted(set(smuggling["case_number"]))


def test_the_nearer_deadline_holds_for_the_case_that_goes_on_and_none_for_the_one_that_ended(stores: Stores) -> None:
    first, second = opened(stores, "X", "1"), opened(stores, "Y", "2")
    with stores.register.writing() as session:
        near = session.get_one(CaseFile, second)
        near.deadline_on, near.deadline_for = DAY, "audit report"
    merge(stores, second, first)
    assert (case(stores, first).deadline_on, case(stores, first).deadline_for) == (DAY, "audit report")
    assert (case(stores, second).deadline_on, case(stores, second).deadline_for) == (None, None)


def test_cases_without_deadline_have_none_when_merged(stores: Stores) -> None:
    first, second = opened(stores, "X", "1"), opened(stores, "Y", "2")
    with stores.register.writing() as session:
        for number in (first, second):
            row = session.get_one(CaseFile, number)
            row.deadline_on, row.deadline_for = None, None
    merge(stores, second, first)
    assert (case(stores, first).deadline_on, case(stores, first).deadline_for) == (None, None)


def test_who_takes_a_case_before_it_is_told_has_not_to_acknowledge_what_is_told_then(stores: Stores) -> None:
    number, other = opened(stores, "X", "1"), opened(stores, "Y", "2")
    acknowledge_case(stores, number, actor="Li", unit="SHA", as_of=DAY)
    opened(stores, "X", "3")  # told anew
    fan_out(stores, DAY)
    rows = stores.register.read(Notification, ["event", "acknowledged_by", "acknowledged_on"], order_by=["event"])
    assert rows["event"].tolist() == [f"case|{number}|2", f"case|{number}|4", f"case|{other}|2"]
    assert rows["acknowledged_by"].fillna("").tolist() == ["Li", "", ""]
    assert rows["acknowledged_on"].iloc[0].date() == DAY


def test_nobody_has_to_acknowledge_a_case_that_was_merged_or_handed_on(stores: Stores) -> None:
    first, second, third = (opened(stores, importer, importer) for importer in "XYZ")
    fan_out(stores, DAY)
    merge(stores, second, first)
    reassign_case(stores, third, "NGB", actor="chief", unit="SH", as_of=DAY, reason="The books lie there.")
    fan_out(stores, DAY)
    rows = stores.register.read(Notification, ["event", "unit"], col(Notification.acknowledged_by).is_(None))
    numbers = rows["event"].str.split("|").str[1]
    assert sorted(zip(numbers, rows["unit"], strict=True)) == [(first, "SHA"), (third, "NGB")]


def test_who_closes_a_case_that_was_handed_over_has_taken_it(stores: Stores) -> None:
    number = opened(stores, "X", "1")
    along(stores, number, "approve", "notify", "start", "report", "conclude", actor="Li", unit="SHA", day=DAY)
    reassign_case(stores, number, "NGB", actor="chief", unit="SH", as_of=DAY, reason="The books lie there.")
    fan_out(stores, DAY)
    close_case(
        stores,
        number,
        outcome="penalty",
        recovered_duty=None,
        officer_hours=None,
        actor="Zhao",
        unit="NGB",
        as_of=DAY,
    )
    assert case(stores, number).acknowledged_by == "Zhao"
    unread = stores.register.read(Notification, ["key"], col(Notification.acknowledged_by).is_(None))
    assert unread.empty


def test_every_hand_over_and_every_new_ground_of_a_day_is_told(stores: Stores) -> None:
    number = opened(stores, "X", "1")
    opened(stores, "X", "2")
    for to in ("NGB", "SHA", "NGB"):
        reassign_case(stores, number, to, actor="chief", unit="SH", as_of=DAY, reason="The books lie there.")
    told = stores.register.read(OutboxEvent, ["unit"], OutboxEvent.kind == "case", order_by=["key"])["unit"].tolist()
    assert told == ["SHA", "SHA", "NGB", "SHA", "NGB"]
    with stores.register.writing() as session:
        again = open_or_join(session, CaseKind.TARGETED_AUDIT, grounds("1", "2", importer="X"), DAY, most=5)
    assert again == ([], [])
    assert len(stores.register.read(OutboxEvent, ["key"])) == len(told)
