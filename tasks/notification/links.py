"""Links that acknowledge: signed, for one unit, until a day."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

PATH = "acknowledge"
DAYS = 14


class LinkRefusedError(ValueError):
    """A link that does not acknowledge; the message says why, and what to do."""


@dataclass(frozen=True)
class LinkMaker:
    """Makes links to a public address. The first of `secrets` signs; each of them verifies, so they can be rotated."""

    address: str
    secrets: tuple[str, ...]

    def link(self, key: str, unit: str, as_of: date) -> str:
        """A link by which `unit` acknowledges the message `key` within fourteen days of `as_of`."""
        token = signed_token(Ticket(key, unit, as_of + timedelta(days=DAYS)), self.secrets[0])
        return f"{self.address.rstrip('/')}/{PATH}/{token}"


@dataclass(frozen=True)
class Ticket:
    """What a link stands for: a message, the unit that may acknowledge it, and the last day on which it can."""

    key: str
    unit: str
    until: date


def signed_token(ticket: Ticket, secret: str) -> str:
    """The ticket as text for an address, with its signature."""
    content = json.dumps([ticket.key, ticket.unit, ticket.until.isoformat()], ensure_ascii=False).encode()
    return f"{_text(content)}.{_text(_signature(content, secret))}"


def ticket_of(token: str, secrets: Sequence[str], today: date) -> Ticket:
    """The ticket of a token that one of the secrets signed. Raises LinkRefusedError where none did, or it is over."""
    content, _, signature = token.partition(".")
    try:
        told, given = _bytes(content), _bytes(signature)
    except (NotBase64, ValueError):
        raise LinkRefusedError("this link was not issued here: use the one in the message, whole") from None
    if not any(hmac.compare_digest(_signature(told, secret), given) for secret in secrets):
        raise LinkRefusedError("this link was not issued here: use the one in the message, whole")
    key, unit, until = json.loads(told)
    ticket = Ticket(key, unit, date.fromisoformat(until))
    if today > ticket.until:
        raise LinkRefusedError(f"this link held until {ticket.until}: acknowledge from the shell instead")
    return ticket


def _signature(content: bytes, secret: str) -> bytes:
    return hmac.new(secret.encode(), b"acknowledge." + content, sha256).digest()


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
