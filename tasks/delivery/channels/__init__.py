"""Channels: how a notification leaves; one module per kind of channel.

A new channel is one new module that lists it in `CHANNELS`, here or outside the package (see
`tasks.running.extensions`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tasks.running.extensions import Kind

ANY_SCHEME = "*"  # of the channel that takes every address that no other does


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


@dataclass(frozen=True)
class Channel:
    """One way to send: it takes the addresses of its scheme, which stands before `://`, in lower case.

    `send` sends a message to an address and raises DeliveryError. `carries_files`: whether attachments go with it.
    """

    scheme: str
    send: Callable[[str, Message], None]
    carries_files: bool = False

    @property
    def name(self) -> str:
        """Its scheme: no two channels take the same addresses."""
        return self.scheme


CHANNEL_KIND = Kind("channels", __name__, "CHANNELS", Channel)


def channel_of(address: str) -> Channel:
    """The channel that takes an address. Raises ExtensionError."""
    by_scheme = {channel.scheme: channel for channel in CHANNEL_KIND.members}
    scheme = address.partition("://")[0].lower()
    return by_scheme.get(scheme, by_scheme[ANY_SCHEME])
