"""Channels that apprise knows by an address: e-mail, chat services, webhooks."""

import logging

from apprise import Apprise, NotifyFormat

from tasks.notification.channels import DeliveryError, Message

# Apprise logs addresses it cannot read, and where it sends: passwords and tokens stand in these.
logging.getLogger("apprise").addFilter(lambda record: "://" not in record.getMessage())


def send(address: str, message: Message) -> None:
    """Send a message to an apprise address, its key at the end. Raises DeliveryError; the address is not told."""
    sender = Apprise()
    if not sender.add(address):
        raise DeliveryError("the channel's address is not one that apprise knows")
    body = f"{message.body}\n\nNotification {message.key}, for {message.unit}."
    if not sender.notify(title=message.subject, body=body, body_format=NotifyFormat.TEXT):
        raise DeliveryError("the channel refused the message or could not be reached")
