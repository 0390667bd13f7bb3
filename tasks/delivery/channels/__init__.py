"""Channels: how a notification leaves; one module per kind of channel."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Message:
    """What is sent: `key` is the same for every try, so that a receiver can drop a repeat.

    title, brief: what it is, its number and a link, for chat services that store what they are sent.
    subject, body, attachments (files that go with it): in full, for channels of the unit's own.
    """

    key: str
    unit: str
    subject: str
    body: str
    title: str
    brief: str
    attachments: tuple[Path, ...] = ()


class DeliveryError(RuntimeError):
    """A channel did not take a message; the text says why, and never the channel's address."""
