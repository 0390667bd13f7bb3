"""Channels: how a notification leaves; one module per kind of channel."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """What is sent: `key` is the same for every try, so that a receiver can drop a repeat."""

    key: str
    unit: str
    subject: str
    body: str


class DeliveryError(RuntimeError):
    """A channel did not take a message; the text says why."""
