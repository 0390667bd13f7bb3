"""Alarms about the cycle itself."""

from datetime import date

import pytest

from sql.register import complete_once
from sql.register.tables import FunctionalWarning, OutboxEvent
from sql.stores import Stores
from tasks.lifecycle.alarms import Alarm, raise_alarm
from tests.in_chinese import untold

TODAY = date(2021, 4, 6)


@pytest.mark.parametrize("alarm", list(Alarm))
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
