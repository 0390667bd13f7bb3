"""Links that acknowledge a message or open a written document: signed, for one unit, until a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from urllib.parse import quote

from itsdangerous import BadData, URLSafeSerializer

PATH = "acknowledge"
DOCUMENTS = "documents"
DESK = "desk"
DAYS = 14
DAYS_OF_DOCUMENTS = 7
_INSTEAD = {PATH: "acknowledge from the shell instead", DOCUMENTS: "take a newer one from the page of the run"}


class LinkRefusedError(ValueError):
    """A link that is not valid; the message says why, and what to do."""


def desk_path(kind: str, key: str = "") -> str:
    """Where a thing stands at the desk, below the public address: its kind is the name of a module of the desk.

    Without a key, the list of the kind. Who follows it signs in first, and sees it if they may.
    """
    return f"/{DESK}/{kind}" + (f"/{quote(key, safe='')}" if key else "")


@dataclass(frozen=True)
class LinkMaker:
    """Makes links to a public address. The first of `secrets` signs; each of them verifies, so they can be rotated.

    Without a secret it makes links to the desk alone.
    """

    address: str
    secrets: tuple[str, ...]

    def link(self, key: str, unit: str, as_of: date) -> str:
        """A link by which `unit` acknowledges the message `key` within fourteen days of `as_of`."""
        token = signed_token(Ticket(key, unit, as_of + timedelta(days=DAYS)), self.secrets[0])
        return f"{self.address.rstrip('/')}/{PATH}/{token}"

    def desk(self, kind: str, key: str = "") -> str:
        """A link to a thing at the desk; see `desk_path`."""
        return f"{self.address.rstrip('/')}{desk_path(kind, key)}"

    def document(self, path: str, unit: str, today: date) -> str:
        """A link that opens the document at `path`, in the data folder, within seven days; for `unit`."""
        ticket = Ticket(path, unit, today + timedelta(days=DAYS_OF_DOCUMENTS))
        return f"{self.address.rstrip('/')}/{DOCUMENTS}/{signed_token(ticket, self.secrets[0], DOCUMENTS)}"


@dataclass(frozen=True)
class Ticket:
    """The content of a link: a message or the path of a document, the unit it is for, and its last day."""

    key: str
    unit: str
    until: date


def signed_token(ticket: Ticket, secret: str, purpose: str = PATH) -> str:
    """The ticket as text for an address, with its signature, which is valid for one purpose only."""
    token = _serializer([secret], purpose).dumps([ticket.key, ticket.unit, ticket.until.isoformat()])
    return token if isinstance(token, str) else token.decode()


def ticket_of(token: str, secrets: Sequence[str], today: date, purpose: str = PATH) -> Ticket:
    """The ticket of a token. Raises LinkRefusedError if none of the secrets signed it, or if it has expired."""
    try:
        key, unit, until = _serializer(secrets, purpose).loads(token)
    except BadData:
        raise LinkRefusedError("this link was not issued here: use the one in the message, whole") from None
    ticket = Ticket(key, unit, date.fromisoformat(until))
    if today > ticket.until:
        raise LinkRefusedError(f"this link was valid until {ticket.until}: {_INSTEAD[purpose]}")
    return ticket


def _serializer(secrets: Sequence[str], purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(list(secrets), salt=purpose, signer_kwargs={"digest_method": sha256})
