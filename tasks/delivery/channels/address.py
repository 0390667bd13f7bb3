"""Channels that apprise knows by an address: e-mail with the documents, chat services with the number alone.

Own code instead of a subclass of apprise's mail plugin: its `send` calls the static method that draws the Message-ID by
the name of its class, so a subclass would have to copy all of `send`.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from email.utils import make_msgid
from hashlib import sha256

from apprise import Apprise, NotifyFormat
from apprise.plugins.email import base as mail

from tasks.delivery.channels import Channel, DeliveryError, Message
from tasks.delivery.public_addresses import ALLOWED, public_only

# Services that carry a short text over the network. No scheme that writes files or acts on this machine is among them.
_CHAT = (
    *("json", "jsons", "form", "forms", "xml", "xmls"),
    *("dingtalk", "wecombot", "wxpusher", "feishu", "lark", "bark", "barks", "pushplus", "schan"),
    *(
        "slack",
        "workflow",
        "workflows",
        "discord",
        "tgram",
        "matrix",
        "matrixs",
        "mmost",
        "mmosts",
        "rocket",
        "rockets",
    ),
    *("zulip", "gchat", "wxteams", "signal", "signals", "whatsapp", "line", "threema", "nctalk", "nctalks"),
    *("ntfy", "ntfys", "gotify", "gotifys", "pover", "pagerduty", "opsgenie"),
)
_MAIL = re.compile(r"^mailtos?://", re.IGNORECASE)

# Apprise logs unreadable addresses and receivers, which contain passwords and tokens.
logging.getLogger("apprise").addFilter(lambda record: "://" not in record.getMessage())

_identifier: ContextVar[str | None] = ContextVar("mail identifier", default=None)


def send(address: str, message: Message) -> None:
    """Send a message to an apprise address. Raises DeliveryError, without the address.

    Mail has the full text, the attachments, and the same Message-ID at every try, so that a mail server can drop
    repeats. Chat services store messages outside customs: they get only the title, with the number, and the link. An
    address that is not public is refused unless it says `private=allowed`.
    """
    private_allowed, written = without_permission(address)
    server = Apprise.instantiate(written, suppress_exceptions=True)  # of one address: `add` takes several in one text
    if server is None:
        raise DeliveryError("the channel's address is not one that apprise knows")
    sender = Apprise()
    sender.add(server)
    full = is_mail(address)
    with _identified(message.key), public_only(private_allowed) as refused:
        taken = sender.notify(
            title=message.subject if full else message.title,
            body=message.body if full else message.brief,
            body_format=NotifyFormat.TEXT,
            attach=[str(file) for file in message.attachments] if full and message.attachments else None,
        )
    if refused:
        raise DeliveryError(str(refused[0]))
    if not taken:
        raise DeliveryError("the channel refused the message or could not be reached")


def without_permission(address: str) -> tuple[bool, str]:
    """Whether an address says that it may be private, and the address without that."""
    place, _, options = address.partition("?")
    chosen = [option for option in options.split("&") if option]
    others = [option for option in chosen if option != ALLOWED]
    return ALLOWED in chosen, f"{place}?{'&'.join(others)}" if others else place


def is_mail(address: str) -> bool:
    """Whether an apprise address is a mail address, which can receive files."""
    return _MAIL.match(address) is not None


@contextmanager
def _identified(key: str) -> Iterator[None]:
    """Give mail that is sent within the block the Message-ID of a key."""
    token = _identifier.set(sha256(key.encode()).hexdigest())
    try:
        yield
    finally:
        _identifier.reset(token)


def _message_id(idstring: str | None = None, domain: str | None = None) -> str:
    identifier = _identifier.get()
    return make_msgid(idstring, domain) if identifier is None else f"<{identifier}@{domain or 'customs-risk'}>"


# Apprise draws a new Message-ID for each try, and has no option for it.
mail.make_msgid = _message_id  # type: ignore[attr-defined]

CHANNELS = (
    Channel("mailto", send, carries_files=True),
    Channel("mailtos", send, carries_files=True),
    *(Channel(scheme, send) for scheme in _CHAT),
)
