"""Addresses that would write files, run programs or reach inside: none is sent to, whatever form they take."""

import socket
from typing import Any

import pytest
from apprise import Apprise

from sql.stores import Stores
from sql.terms import Language
from tasks.delivery.attachments import ready_attachment
from tasks.delivery.channels import DeliveryError, Message, channel_of
from tasks.delivery.channels.address import CHANNELS
from tasks.delivery.public_addresses import is_public

MESSAGE = Message("case|TA-SHA-2021-0001|mail", "SHA", "Case", "Read the file.", "Case file", "a link")

WRITE_OR_RUN = [
    "file:///etc/cron.d",
    "FILE:///etc/cron.d",
    " file:///etc/cron.d",
    "customsriskfile://file?path=/etc/cron.d/x",
    "syslog://",
    "dbus://",
    "macosx://",
    "windows://",
    "apprise://127.0.0.1/token",
    "ses://user@example.org/key/secret/us-east-1/to@example.org",
    "nothing at all",
]
REACH_INSIDE = [
    "127.0.0.1",
    "localhost",
    "2130706433",  # decimal
    "0177.0.0.1",  # octal
    "0x7f000001",
    "127.1",
    "0.0.0.0",
    "10.1.2.3",
    "169.254.169.254",  # link-local: secrets of machines in a cloud
    "100.64.0.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[64:ff9b::7f00:1]",  # NAT64
    "[64:ff9b:1::a00:1]",
    "[2002:7f00:1::]",  # 6to4
    "[fe80::1]",
    "[fd00::1]",
    "[::7f00:1]",
]


@pytest.mark.parametrize("address", WRITE_OR_RUN)
def test_an_address_outside_the_list_of_schemes_is_refused(address: str) -> None:
    with pytest.raises(DeliveryError, match="no channel has the scheme"):
        channel_of(address).send(address, MESSAGE)


@pytest.mark.parametrize("host", REACH_INSIDE)
@pytest.mark.parametrize(
    "written", ["webhook+http://{}/hook?secret=s", "json://{}/hook", "mailto://u:p@{}/?to=a@b.org"]
)
def test_no_channel_reaches_an_address_that_is_not_public(
    host: str, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Any] = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, to: tried.append(to))
    address = written.format(host)
    with pytest.raises(DeliveryError):
        channel_of(address).send(address, MESSAGE)
    assert tried == []


def test_a_name_that_answers_first_with_a_public_and_then_with_an_inner_address_reaches_neither(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1"])

    def rebinding(self: socket.socket, to: tuple[str, int]) -> None:
        raise ConnectionRefusedError(to)

    def look_up(host: str, port: int, *args: Any, **named: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr("tasks.delivery.public_addresses._look_up", look_up)
    monkeypatch.setattr(socket.socket, "connect", rebinding)
    for problem in ("could not be reached", "not public"):
        with pytest.raises(DeliveryError, match=problem):
            channel_of("json://rebinding.test/").send("json://rebinding.test/", MESSAGE)


def test_two_addresses_in_one_text_are_not_two_receivers(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Any] = []

    def refusing(self: socket.socket, to: tuple[str, int]) -> None:
        tried.append(to)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", refusing)
    address = "json://93.184.216.34:81/, json://93.184.216.34:82/"
    with pytest.raises(DeliveryError):
        channel_of(address).send(address, MESSAGE)
    assert {port for _, port in tried} <= {81}


@pytest.mark.parametrize("attachment", ["file:///etc/passwd", "/etc/passwd", "../../etc/passwd", "http://inside/x"])
def test_an_attachment_from_elsewhere_is_refused(stores: Stores, attachment: str) -> None:
    with pytest.raises(DeliveryError, match="no document of this installation"):
        ready_attachment(stores, attachment, Language.ENGLISH)


def test_every_scheme_of_the_list_is_one_that_apprise_knows() -> None:
    known = {
        str(scheme)
        for each in Apprise().details()["schemas"]
        for kind in ("protocols", "secure_protocols")
        for scheme in each[kind] or ()
    }
    assert {channel.scheme for channel in CHANNELS} <= known
    assert not {"syslog", "file"} & {channel.scheme for channel in CHANNELS}


@pytest.mark.parametrize(("address", "public"), [("2606:4700::1111", True), ("::808:808", True), ("1.1.1.1", True)])
def test_public_addresses_are_told_from_others(address: str, public: bool) -> None:
    assert is_public(address) is public
