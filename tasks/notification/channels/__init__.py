"""Channels: how a notification leaves; one module per kind of channel."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Message:
    """What is sent: `key` is the same for every try, so that a receiver can drop a repeat.

    attachment: file that goes with it; only channels of the unit's own, such as its mail, carry it.
    """

    key: str
    unit: str
    subject: str
    body: str
    attachment: Path | None = None


class DeliveryError(RuntimeError):
    """A channel did not take a message; the text says why, and never the channel's address."""
