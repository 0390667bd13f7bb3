"""Channels that send notifications; one module per kind of channel.

A new channel is one new module that lists it in `CHANNELS`, here or outside the package (see
`tasks.running.extensions`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tasks.running.extensions import Kind


@dataclass(frozen=True)
class Message:
    """A message: `key` is the same for every try, so that a receiver can drop a repeat.

    title, brief: kind, number and link only, for chat services, which store messages outside customs.
    subject, body, attachments: the full message, for internal channels.
    """

    key: str
    unit: str
    subject: str
    body: str
    title: str
    brief: str
    attachments: tuple[Path, ...] = ()


class DeliveryError(RuntimeError):
    """A channel refused a message; the text says why, and never shows the channel's address."""


@dataclass(frozen=True)
class Channel:
    """A channel for the addresses of a scheme, the part before `://` in lower case.

    `send` sends a message to an address and raises DeliveryError. `carries_files`: whether it sends attachments.
    """

    scheme: str
    send: Callable[[str, Message], None]
    carries_files: bool = False

    @property
    def name(self) -> str:
        """The scheme, which no two channels share."""
        return self.scheme


CHANNEL_KIND = Kind("channels", __name__, "CHANNELS", Channel)


def channel_of(address: str) -> Channel:
    """The channel of an address that an administration set.

    Raises DeliveryError where no channel has its scheme, and ExtensionError.
    """
    by_scheme = {channel.scheme: channel for channel in CHANNEL_KIND.members}
    channel = by_scheme.get(address.partition("://")[0].strip().lower())
    if channel is None:
        known = ", ".join(sorted(by_scheme))
        raise DeliveryError(f"no channel has the scheme of the address: use one of {known}, or add a channel")
    return channel
