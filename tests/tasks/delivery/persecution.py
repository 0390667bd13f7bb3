"""A sender that is killed again and again while its receivers fail, hang, deny what they took, and hang up."""

import random
import re
import signal
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.message import Message as Mail
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

from sql.messages import as_written
from sql.register.tables import Notification
from sql.stores import Stores
from sql.terms import DeliveryState, Severity
from tasks.delivery.deliver import fan_out
from tasks.notification.outbox import Announcement, announce
from tests.tasks.delivery.receivers import Inbox, Mood, mail_server, web_server
from tests.tasks.delivery.sender import send_what_is_due

DAY = date(2021, 3, 31)
UNITS = ("SHA", "NGB", "NJG")
CHANNELS = ("mail", "hook")
MOST_FAILURES = 3  # of one message: the fifth is the last that a channel is tried
_KEY = re.compile(r"Notification (\S+), for")


@dataclass
class Take:
    """One time that a receiver took a message and handed it over: its key, and whether it said that it took it."""

    key: str
    said_so: bool


@dataclass(frozen=True)
class Outcome:
    """What became of the messages. takes: in order; repeats: messages that came again to a receiver which had handed
    them over, and knew them by their identifier; killed: how often the sender was."""

    expected: set[str]
    takes: list[Take]
    repeats: int
    killed: int
    starts: int
    states: Counter[str]
    messages: list[tuple[str, Mail | dict[str, object]]] = field(repr=False)

    @property
    def lost(self) -> set[str]:
        """Messages that no receiver ever took."""
        return self.expected - {take.key for take in self.takes}

    @property
    def doubles(self) -> list[Take]:
        """Takes of a message that was handed over again later."""
        last = {take.key: number for number, take in enumerate(self.takes)}
        return [take for number, take in enumerate(self.takes) if last[take.key] != number]

    @property
    def denied(self) -> int:
        """Doubles of messages that their receiver took and denied."""
        return sum(not take.said_so for take in self.doubles)

    @property
    def unexcused(self) -> int:
        """Doubles that are the sender's own fault."""
        return len(self.doubles) - self.denied


class Treacherous(Inbox):
    """Takes, refuses, denies, stalls, hangs up, and now and then kills who sends: before it took a message or after.

    What it took and did not deny it hands over once, like a mail server that suppresses duplicates or a webhook's
    receiver that keeps to the Standard Webhooks: it knows a message by its Message-ID, or its webhook-id.
    """

    def __init__(self, mind: random.Random) -> None:
        super().__init__()
        self.mind = mind
        self.sender: BaseProcess | None = None
        self.repeats = 0
        self.handed_over: set[str] = set()
        self.kills_left = 0
        self.failures: Counter[str] = Counter()
        self.takes: list[Take] = []
        self.messages: list[tuple[str, Mail | dict[str, object]]] = []

    def receive(self, message: Mail | dict[str, object]) -> Mood:
        key = key_of(message)
        if self.kills_left > 0 and self.mind.random() < 0.3 and self.sender is not None and self.sender.pid:
            self.kills_left -= 1
            if self.mind.random() < 0.5:
                self._take(key, message, said_so=True)
            self.sender.kill()
            return Mood.HANGS_UP
        mood = self.mind.choice(list(Mood)) if self.failures[key] < MOST_FAILURES else Mood.TAKES
        if mood in (Mood.TAKES, Mood.DENIES):
            self._take(key, message, said_so=mood is Mood.TAKES)
        self.failures[key] += mood is not Mood.TAKES
        return mood

    def _take(self, key: str, message: Mail | dict[str, object], *, said_so: bool) -> None:
        identifier = str(message["id"] if isinstance(message, dict) else message["Message-ID"])
        if identifier in self.handed_over:
            self.repeats += 1
            return
        if said_so:
            self.handed_over.add(identifier)
        self.takes.append(Take(key, said_so))
        self.messages.append((key, message))


def key_of(message: Mail | dict[str, object]) -> str:
    if isinstance(message, dict):
        return str(message["key"])
    (text,) = (part for part in message.walk() if part.get_content_type() == "text/plain")
    payload = text.get_payload(decode=True)
    assert isinstance(payload, bytes)
    found = _KEY.search(payload.decode())
    assert found is not None
    return found.group(1)


def persecute(stores: Stores, cases: int, kills: int, seed: int) -> Outcome:
    """Tell of `cases` cases by mail and webhook while the sender is killed `kills` times: half of them by a receiver
    that has its message in hand, half at any moment."""
    numbers = [f"TA-{UNITS[number % len(UNITS)]}-2021-{number:04d}" for number in range(cases)]
    _announced(stores, numbers)
    mind = random.Random(seed)
    inboxes = [Treacherous(random.Random(seed + each)) for each in (1, 2)]
    inboxes[0].kills_left, inboxes[1].kills_left = kills // 4, kills // 4
    processes = get_context("forkserver")
    processes.set_forkserver_preload(["tests.tasks.delivery.sender"])
    killed, starts, day = 0, 0, DAY
    with mail_server(inboxes[0]) as mail_port, web_server(inboxes[1], "s") as hook_port:
        to = f"mailto://127.0.0.1:{mail_port}/?from=a@customs.test&to=b@customs.test&mode=insecure&smtp=127.0.0.1&private=allowed"
        channels = {"mail": to, "hook": f"webhook+http://127.0.0.1:{hook_port}/?secret=s&private=allowed"}
        while _pending(stores):
            starts += 1
            arguments = (stores.register.url, stores.folder, day, channels)
            sender = processes.Process(target=send_what_is_due, args=arguments)
            for inbox in inboxes:
                inbox.sender = sender
            sender.start()
            sender.join(mind.uniform(0.05, 1.0) if killed < kills else None)
            if sender.is_alive():
                sender.kill()
            sender.join()
            killed += sender.exitcode == -signal.SIGKILL
            day += timedelta(days=1)
    return Outcome(
        expected={f"case|{number}|{channel}" for number in numbers for channel in CHANNELS},
        takes=[take for inbox in inboxes for take in inbox.takes],
        repeats=sum(inbox.repeats for inbox in inboxes),
        killed=killed,
        starts=starts,
        states=Counter(stores.register.read(Notification, ["state"])["state"]),
        messages=[told for inbox in inboxes for told in inbox.messages],
    )


def unhurt(stores: Stores, cases: int) -> None:
    """Tell of `cases` cases over the same channels to receivers that take everything."""
    _announced(stores, [f"TA-{UNITS[number % len(UNITS)]}-2021-{number:04d}" for number in range(cases)])
    with mail_server(Inbox()) as mail_port, web_server(Inbox(), "s") as hook_port:
        to = f"mailto://127.0.0.1:{mail_port}/?from=a@customs.test&to=b@customs.test&mode=insecure&smtp=127.0.0.1&private=allowed"
        hook = f"webhook+http://127.0.0.1:{hook_port}/?secret=s&private=allowed"
        send_what_is_due(stores.register.url, stores.folder, DAY, {"mail": to, "hook": hook})


def _announced(stores: Stores, numbers: list[str]) -> None:
    (stores.folder / "cases").mkdir()
    announcements = []
    for number in numbers:
        file = f"cases/{number}.html"
        page = f"<html><head><title>{number}</title></head><body><p>{number}</p></body></html>"
        (stores.folder / file).write_text(page, encoding="utf-8")
        unit = number.split("-")[1]
        announcements.append(
            Announcement(
                "case", number, unit, Severity.HIGH, DAY, as_written(number), as_written("Read the file."), file
            )
        )
    with stores.register.writing() as session:
        announce(session, announcements)
    everything = {"unit": "CN", "kind": "*", "min_severity": "low"}
    fan_out(stores, DAY, [everything | {"channel": channel} for channel in CHANNELS])


def _pending(stores: Stores) -> int:
    return len(stores.register.read(Notification, ["key"], Notification.state == DeliveryState.PENDING))
