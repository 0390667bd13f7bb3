"""Hints are raised once, go to the right unit, and are answered by those they were raised for."""

import json
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from sql.register import insert_new
from sql.register.tables import AuditEntry, Hint, Inspection, OutboxEvent, ProcessingTradeManual
from sql.stores import Stores
from sql.terms import Lane, SelectionGround, TaskState, Violation
from tasks.supervision.supervise import DAYS, MOST_PER_RULE, HintRefusedError, answer_hint, raise_hints
from tests.conftest import fill_lake
from tests.in_chinese import untold

AS_OF = date(2021, 3, 31)


@pytest.fixture
def supervised(stores: Stores) -> Stores:
    manual = {
        "number": "C1",
        "enterprise": "IMP1",
        "office": "SHA1",
        "hs_code": "5205220000",
        "opened_on": date(2020, 1, 1),
        "expires_on": date(2020, 12, 31),
        "imported_quantity": 1000.0,
        "exported_quantity": 900.0,
        "unit_consumption": 1.1,
        "scrap_share": 0.0,
        "duty_suspended": 5000.0,
        "last_export_on": date(2020, 12, 1),
    }
    with stores.register.writing() as session:
        insert_new(session, ProcessingTradeManual, [manual])
    actions: list[dict[str, object]] = [
        {
            "action_id": name,
            "declaration_id": name,
            "office": "SHA1",
            "officer": "SHA1-1",
            "action": "result_changed",
            "happened_at": day,
        }
        for name, day in (("known", "2021-03-30"), ("to come", "2021-04-01"))
    ]
    fill_lake(stores.lake, "officer_actions", "happened_at", actions)
    return stores


def _hints(session: Session) -> dict[str, Hint]:
    hints = {hint.rule: hint for hint in session.exec(select(Hint)).all()}
    session.expunge_all()
    return hints


def test_a_run_ignores_later_facts_and_a_repeat_changes_nothing(supervised: Stores) -> None:
    first = raise_hints(supervised, AS_OF)
    assert first["hints_raised"] == 2
    assert raise_hints(supervised, AS_OF) == first
    with supervised.register.reading() as session:
        hints = _hints(session)
        told = session.exec(select(OutboxEvent.unit).order_by(col(OutboxEvent.unit))).all()
    assert hints["action_without_reason"].subject == "known"
    assert list(told) == ["SHA", "SHA1"]
    assert untold(supervised) == []


def test_a_past_day_is_judged_by_the_facts_of_that_day(stores: Stores) -> None:
    asked = {"office": "SHA1", "importer": "X", "lodged_on": date(2021, 3, 20), "lane": Lane.HIGH, "parameters": ""}
    asked |= {"selected_by": SelectionGround.RATING, "selection_probability": 1.0, "what_to_check": "the goods"}
    asked |= {"declaration_id": "D", "requested_on": date(2021, 3, 20)}
    done = {"state": TaskState.DONE, "inspected_on": date(2021, 4, 5), "violation": Violation.NONE}
    manual = {"number": "C1", "enterprise": "X", "office": "SHA1", "hs_code": "520522", "opened_on": date(2020, 1, 1)}
    manual |= {"expires_on": date(2020, 12, 31), "written_off_on": date(2021, 4, 2), "duty_suspended": 1.0}
    manual |= {"imported_quantity": 1.0, "exported_quantity": 1.0, "unit_consumption": 1.0, "scrap_share": 0.0}
    with stores.register.writing() as session:
        insert_new(session, Inspection, [asked | done])
        insert_new(session, ProcessingTradeManual, [manual])
    raise_hints(stores, AS_OF)
    with stores.register.reading() as session:
        hints = _hints(session)
    assert json.loads(hints["inspection_overdue"].compared) == {"days": 11, "state": "open"}
    assert str(hints["overdue_write_off"].evidence) == "Expired 90 days ago and is not written off."


def test_hints_on_officers_go_to_the_unit_above_their_office(supervised: Stores) -> None:
    raise_hints(supervised, AS_OF)
    with supervised.register.reading() as session:
        hints = _hints(session)
    assert (hints["action_without_reason"].unit, hints["overdue_write_off"].unit) == ("SHA", "SHA1")


def test_a_later_run_raises_only_what_is_new(supervised: Stores) -> None:
    raise_hints(supervised, AS_OF)
    later = raise_hints(supervised, date(2021, 4, 1))
    assert later["hints_raised"] == 1


def test_a_subject_found_again_after_its_answer_is_a_new_hint(supervised: Stores) -> None:
    raise_hints(supervised, AS_OF)
    answered = AS_OF + timedelta(days=2)
    manual = supervised.register.read(Hint, ["key"], col(Hint.subject) == "C1")["key"].iloc[0]
    answer_hint(supervised, manual, "The write-off is prepared", actor="Li", unit="SHA1", as_of=answered)

    def raised(day: date) -> list[date]:
        raise_hints(supervised, day)
        hints = supervised.register.read(Hint, ["raised_on"], col(Hint.subject) == "C1", order_by=["raised_on"])
        return [each.date() for each in hints["raised_on"]]

    assert raised(answered + timedelta(days=DAYS - 1)) == [AS_OF]
    again = answered + timedelta(days=DAYS)
    assert raised(again) == [AS_OF, again]
    assert raised(again + timedelta(days=1)) == [AS_OF, again]


def test_an_answer_is_recorded_once_with_its_author(supervised: Stores) -> None:
    raise_hints(supervised, AS_OF)
    with supervised.register.reading() as session:
        key = _hints(session)["overdue_write_off"].key
    answer_hint(supervised, key, "Written off today", actor="Li", unit="SHA1", as_of=AS_OF)
    with supervised.register.reading() as session:
        assert _hints(session)["overdue_write_off"].state is TaskState.DONE
        assert [entry.actor for entry in session.exec(select(AuditEntry)).all()] == ["Li"]
    with pytest.raises(HintRefusedError, match="was answered"):
        answer_hint(supervised, key, "Again", actor="Li", unit="SHA1", as_of=AS_OF)


@pytest.mark.parametrize(
    ("answer", "day", "sentence"),
    [
        (" ", AS_OF, "an answer needs words"),
        ("Written off", AS_OF - timedelta(days=1), "was raised on 2021-03-31: nobody checked it on 2021-03-30"),
    ],
)
def test_an_answer_that_tells_nothing_or_is_older_than_its_hint_leaves_it_open(
    supervised: Stores, answer: str, day: date, sentence: str
) -> None:
    raise_hints(supervised, AS_OF)
    with supervised.register.reading() as session:
        key = _hints(session)["overdue_write_off"].key
    with pytest.raises(HintRefusedError, match=sentence):
        answer_hint(supervised, key, answer, actor="Li", unit="SHA1", as_of=day)
    with supervised.register.reading() as session:
        assert _hints(session)["overdue_write_off"].state is TaskState.OPEN


def test_an_office_cannot_answer_the_hint_on_its_own_officers(supervised: Stores) -> None:
    raise_hints(supervised, AS_OF)
    with supervised.register.reading() as session:
        key = _hints(session)["action_without_reason"].key
    with pytest.raises(HintRefusedError):
        answer_hint(supervised, key, "Nothing found", actor="Wang", unit="SHA1", as_of=AS_OF)


def test_the_longest_wait_for_an_inspection_is_told_first(stores: Stores) -> None:
    waiting = [
        {
            "declaration_id": f"D{days:03d}",
            "importer": "IMP1",
            "office": "SHA1",
            "lodged_on": AS_OF - timedelta(days=days),
            "lane": Lane.HIGH,
            "selected_by": SelectionGround.RATING,
            "selection_probability": 1.0,
            "parameters": "",
            "what_to_check": "the goods",
            "requested_on": AS_OF - timedelta(days=days),
            "state": TaskState.OPEN,
        }
        for days in range(4, MOST_PER_RULE + 9)
    ]
    with stores.register.writing() as session:
        insert_new(session, Inspection, waiting)
    raise_hints(stores, AS_OF)
    with stores.register.reading() as session:
        raised = set(session.exec(select(Hint.subject).where(Hint.rule == "inspection_overdue")).all())
    assert raised == {f"D{days:03d}" for days in range(9, MOST_PER_RULE + 9)}


def test_no_more_hints_of_a_rule_than_can_be_answered_the_largest_first_and_the_rest_later(stores: Stores) -> None:
    manuals = [
        {
            "number": f"C{number:02d}",
            "enterprise": "IMP1",
            "office": "SHA1",
            "hs_code": "5205220000",
            "opened_on": date(2020, 1, 1),
            "expires_on": date(2020, 12, 31),
            "imported_quantity": 1000.0,
            "exported_quantity": 1000.0,
            "unit_consumption": 1.0,
            "scrap_share": 0.0,
            "duty_suspended": 100.0 * number,
            "last_export_on": date(2020, 12, 1),
        }
        for number in range(MOST_PER_RULE + 3)
    ]
    with stores.register.writing() as session:
        insert_new(session, ProcessingTradeManual, manuals)
    assert raise_hints(stores, AS_OF)["hints_processing_trade"] == MOST_PER_RULE
    with stores.register.reading() as session:
        raised = set(session.exec(select(Hint.subject)).all())
    assert {f"C{number:02d}" for number in range(3)}.isdisjoint(raised)
    assert raise_hints(stores, date(2021, 4, 1))["hints_raised"] == 3


def test_the_hint_at_a_bill_that_is_declared_late_is_withdrawn(stores: Stores) -> None:
    bill = {"bill_number": "B1", "office": "SHA1", "arrived_on": date(2021, 3, 1), "manifest_mass": 10.0}
    fill_lake(stores.lake, "manifests", "arrived_on", [bill])
    assert raise_hints(stores, AS_OF)["hints_raised"] == 1
    fill_lake(stores.lake, "manifests", "arrived_on", [bill | {"declaration_id": "D1"}])
    assert raise_hints(stores, date(2021, 4, 1))["hints_withdrawn"] == 1
    with stores.register.reading() as session:
        hint = _hints(session)["manifest_undeclared"]
        trail = session.exec(select(AuditEntry.action)).all()
    assert hint.state is TaskState.WITHDRAWN
    assert list(trail) == ["withdraw"]
    with pytest.raises(HintRefusedError, match="was withdrawn: what it hinted at is over"):
        answer_hint(stores, hint.key, "Declared", actor="Li", unit="SHA1", as_of=date(2021, 4, 1))


def test_the_hint_at_a_manual_that_is_extended_is_withdrawn_until_it_is_overdue_again(supervised: Stores) -> None:
    def extended(expires_on: date) -> None:
        with supervised.register.writing() as session:
            session.get_one(ProcessingTradeManual, "C1").expires_on = expires_on

    raise_hints(supervised, AS_OF)
    extended(date(2021, 4, 30))
    assert raise_hints(supervised, date(2021, 4, 1))["hints_withdrawn"] == 1
    assert raise_hints(supervised, date(2021, 4, 2))["hints_withdrawn"] == 0
    overdue = raise_hints(supervised, date(2021, 6, 1))
    assert (overdue["hints_raised"], overdue["hints_processing_trade"]) == (1, 1)
