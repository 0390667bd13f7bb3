"""Quiet hours and digests: what is not urgent waits, and leaves once."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sql.messages import as_written
from sql.register.tables import Notification
from sql.stores import Stores
from sql.terms import Severity
from tasks.delivery.deliver import deliver, fan_out
from tasks.delivery.timing import TimeRefusedError, hours_of, is_quiet, time_of
from tasks.notification.outbox import Announcement, announce
from tests.tasks.delivery.receivers import Inbox, Mood, web_server

DAY = date(2021, 3, 31)
ROUTE = {"unit": "CN", "kind": "*", "min_severity": "low", "channel": "hook"}
NIGHT = ROUTE | {"quiet_hours": "22:00-07:00"}
MORNING = ROUTE | {"digest_at": "08:30"}
_DETAILS = as_written("Details.")


def told(stores: Stores, *severities: Severity, unit: str = "SHA") -> None:
    announcements = [
        Announcement(
            "hint", f"{unit}-{severity}-{number}", unit, severity, DAY, as_written(f"About {number}"), _DETAILS
        )
        for number, severity in enumerate(severities)
    ]
    with stores.register.writing() as session:
        announce(session, announcements)


def sent(stores: Stores, inbox: Inbox, day: date, at: time) -> list[str]:
    """Keys of the messages that leave at a moment."""
    before = len(inbox.taken)
    with web_server(inbox, "s") as port:
        address = f"webhook+http://127.0.0.1:{port}/?secret=s&private=allowed"
        deliver(stores, day, {"hook": address}, at)
    return [str(message["key"]) for message in inbox.taken[before:] if isinstance(message, dict)]


def test_the_night_holds_back_what_is_not_urgent_until_the_morning(stores: Stores) -> None:
    told(stores, Severity.MEDIUM, Severity.HIGH)
    inbox = Inbox()
    fan_out(stores, DAY, [NIGHT], time(23))
    assert sent(stores, inbox, DAY, time(23)) == ["hint|SHA-high-1|hook"]
    assert sent(stores, inbox, DAY + timedelta(days=1), time(6, 59)) == []
    assert sent(stores, inbox, DAY + timedelta(days=1), time(7)) == ["hint|SHA-medium-0|hook"]
    assert sent(stores, inbox, DAY + timedelta(days=1), time(7)) == []


def test_a_digest_leaves_once_a_day_with_all_that_came_up_before_it(stores: Stores) -> None:
    told(stores, Severity.MEDIUM, Severity.LOW, Severity.HIGH)
    told(stores, Severity.LOW, unit="QDG")
    inbox = Inbox()
    fan_out(stores, DAY, [MORNING], time(8))
    assert sent(stores, inbox, DAY, time(8, 29)) == ["hint|SHA-high-2|hook"]
    first, second = sent(stores, inbox, DAY, time(8, 30))
    assert first.startswith("digest|QDG|hook|2021-03-31|")
    assert second.startswith("digest|SHA|hook|2021-03-31|")
    assert sent(stores, inbox, DAY, time(23)) == []
    digest = inbox.taken[-1]
    assert isinstance(digest, dict)
    assert digest["subject"] == "2 notices for SHA"
    assert "About 0" in str(digest["body"])
    assert "About 1" in str(digest["body"])


def test_what_missed_the_digest_waits_for_the_next_one(stores: Stores) -> None:
    told(stores, Severity.LOW)
    inbox = Inbox()
    fan_out(stores, DAY, [MORNING], time(9))
    assert sent(stores, inbox, DAY, time(23)) == []
    assert sent(stores, inbox, DAY + timedelta(days=1), time(8)) == []
    assert len(sent(stores, inbox, DAY + timedelta(days=1), time(8, 30))) == 1


def test_a_digest_that_failed_is_tried_again_as_the_same_message_beside_what_came_later(stores: Stores) -> None:
    told(stores, Severity.LOW)
    fan_out(stores, DAY, [MORNING], time(8))
    inbox = Inbox(lambda number: Mood.DENIES if number == 0 else Mood.TAKES)
    (denied,) = sent(stores, inbox, DAY, time(9))
    with stores.register.writing() as session:
        late = Announcement("hint", "late", "SHA", Severity.LOW, DAY, as_written("Later"), _DETAILS)
        announce(session, [late])
    fan_out(stores, DAY, [MORNING], time(10))
    again, other = sorted(sent(stores, inbox, DAY + timedelta(days=1), time(9)), key=lambda key: key != denied)
    assert again == denied
    assert other != denied
    assert set(stores.register.read(Notification, ["state"])["state"]) == {"delivered"}


def test_a_digest_is_whole_where_only_some_of_it_keeps_quiet(stores: Stores) -> None:
    told(stores, Severity.LOW)
    case = Announcement("case", "A|1", "SHA", Severity.LOW, DAY, as_written("Case A"), _DETAILS)
    with stores.register.writing() as session:
        announce(session, [case])
    fan_out(stores, DAY, [MORNING | {"kind": "hint"}, MORNING | NIGHT], time(8))
    inbox = Inbox()
    (loud,) = sent(stores, inbox, DAY, time(23))
    (quiet,) = sent(stores, inbox, DAY + timedelta(days=1), time(7))
    assert loud != quiet  # a receiver drops what has the key of an earlier message


def reminded(stores: Stores, *references: str, unit: str = "SHA", severity: Severity = Severity.HIGH) -> None:
    """Reminders of late answers, a deadline missed, and a case that nobody acknowledged."""
    with stores.register.writing() as session:
        for reference in references:
            kind, _, name = reference.partition("|")
            text = as_written(f"About {name}")
            announce(session, [Announcement(kind, name, unit, severity, DAY, text, _DETAILS)])


def test_what_only_reminds_leaves_at_once_and_in_one_message(stores: Stores) -> None:
    reminded(stores, "answer_due|1", "deadline|2", "unread|3", "case|4")
    reminded(stores, "answer_overdue|5", unit="QDG")
    inbox = Inbox()
    fan_out(stores, DAY, [ROUTE])
    alone, other, together = sent(stores, inbox, DAY, time(12))
    assert alone == "case|4|hook"
    assert (other.split("|")[1], together.split("|")[1]) == ("QDG", "SHA")
    one, several = inbox.taken[-2:]
    assert isinstance(one, dict)
    assert isinstance(several, dict)
    assert one["subject"] == "About 5"  # a single one is told in full
    assert "Details." in str(one["body"])
    assert several["subject"] == "3 notices for SHA"
    reminded(stores, "answer_due|6")
    fan_out(stores, DAY, [ROUTE])
    assert len(sent(stores, inbox, DAY, time(13))) == 1


def test_a_reminder_joins_the_digest_that_is_due(stores: Stores) -> None:
    told(stores, Severity.LOW)
    reminded(stores, "deadline|1")
    inbox = Inbox()
    fan_out(stores, DAY, [MORNING], time(8))
    (digest,) = sent(stores, inbox, DAY, time(8, 30))
    (body,) = inbox.taken
    assert isinstance(body, dict)
    assert digest.startswith("digest|SHA|hook|")
    assert body["subject"] == "2 notices for SHA"


def test_reminders_of_the_night_leave_in_the_morning_in_one_message(stores: Stores) -> None:
    inbox = Inbox()
    for reference, hour in (("deadline|1", 22), ("answer_due|2", 23)):
        reminded(stores, reference, severity=Severity.MEDIUM)
        fan_out(stores, DAY, [NIGHT], time(hour))
        assert sent(stores, inbox, DAY, time(hour)) == []
    assert len(sent(stores, inbox, DAY + timedelta(days=1), time(7))) == 1


@given(st.times(), st.times(), st.times())
def test_quiet_hours_are_the_minutes_from_their_start_to_before_their_end(start: time, end: time, at: time) -> None:
    start, end, at = (each.replace(second=0, microsecond=0, tzinfo=None) for each in (start, end, at))
    minutes = set()
    moment = start
    while moment != end:  # one minute after the other, over midnight too
        minutes.add(moment)
        following = moment.hour * 60 + moment.minute + 1
        moment = time(following // 60 % 24, following % 60)
    assert is_quiet(f"{start:%H:%M}-{end:%H:%M}", at) == (at in minutes)


@pytest.mark.parametrize("text", ["", "8", "25:00", "08:30-", "night", "08:30+08:00-09:00", "22:00-07:00Z"])
def test_what_is_no_time_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(TimeRefusedError, match="write"):
        hours_of(text)


def test_times_are_read_as_written() -> None:
    assert time_of("08:30") == time(8, 30)
    assert hours_of("22:00-07:00") == (time(22), time(7))
