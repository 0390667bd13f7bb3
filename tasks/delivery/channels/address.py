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

from tasks.delivery.channels import ANY_SCHEME, Channel, DeliveryError, Message

_MAIL = re.compile(r"^mailtos?://", re.IGNORECASE)

# Apprise logs unreadable addresses and receivers, which contain passwords and tokens.
logging.getLogger("apprise").addFilter(lambda record: "://" not in record.getMessage())

_identifier: ContextVar[str | None] = ContextVar("mail identifier", default=None)


def send(address: str, message: Message) -> None:
    """Send a message to an apprise address. Raises DeliveryError, without the address.

    Mail has the full text, the attachments, and the same Message-ID at every try, so that a mail server can drop
    repeats. Chat services store messages outside customs: they get only the title, with the number, and the link.
    """
    sender = Apprise()
    if not sender.add(address):
        raise DeliveryError("the channel's address is not one that apprise knows")
    full = is_mail(address)
    with _identified(message.key):
        taken = sender.notify(
            title=message.subject if full else message.title,
            body=message.body if full else message.brief,
            body_format=NotifyFormat.TEXT,
            attach=[str(file) for file in message.attachments] if full and message.attachments else None,
        )
    if not taken:
        raise DeliveryError("the channel refused the message or could not be reached")


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
    Channel(ANY_SCHEME, send),
)
