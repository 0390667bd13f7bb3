"""Channels that apprise knows by an address: e-mail with the file, chat services with no more than the number."""

import logging
import re

from apprise import Apprise, NotifyFormat

from tasks.notification.channels import DeliveryError, Message

_MAIL = re.compile(r"^mailtos?://", re.IGNORECASE)

# Apprise logs addresses it cannot read, and where it sends: passwords and tokens stand in these.
logging.getLogger("apprise").addFilter(lambda record: "://" not in record.getMessage())


def send(address: str, message: Message) -> None:
    """Send a message to an apprise address. Raises DeliveryError; the address is not told.

    Mail carries the text and the files. Chat services store what they are sent where customs does not rule: they get
    the title, with the number, and the link; the content stays in the file.
    """
    sender = Apprise()
    if not sender.add(address):
        raise DeliveryError("the channel's address is not one that apprise knows")
    mail = is_mail(address)
    taken = sender.notify(
        title=message.subject if mail else message.title,
        body=message.body if mail else message.brief,
        body_format=NotifyFormat.TEXT,
        attach=[str(file) for file in message.attachments] if mail and message.attachments else None,
    )
    if not taken:
        raise DeliveryError("the channel refused the message or could not be reached")


def is_mail(address: str) -> bool:
    """Whether an apprise address is one of mail, which carries files."""
    return _MAIL.match(address) is not None
