"""Mail carries the text and the file; what leaves the house by chat is the number."""

from dataclasses import replace
from pathlib import Path

import pytest
from apprise import Apprise

from tasks.delivery.channels import DeliveryError, Message
from tasks.delivery.channels.address import send
from tests.tasks.delivery.receivers import Inbox, Mood, mail_server

KEY = "case|TA-SHA-2021-0001|2021-03-31|mail"


def mail(port: int) -> str:
    return f"mailto://127.0.0.1:{port}/?from=risk@customs.test&to=sha@customs.test&mode=insecure&smtp=127.0.0.1&private=allowed"


@pytest.fixture
def message(tmp_path: Path) -> Message:
    file = tmp_path / "TA-SHA-2021-0001.html"
    file.write_text("<p>Importer X</p>", encoding="utf-8")
    body = f"Importer X. Acknowledge by 2021-04-08.\n\nNotification {KEY}, for SHA."
    title, brief = "Case file TA-SHA-2021-0001", f"Notification {KEY}, for SHA."
    return Message(KEY, "SHA", "Targeted audit of Importer X 稽查", body, title, brief, (file,))


def test_mail_reaches_the_unit_with_text_key_and_the_right_attachment(message: Message) -> None:
    inbox = Inbox()
    with mail_server(inbox) as port:
        send(mail(port), message)
    (taken,) = inbox.taken
    assert not isinstance(taken, dict)
    parts = {part.get_content_type(): part for part in taken.walk() if not part.is_multipart()}
    text = parts["text/plain"].get_payload(decode=True)
    assert isinstance(text, bytes)
    assert "Importer X. Acknowledge by 2021-04-08." in text.decode()
    assert KEY in text.decode()
    attached = parts["text/html"]
    assert attached.get_filename() == "TA-SHA-2021-0001.html"
    assert attached.get_payload(decode=True) == b"<p>Importer X</p>"


def test_a_mail_is_known_by_its_identifier_at_every_try_and_in_every_mailbox(message: Message) -> None:
    inbox = Inbox(lambda number: Mood.DENIES if number == 1 else Mood.TAKES)
    with mail_server(inbox) as port:
        two = mail(port).replace("to=sha@", "to=deputy@customs.test,sha@")
        with pytest.raises(DeliveryError):
            send(two, message)
        send(two, message)
        send(mail(port), replace(message, key="case|TA-SHA-2021-0002|2021-03-31|mail"))
    *tries, other = [taken["Message-ID"] for taken in inbox.taken if not isinstance(taken, dict)]
    assert len(tries) == 4
    assert len(set(tries)) == 1
    assert other not in tries


@pytest.mark.parametrize("mood", [Mood.REFUSES, Mood.HANGS_UP, Mood.DENIES])
def test_a_mail_server_that_does_not_say_it_took_the_mail_did_not(message: Message, mood: Mood) -> None:
    with mail_server(Inbox(lambda number: mood)) as port, pytest.raises(DeliveryError, match="refused the message"):
        send(mail(port), message)


def test_a_file_that_is_gone_is_not_left_out_in_silence(message: Message) -> None:
    message.attachments[0].unlink()
    inbox = Inbox()
    with mail_server(inbox) as port, pytest.raises(DeliveryError):
        send(mail(port), message)
    assert inbox.taken == []


def test_chat_gets_the_number_and_no_content(message: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, object]] = []

    def notify(self: Apprise, **told: object) -> bool:
        sent.append(told)
        return True

    monkeypatch.setattr(Apprise, "notify", notify)
    send("json://chat.test/room", message)
    assert sent[0]["title"] == "Case file TA-SHA-2021-0001"
    assert sent[0]["attach"] is None
    assert sent[0]["body"] == f"Notification {KEY}, for SHA."
