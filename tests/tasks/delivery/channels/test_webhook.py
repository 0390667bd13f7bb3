"""Webhooks: signed, verifiable, never redirected, and never sent into the own network by accident."""

import json
from base64 import b64encode
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from tasks.delivery.channels import DeliveryError, Message, webhook
from tasks.delivery.channels.webhook import send, signed
from tasks.delivery.public_addresses import is_public
from tests.tasks.delivery.receivers import Inbox, Mood, web_server

MESSAGE = Message("case|TA-SHA-2021-0001|file", "SHA", "Case 缉私", "Read the file.", "Case file", "a link")


def address(port: int, *secrets: str, more: str = "&private=allowed") -> str:
    return f"webhook+http://127.0.0.1:{port}/hook?" + "&".join(f"secret={secret}" for secret in secrets) + more


AT = datetime.fromtimestamp(1614265330, UTC)
A_SECOND_LATER = datetime.fromtimestamp(1614265331, UTC)


def test_a_receiver_verifies_with_the_library_of_the_specification() -> None:
    headers = signed("case|缉私|file", datetime.now(UTC), '{"a": "缉私"}', ["old", "new"])
    for secret in ("old", "new"):
        assert Webhook(b64encode(secret.encode()).decode()).verify('{"a": "缉私"}', headers) == {"a": "缉私"}


def test_the_signature_covers_key_time_and_content_and_there_is_one_per_secret() -> None:
    headers = signed("msg_1", AT, '{"a": 1}', ["old", "new"])
    first, second = headers["webhook-signature"].split()
    # printf 'msg_1.1614265330.{"a": 1}' | openssl dgst -sha256 -hmac old -binary | base64
    assert first == "v1,ml0AxuJ1nr/EFX1yxxjIb5iOxKbpiB9/XCdaajRzpps="
    assert second != first
    assert signed("msg_2", AT, '{"a": 1}', ["old"])["webhook-signature"] != first
    assert signed("msg_1", A_SECOND_LATER, '{"a": 1}', ["old"])["webhook-signature"] != first
    assert signed("msg_1", AT, '{"a": 2}', ["old"])["webhook-signature"] != first


def test_a_receiver_that_knows_one_of_the_secrets_takes_the_message_with_its_key() -> None:
    inbox = Inbox()
    with web_server(inbox, "new") as port:
        send(address(port, "old", "new"), MESSAGE)
    (taken,) = inbox.taken
    assert isinstance(taken, dict)
    assert taken == {
        "id": MESSAGE.key,
        "key": MESSAGE.key,
        "unit": "SHA",
        "subject": "Case 缉私",
        "body": "Read the file.",
    }


def test_a_receiver_outside_the_own_network_gets_number_and_link_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    posted = []

    def post(url: object, body: str, headers: object) -> int:
        posted.append(json.loads(body))
        return 200

    monkeypatch.setattr(webhook, "_post", post)
    send("webhook+https://chat.test/hook?secret=s", MESSAGE)
    assert posted == [{"key": MESSAGE.key, "unit": "SHA", "subject": "Case file", "body": "a link"}]


def test_a_wrong_secret_is_refused_by_the_receiver_and_not_told_by_us() -> None:
    with web_server(Inbox(), "right") as port, pytest.raises(DeliveryError, match=r"^the webhook answered 401$"):
        send(address(port, "hunter2"), MESSAGE)


@pytest.mark.parametrize("mood", [Mood.REFUSES, Mood.HANGS_UP])
def test_a_receiver_that_fails_is_a_delivery_that_failed(mood: Mood) -> None:
    with web_server(Inbox(lambda number: mood), "s") as port, pytest.raises(DeliveryError, match="webhook"):
        send(address(port, "s"), MESSAGE)


def test_a_redirect_is_not_followed() -> None:
    inbox = Inbox()
    with (
        web_server(inbox, "s") as other,
        web_server(Inbox(), "s", f"http://127.0.0.1:{other}/") as port,
        pytest.raises(DeliveryError, match="answered 302"),
    ):
        send(address(port, "s"), MESSAGE)
    assert inbox.taken == []


def test_an_address_that_is_not_public_is_refused_unless_it_is_allowed() -> None:
    inbox = Inbox()
    with web_server(inbox, "s") as port, pytest.raises(DeliveryError, match="not public"):
        send(address(port, "s", more=""), MESSAGE)
    assert inbox.taken == []


def test_a_secret_of_the_specification_signs_with_its_bytes() -> None:
    bare, coded = signed("m", AT, "{}", ["hunter2", "whsec_aHVudGVyMg=="])["webhook-signature"].split()
    assert bare == coded
    for secret in ("whsec_hunter 2", "whsec_"):
        with pytest.raises(DeliveryError, match="no base64"):
            signed("m", AT, "{}", [secret])


def test_a_plus_in_a_secret_is_a_plus_and_what_is_the_receiver_s_own_goes_with_the_address() -> None:
    inbox = Inbox()
    with web_server(inbox, "a+b") as port:
        send(address(port, "a+b", more="&private=allowed&team=risk+east&empty="), MESSAGE)
    assert len(inbox.taken) == 1
    assert inbox.paths == ["/hook?team=risk%2Beast&empty="]


@pytest.mark.parametrize(
    ("reached", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("10.1.2.3", False),
        ("224.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),
    ],
)
def test_an_address_is_public_only_where_what_it_is_translated_to_is(reached: str, public: bool) -> None:
    assert is_public(reached) is public


def test_an_address_without_secret_is_refused() -> None:
    with pytest.raises(DeliveryError, match="needs a host and a secret"):
        send("webhook+https://example.org/hook", MESSAGE)


@pytest.mark.parametrize(
    "address",
    [
        "webhook+https://example.org:port/hook?secret=s",
        "webhook+https://example.org:70000/hook?secret=s",
        "webhook+https://[example.org/hook?secret=s",
        f"webhook+https://{'a' * 70}.org/hook?secret=s",
        "webhook+http://127.0.0.1:9/缉私?secret=s&private=allowed",
    ],
)
def test_an_address_that_cannot_be_is_a_delivery_that_failed_and_not_told(address: str) -> None:
    with pytest.raises(DeliveryError) as problem:
        send(address, MESSAGE)
    assert "example" not in str(problem.value)


def test_nobody_listening_is_a_delivery_that_failed() -> None:
    with web_server(Inbox(), "s") as port:
        pass
    with pytest.raises(DeliveryError, match="could not be reached: ConnectError"):
        send(address(port, "s"), MESSAGE)
