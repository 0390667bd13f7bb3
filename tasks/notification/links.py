"""Links that acknowledge a message or open a written document: signed, for one unit, until a day."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

PATH = "acknowledge"
DOCUMENTS = "documents"
DAYS = 14
DAYS_OF_DOCUMENTS = 90


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

    def document(self, path: str, unit: str, today: date) -> str:
        """A link that opens the document at `path`, in the data folder, within ninety days; for `unit`."""
        ticket = Ticket(path, unit, today + timedelta(days=DAYS_OF_DOCUMENTS))
        return f"{self.address.rstrip('/')}/{DOCUMENTS}/{signed_token(ticket, self.secrets[0], DOCUMENTS)}"


@dataclass(frozen=True)
class Ticket:
    """What a link stands for: a message or the path of a document, the unit it is for, and its last day."""

    key: str
    unit: str
    until: date


def signed_token(ticket: Ticket, secret: str, purpose: str = PATH) -> str:
    """The ticket as text for an address, with its signature, which holds for one purpose only."""
    content = json.dumps([ticket.key, ticket.unit, ticket.until.isoformat()], ensure_ascii=False).encode()
    return f"{_text(content)}.{_text(_signature(content, secret, purpose))}"


def ticket_of(token: str, secrets: Sequence[str], today: date, purpose: str = PATH) -> Ticket:
    """The ticket of a token that one of the secrets signed. Raises LinkRefusedError where none did, or it is over."""
    content, _, signature = token.partition(".")
    try:
        told, given = _bytes(content), _bytes(signature)
    except (NotBase64, ValueError):
        raise LinkRefusedError("this link was not issued here: use the one in the message, whole") from None
    if not any(hmac.compare_digest(_signature(told, secret, purpose), given) for secret in secrets):
        raise LinkRefusedError("this link was not issued here: use the one in the message, whole")
    key, unit, until = json.loads(told)
    ticket = Ticket(key, unit, date.fromisoformat(until))
    if today > ticket.until:
        instead = (
            "acknowledge from the shell instead" if purpose == PATH else "take a newer one from the page of the run"
        )
        raise LinkRefusedError(f"this link held until {ticket.until}: {instead}")
    return ticket


def _signature(content: bytes, secret: str, purpose: str) -> bytes:
    return hmac.new(secret.encode(), purpose.encode() + b"." + content, sha256).digest()


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
