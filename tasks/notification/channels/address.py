"""Channels that apprise knows by an address: e-mail with the file, chat services with no more than the number."""

import logging
import re

from apprise import Apprise, NotifyFormat

from tasks.notification.channels import DeliveryError, Message

_MAIL = re.compile(r"^mailtos?://", re.IGNORECASE)

# Apprise logs addresses it cannot read, and where it sends: passwords and tokens stand in these.
logging.getLogger("apprise").addFilter(lambda record: "://" not in record.getMessage())


def send(address: str, message: Message) -> None:
    """Send a message to an apprise address, its key at the end. Raises DeliveryError; the address is not told.

    Mail carries the text and the file. Chat services store what they are sent where customs does not rule: they get
    the subject and the key, and the content stays in the file.
    """
    sender = Apprise()
    if not sender.add(address):
        raise DeliveryError("the channel's address is not one that apprise knows")
    told = f"Notification {message.key}, for {message.unit}."
    mail = _MAIL.match(address) is not None
    attachment = str(message.attachment) if mail and message.attachment is not None else None
    taken = sender.notify(
        title=message.subject,
        body=f"{message.body}\n\n{told}" if mail else told,
        body_format=NotifyFormat.TEXT,
        attach=attachment,
    )
    if not taken:
        raise DeliveryError("the channel refused the message or could not be reached")
