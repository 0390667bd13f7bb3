"""Every event reaches each of its channels once; what a channel refuses is tried again, later and later."""

from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd
import pytest

from sql.messages import as_written
from sql.register.tables import AuditEntry, Notification, OutboxEvent
from sql.stores import Stores
from sql.terms import DeliveryState, Severity
from tasks.delivery import deliver as delivery
from tasks.delivery.channels import Channel, DeliveryError, Message, channel_of
from tasks.delivery.deliver import deliver, fan_out
from tasks.notification.acknowledgement import NotificationRefusedError, acknowledge
from tasks.notification.outbox import Announcement, announce

DAY = date(2021, 3, 31)
SECRET = "json://user:hunter2@127.0.0.1:9/hook?token=hunter3"
Sent = list[tuple[str, Message]]


def event(reference: str = "A", unit: str = "SHA", severity: Severity = Severity.HIGH) -> Announcement:
    return Announcement(
        "case", reference, unit, severity, DAY, as_written(f"Case {reference}"), as_written("Read the file.")
    )


def told(stores: Stores, *announcements: Announcement) -> int:
    with stores.register.writing() as session:
        return announce(session, announcements)


def rows(stores: Stores) -> list[dict[str, object]]:
    names = ["key", "channel", "state", "attempts", "next_attempt_on", "delivered_on", "problem", "acknowledged_by"]
    table = stores.register.read(Notification, names, order_by=["key"])
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


@pytest.fixture
def routed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Routes that send everything to files, and to the duty room what is urgent."""
    routes = pd.DataFrame(
        {"unit": ["CN", "SH"], "kind": ["*", "case"], "min_severity": ["low", "high"], "channel": ["file", "duty-room"]}
    )
    monkeypatch.setattr(delivery, "reference_table", lambda name: routes)


@pytest.fixture
def duty_room(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Sent]:
    """A channel that refuses so many messages first; returns what it was sent."""

    def failing(times: int) -> Sent:
        sent: Sent = []

        def send(to: str, message: Message) -> None:
            sent.append((to, message))
            if len(sent) <= times:
                raise DeliveryError("the channel refused the message or could not be reached")

        room = Channel("json", send)
        monkeypatch.setattr(delivery, "channel_of", lambda to: room if to.startswith("json:") else channel_of(to))
        return sent

    return failing


def test_the_same_thing_is_announced_once(stores: Stores) -> None:
    assert told(stores, event(), event(), event("B")) == 2
    assert told(stores, event()) == 0


def test_what_a_broken_transaction_announced_was_never_said(stores: Stores) -> None:
    def breaks_off() -> None:
        with stores.register.writing() as session:
            announce(session, [event()])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks_off()
    assert stores.register.read(OutboxEvent, ["key"]).empty


@pytest.mark.usefixtures("routed_twice")
def test_an_event_has_one_notification_per_channel_however_often_it_fans_out(stores: Stores) -> None:
    told(stores, event("A"), event("B", unit="QDG"), event("C", severity=Severity.LOW))
    assert fan_out(stores, DAY) == {"notifications_created": 4}
    with stores.register.writing() as session:  # as if the sender had been killed before it marked the event
        session.get_one(OutboxEvent, "case|A").fanned_out = False
    assert fan_out(stores, DAY) == {"notifications_created": 0}
    assert [row["key"] for row in rows(stores)] == [
        "case|A|duty-room",
        "case|A|file",
        "case|B|file",
        "case|C|file",
    ]


def test_tomorrow_s_event_is_not_told_today(stores: Stores) -> None:
    told(stores, event())
    assert fan_out(stores, DAY - timedelta(days=1)) == {"notifications_created": 0}


def test_a_file_is_readable_and_carries_the_key(stores: Stores) -> None:
    told(stores, event("SHA-1: 缉私 <b>"))
    fan_out(stores, DAY)
    assert deliver(stores, DAY, {})["notifications_delivered"] == 1
    (written,) = (stores.folder / "notifications" / "SHA").iterdir()
    text = written.read_text(encoding="utf-8")
    assert text.startswith("# Case SHA-1: 缉私 \\<b\\>\n\nRead the file.")
    assert "Notification case|SHA-1: 缉私 \\<b\\>|file, for SHA." in text


def test_references_that_look_alike_in_a_file_name_stay_two_files(stores: Stores) -> None:
    told(stores, event("缉私"), event("稽查"))
    fan_out(stores, DAY)
    deliver(stores, DAY, {})
    assert len(list((stores.folder / "notifications" / "SHA").iterdir())) == 2


@pytest.mark.usefixtures("routed_twice")
def test_a_channel_that_fails_is_tried_again_after_growing_delays_and_stops_no_other(
    stores: Stores, duty_room: Callable[[int], Sent]
) -> None:
    sent = duty_room(2)
    told(stores, event())
    fan_out(stores, DAY)
    channels = {"duty-room": SECRET}
    counts = [deliver(stores, DAY + timedelta(days=days), channels) for days in range(6)]
    assert counts[0] == {"notifications_delivered": 1, "notifications_pending": 1, "notifications_failed": 0}
    assert [count["notifications_delivered"] for count in counts] == [1, 0, 0, 1, 0, 0]
    assert [message.key for _, message in sent] == ["case|A|duty-room"] * 3
    last = rows(stores)[0]
    assert (last["state"], last["attempts"], last["problem"]) == (DeliveryState.DELIVERED, 3, None)


@pytest.mark.usefixtures("routed_twice")
def test_after_the_last_delay_a_notification_has_failed_for_good(
    stores: Stores, duty_room: Callable[[int], Sent]
) -> None:
    sent = duty_room(100)
    told(stores, event())
    fan_out(stores, DAY)
    failed = [
        days
        for days in range(40)
        if deliver(stores, DAY + timedelta(days=days), {"duty-room": SECRET})["notifications_failed"]
    ]
    assert failed == [1 + 2 + 4 + 8]
    assert len(sent) == 5


def test_a_channel_without_an_address_is_a_problem_that_says_so(stores: Stores) -> None:
    told(stores, event())
    fan_out(stores, DAY)
    with stores.register.writing() as session:
        session.get_one(Notification, "case|A|file").channel = "telex"
    assert deliver(stores, DAY, {})["notifications_pending"] == 1
    assert rows(stores)[0]["problem"] == "no address is set for the channel telex"


@pytest.mark.usefixtures("routed_twice")
@pytest.mark.parametrize("secret", [SECRET, "nonsense://hunter2@hunter3"])
def test_no_secret_of_an_address_gets_into_register_or_log(
    stores: Stores, secret: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    told(stores, event())
    fan_out(stores, DAY)
    deliver(stores, DAY, {"duty-room": secret})  # nobody listens on port 9
    row = rows(stores)[0]
    assert row["problem"]
    assert "hunter" not in str(row) + caplog.text


def test_acknowledging_is_for_the_unit_and_units_above_it(stores: Stores) -> None:
    told(stores, event())
    fan_out(stores, DAY)
    for unit in ("QDG", "SHA1", "XX"):
        with pytest.raises(NotificationRefusedError, match=f"{unit} has no notification"):
            acknowledge(stores, "case|A|file", actor="officer", unit=unit, as_of=DAY)
    acknowledge(stores, "case|A|file", actor="officer", unit="SH", as_of=DAY)
    assert rows(stores)[0]["acknowledged_by"] == "officer"
    assert stores.register.read(AuditEntry, ["actor"])["actor"].tolist() == ["officer"]
