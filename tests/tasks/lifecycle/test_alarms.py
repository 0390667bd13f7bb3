"""Alarms about the cycle itself."""

from datetime import date

import pytest
from sqlalchemy import text

from sql.register import complete_once
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import FunctionalWarning, OutboxEvent
from sql.stores import Stores
from sql.terms import CaseKind
from tasks.lifecycle.alarms import Alarm, raise_alarm
from tasks.lifecycle.integrity import altered_records
from tasks.post_clearance.open_cases import open_or_join
from tests.in_chinese import untold
from tests.tasks.post_clearance.test_cases import grounds

TODAY = date(2021, 4, 6)


@pytest.mark.parametrize("alarm", [Alarm.NO_COLLECTION, Alarm.NO_FEEDBACK, Alarm.NO_DAY])
def test_an_alarm_warns_the_national_unit_once_per_business_date(stores: Stores, alarm: Alarm) -> None:
    assert raise_alarm(stores, alarm, TODAY)["warnings_raised"] == 1
    assert raise_alarm(stores, alarm, TODAY)["warnings_raised"] == 0
    warnings = stores.register.read(FunctionalWarning, ["unit", "what"])
    messages = stores.register.read(OutboxEvent, ["unit", "subject", "body"])
    assert list(warnings["unit"]) == list(messages["unit"]) == ["CN"]
    assert list(messages["subject"]) == list(warnings["what"])
    assert untold(stores) == []


@pytest.mark.parametrize(
    ("alarm", "stage"), [(Alarm.NO_COLLECTION, "update_enterprises"), (Alarm.NO_FEEDBACK, "give_feedback")]
)
def test_an_alarm_whose_event_was_lost_does_not_warn_of_what_was_done(stores: Stores, alarm: Alarm, stage: str) -> None:
    complete_once(stores.register, stage, TODAY, "", lambda: None, lambda session, nothing: {})
    assert raise_alarm(stores, alarm, TODAY)["warnings_raised"] == 0
    assert stores.register.read(FunctionalWarning, ["key"]).empty


def test_the_collection_of_yesterday_does_not_silence_the_alarm_of_today(stores: Stores) -> None:
    complete_once(
        stores.register, "update_enterprises", date(2021, 4, 5), "", lambda: None, lambda session, nothing: {}
    )
    assert raise_alarm(stores, Alarm.NO_COLLECTION, TODAY)["warnings_raised"] == 1


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("update audit_entry set reason = 'nothing' where sequence = 1", ["the audit trail from entry 1 on"]),
        ("delete from audit_entry where sequence = 1", ["the audit trail from entry 1 on"]),
        (
            "update case_journal_entry set actor = 'nobody' where sequence = 1",
            ["the journal of CASE from entry 1 on", "the journal entry CASE|1, which was changed"],
        ),
        (
            "update case_ground set evidence = '{}'",
            [
                "the evidence of the ground inspection|targeted_audit|1",
                "the ground of a case inspection|targeted_audit|1, which was changed",
            ],
        ),
    ],
)
def test_altered_records_are_named_and_warned_of(stores: Stores, change: str, named: list[str]) -> None:
    with stores.register.writing() as session:
        (case,), _ = open_or_join(session, CaseKind.TARGETED_AUDIT, grounds("1"), TODAY, most=1)
        moves = [Change(TODAY, "case", case, move, "officer", "SHA", "a reason") for move in ("examine", "close")]
        record_changes(session, moves)
    assert altered_records(stores.register) == []
    assert raise_alarm(stores, Alarm.RECORDS_ALTERED, TODAY)["warnings_raised"] == 0
    with stores.register.engine.begin() as connection:
        for table in ("audit_entry", "case_journal_entry"):
            for deed in ("update", "delete"):
                connection.execute(text(f"drop trigger if exists {table}_no_{deed}"))
    triggers = altered_records(stores.register)
    assert len(triggers) == 4
    with stores.register.engine.begin() as connection:
        connection.execute(text(change))
    assert altered_records(stores.register) == [*(each.replace("CASE", case) for each in named), *triggers]
    assert raise_alarm(stores, Alarm.RECORDS_ALTERED, TODAY)["warnings_raised"] == 1
    assert untold(stores) == []
