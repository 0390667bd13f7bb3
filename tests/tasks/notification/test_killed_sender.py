"""The sender is killed at random points, receivers fail and lie: nothing is lost, and no double but theirs."""

import random
import re
import signal
from collections import Counter
from datetime import date, timedelta
from email.message import Message as Mail
from io import BytesIO
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

from pypdf import PdfReader

from sql.register.tables import Notification
from sql.stores import Stores
from sql.terms import DeliveryState, Severity
from tasks.notification.deliver import fan_out
from tasks.notification.outbox import Announcement, announce
from tests.tasks.notification.receivers import Inbox, Mood, mail_server, web_server
from tests.tasks.notification.sender import send_what_is_due

DAY = date(2021, 3, 31)
CASES = [f"TA-{unit}-2021-{number:04d}" for unit in ("SHA", "NGB", "NJG") for number in range(1, 5)]
MOST_KILLS = 25
MOST_FAILURES = 3  # of one message: the fifth is the last that a channel is tried
_KEY = re.compile(r"Notification (\S+), for")


class Treacherous(Inbox):
    """Takes, refuses, denies, hangs up, and now and then kills who sends: before it took a message, or right after."""

    def __init__(self, mind: random.Random) -> None:
        super().__init__()
        self.mind = mind
        self.sender: BaseProcess | None = None
        self.kills = 0
        self.failures: Counter[str] = Counter()
        self.keys: list[str] = []

    def receive(self, message: Mail | dict[str, object]) -> Mood:
        key = key_of(message)
        if self.kills < MOST_KILLS // 2 and self.mind.random() < 0.4 and self.sender is not None and self.sender.pid:
            self.kills += 1
            if self.mind.random() < 0.5:
                self.take(key, message)
            self.sender.kill()
            return Mood.HANGS_UP
        mood = self.mind.choice(list(Mood)) if self.failures[key] < MOST_FAILURES else Mood.TAKES
        if mood in (Mood.TAKES, Mood.DENIES):
            self.take(key, message)
        self.denied += mood is Mood.DENIES
        self.failures[key] += mood is not Mood.TAKES
        return mood

    def take(self, key: str, message: Mail | dict[str, object]) -> None:
        self.keys.append(key)
        self.taken.append(message)

    @property
    def doubles(self) -> int:
        return len(self.keys) - len(set(self.keys))


def key_of(message: Mail | dict[str, object]) -> str:
    if isinstance(message, dict):
        return str(message["key"])
    (text,) = (part for part in message.walk() if part.get_content_type() == "text/plain")
    payload = text.get_payload(decode=True)
    assert isinstance(payload, bytes)
    found = _KEY.search(payload.decode())
    assert found is not None
    return found.group(1)


def attached_to(mail: Mail | dict[str, object]) -> str:
    assert not isinstance(mail, dict)
    (attached,) = (part for part in mail.walk() if part.get_filename())
    payload = attached.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return PdfReader(BytesIO(payload)).pages[0].extract_text()


def announced(stores: Stores) -> None:
    (stores.folder / "cases").mkdir()
    announcements = []
    for number in CASES:
        file = f"cases/{number}.html"
        page = f"<html><head><title>{number}</title></head><body><p>{number}</p></body></html>"
        (stores.folder / file).write_text(page, encoding="utf-8")
        unit = number.split("-")[1]
        announcements.append(Announcement("case", number, unit, Severity.HIGH, DAY, number, "Read the file.", file))
    with stores.register.writing() as session:
        announce(session, announcements)
    everything = {"unit": "CN", "kind": "*", "min_severity": "low"}
    fan_out(stores, DAY, [everything | {"channel": "mail"}, everything | {"channel": "hook"}])


def pending(stores: Stores) -> int:
    return len(stores.register.read(Notification, ["key"], Notification.state == DeliveryState.PENDING))


def test_one_message_per_case_unit_and_channel_however_often_the_sender_dies(stores: Stores) -> None:
    announced(stores)
    mind = random.Random(5)
    mail, hook = Treacherous(random.Random(6)), Treacherous(random.Random(7))
    processes = get_context("forkserver")
    processes.set_forkserver_preload(["tests.tasks.notification.sender"])
    kills, day = 0, DAY
    with mail_server(mail) as mail_port, web_server(hook, "s") as hook_port:
        to = f"mailto://127.0.0.1:{mail_port}/?from=a@customs.test&to=b@customs.test&mode=insecure&smtp=127.0.0.1"
        channels = {"mail": to, "hook": f"webhook+http://127.0.0.1:{hook_port}/?secret=s&private=allowed"}
        while pending(stores):
            arguments = (stores.register.url, stores.folder, day, channels)
            sender = processes.Process(target=send_what_is_due, args=arguments)
            mail.sender = hook.sender = sender
            sender.start()
            sender.join(mind.uniform(0.1, 1.5) if kills < MOST_KILLS else None)
            if sender.is_alive():
                sender.kill()
            sender.join()
            kills += sender.exitcode == -signal.SIGKILL
            day += timedelta(days=1)
    assert kills >= 10
    expected = {f"case|{number}|{channel}" for number in CASES for channel in ("mail", "hook")}
    assert set(mail.keys) | set(hook.keys) == expected
    rows = stores.register.read(Notification, ["state"])
    assert set(rows["state"]) == {DeliveryState.DELIVERED}
    # A double only where the receiver took the message and denied it, or the sender died before it was told.
    excused = mail.denied + hook.denied + kills
    assert mail.doubles + hook.doubles <= excused
    assert mail.doubles + hook.doubles >= 1, "the receivers never lied: the test shows nothing"
    for key, message in zip(mail.keys, mail.taken, strict=True):
        assert key.split("|")[1] in attached_to(message)
