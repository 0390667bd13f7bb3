"""What nobody acknowledged in time goes to the next channel, then level by level up, each once."""

from datetime import date, timedelta

import pandas as pd
import pytest

from sql.messages import as_written
from sql.register.tables import Notification, OutboxEvent
from sql.stores import Stores
from sql.terms import DeliveryState, Severity
from sql.working_days import add_working_days
from tasks.delivery import unacknowledged
from tasks.delivery.deliver import deliver, fan_out
from tasks.delivery.unacknowledged import escalate_unacknowledged
from tasks.notification.acknowledgement import acknowledge
from tasks.notification.outbox import Announcement, announce
from tasks.post_clearance.case_moves import move_case
from tests.in_chinese import untold
from tests.tasks.post_clearance.test_cases import opened

DAY = date(2021, 3, 31)


def told(stores: Stores, kind: str = "case", unit: str = "SHA1", severity: Severity = Severity.HIGH) -> None:
    announcement = Announcement(
        kind, "A|1", unit, severity, DAY, as_written("Case A"), as_written("Read the file."), "cases/A.html"
    )
    with stores.register.writing() as session:
        announce(session, [announcement])


def evening(stores: Stores, day: date) -> None:
    escalate_unacknowledged(stores, day)
    fan_out(stores, day)
    deliver(stores, day, {})


def days_until(stores: Stores, last: date) -> None:
    day = DAY
    while day <= last:
        evening(stores, day)
        day += timedelta(days=1)


def escalated_to(stores: Stores) -> list[str]:
    return stores.register.read(OutboxEvent, ["unit"], OutboxEvent.kind == "unread", order_by=["occurred_on"])[
        "unit"
    ].tolist()


def test_it_climbs_level_by_level_to_the_top_and_stops_there(stores: Stores) -> None:
    told(stores)
    days_until(stores, DAY + timedelta(days=60))
    assert escalated_to(stores) == ["SHA", "SH", "CN"]


def test_nothing_happens_before_its_working_days_are_over(stores: Stores) -> None:
    told(stores)
    due = add_working_days(DAY, 3)
    days_until(stores, due)
    assert escalated_to(stores) == []
    for _ in range(2):
        evening(stores, due + timedelta(days=1))
    assert escalated_to(stores) == ["SHA"]
    event = stores.register.read(OutboxEvent, ["subject", "attachment"], OutboxEvent.kind == "unread").iloc[0]
    assert (str(event["subject"]), event["attachment"]) == ("Not acknowledged by SHA1: Case A", None)


def test_what_was_acknowledged_goes_nowhere(stores: Stores) -> None:
    told(stores)
    evening(stores, DAY)
    acknowledge(stores, "case|A|1|file", actor="Li", unit="SHA1", as_of=DAY)
    days_until(stores, DAY + timedelta(days=30))
    assert escalated_to(stores) == []


@pytest.mark.parametrize(("kind", "severity"), [("hint", Severity.HIGH), ("case", Severity.MEDIUM)])
def test_what_no_rule_speaks_of_need_not_be_acknowledged(stores: Stores, kind: str, severity: Severity) -> None:
    told(stores, kind=kind, severity=severity)
    days_until(stores, DAY + timedelta(days=30))
    assert escalated_to(stores) == []


def test_the_next_channel_comes_before_the_next_level(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = pd.DataFrame(
        {"kind": ["case"], "min_severity": ["high"], "working_days": ["3"], "next_channel": ["duty-room"]}
    )
    monkeypatch.setattr(unacknowledged, "reference_table", lambda name: rules)
    told(stores)
    evening(stores, DAY)
    first = add_working_days(DAY, 3) + timedelta(days=1)
    evening(stores, first)
    assert stores.register.read(Notification, ["channel"], order_by=["key"])["channel"].tolist() == [
        "duty-room",
        "file",
    ]
    with stores.register.writing() as session:  # the duty room has got it
        row = session.get_one(Notification, "case|A|1|duty-room")
        row.state, row.delivered_on = "delivered", first  # type: ignore[assignment]
    second = add_working_days(first, 3) + timedelta(days=1)
    evening(stores, second - timedelta(days=1))
    assert escalated_to(stores) == []
    evening(stores, second)
    assert escalated_to(stores) == ["SHA"]


def test_a_next_channel_that_failed_does_not_keep_the_next_level_from_being_told(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = pd.DataFrame(
        {"kind": ["case"], "min_severity": ["high"], "working_days": ["3"], "next_channel": ["duty-room"]}
    )
    monkeypatch.setattr(unacknowledged, "reference_table", lambda name: rules)
    told(stores)
    evening(stores, DAY)
    first = add_working_days(DAY, 3) + timedelta(days=1)
    evening(stores, first)
    with stores.register.writing() as session:
        session.get_one(Notification, "case|A|1|duty-room").state = DeliveryState.FAILED
    evening(stores, first + timedelta(days=1))
    assert escalated_to(stores) == ["SHA"]


def test_what_no_channel_delivered_is_not_said_to_have_been_told(stores: Stores) -> None:
    told(stores)
    fan_out(stores, DAY)
    with stores.register.writing() as session:
        session.get_one(Notification, "case|A|1|file").state = DeliveryState.FAILED
    assert escalate_unacknowledged(stores, DAY + timedelta(days=30)) == {"sent_on_next_channel": 0, "escalated": 0}


def test_a_late_acknowledgement_settles_what_the_units_above_were_told(stores: Stores) -> None:
    told(stores)
    days_until(stores, add_working_days(DAY, 3) + timedelta(days=1))
    assert escalated_to(stores) == ["SHA"]
    acknowledge(stores, "case|A|1|file", actor="Li", unit="SHA1", as_of=DAY)
    assert set(stores.register.read(Notification, ["acknowledged_by"])["acknowledged_by"]) == {"Li"}
    days_until(stores, DAY + timedelta(days=30))
    assert escalated_to(stores) == ["SHA"]


def test_a_unit_above_that_reads_settles_not_what_the_first_has_to_read(stores: Stores) -> None:
    told(stores)
    days_until(stores, add_working_days(DAY, 3) + timedelta(days=1))
    acknowledge(stores, "unread|case|A|1|SHA|file", actor="chief", unit="SHA", as_of=DAY)
    rows = stores.register.read(Notification, ["key", "acknowledged_by"], order_by=["key"])
    assert rows["key"].tolist() == ["case|A|1|file", "unread|case|A|1|SHA|file"]
    assert rows["acknowledged_by"].fillna("").tolist() == ["", "chief"]


def test_an_officer_s_first_action_settles_what_went_up_two_levels(stores: Stores) -> None:
    number = opened(stores, "1")
    second = add_working_days(add_working_days(DAY, 3) + timedelta(days=1), 3) + timedelta(days=1)
    days_until(stores, second)
    assert escalated_to(stores) == ["SH", "CN"]
    move_case(stores, number, "approve", actor="Li", unit="SHA", as_of=second)
    assert set(stores.register.read(Notification, ["acknowledged_by"])["acknowledged_by"]) == {"Li"}


def test_an_officer_s_first_action_on_a_case_acknowledges_all_that_was_told_of_it(stores: Stores) -> None:
    number = opened(stores, "1")
    days_until(stores, add_working_days(DAY, 3) + timedelta(days=1))
    assert escalated_to(stores) == ["SH"]
    move_case(stores, number, "approve", actor="Li", unit="SHA", as_of=DAY)
    assert set(stores.register.read(Notification, ["acknowledged_by"])["acknowledged_by"]) == {"Li"}
    days_until(stores, DAY + timedelta(days=30))
    assert escalated_to(stores) == ["SH"]
    assert untold(stores) == []
