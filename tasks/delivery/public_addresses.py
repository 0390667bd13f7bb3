"""Where messages may be sent: the public network alone, unless the address of a channel says `private=allowed`.

What decides is the address that is connected to, whatever was written: a name, a number in another base, an address
that is translated to another. It is checked in the look-up whose answer is used, so that no second answer differs.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

ALLOWED = "private=allowed"
# Networks of which the last 32 bits are the IPv4 address that a translator or tunnel reaches.
_TRANSLATED = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96")))
_ISATAP = (0x00005EFE, 0x02005EFE)  # before the last 32 bits

_public_only: ContextVar[bool] = ContextVar("send to public addresses only", default=False)


class NotPublicError(OSError):
    """An address that is not public; the message names no address."""

    def __init__(self) -> None:
        super().__init__(f"the channel's address is not public: allow it with {ALLOWED}")


def is_public(address: str) -> bool:
    """Whether an IP address, and each that it is translated to, belongs to the public network."""
    ip = ip_address(address.partition("%")[0])
    return ip.is_global and not ip.is_multicast and all(map(is_public, map(str, _translated(ip))))


@contextmanager
def public_only(private_allowed: bool) -> Iterator[list[NotPublicError]]:
    """Refuse, within the block, to look up any address that is not public; `private_allowed`: refuse nothing.

    Yields the refusals: libraries that send catch them.
    """
    refused: list[NotPublicError] = []
    token = _public_only.set(not private_allowed)
    noted = _refusals.set(refused)
    try:
        yield refused
    finally:
        _refusals.reset(noted)
        _public_only.reset(token)


def _translated(ip: IPv4Address | IPv6Address) -> Iterator[IPv4Address]:
    if isinstance(ip, IPv4Address):
        return
    last = IPv4Address(int(ip) & 0xFFFFFFFF)
    if any(ip in network for network in _TRANSLATED) or (int(ip) >> 32) & 0xFFFFFFFF in _ISATAP:
        yield last
    for inner in (ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())):
        if inner is not None:
            yield inner


_refusals: ContextVar[list[NotPublicError] | None] = ContextVar("refusals", default=None)
_look_up = socket.getaddrinfo


def _looked_up(*args: Any, **named: Any) -> Any:
    """As `socket.getaddrinfo`, with which every library finds the address that it connects to."""
    found = _look_up(*args, **named)
    if _public_only.get() and not all(is_public(str(each[4][0])) for each in found):
        refusal = NotPublicError()
        noted = _refusals.get()
        if noted is not None:
            noted.append(refusal)
        raise refusal
    return found


socket.getaddrinfo = _looked_up
