"""Signed webhooks, after the Standard Webhooks specification: a receiver can tell who sent, and drop a repeat."""

import base64
import hmac
import json
import socket
import ssl
import time
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, parse_qs, parse_qsl, urlencode, urlsplit

from tasks.delivery.channels import Channel, DeliveryError, Message

_SECONDS = 10.0
_OURS = ("secret", "private")  # options of the address that are not the receiver's
_BASE64 = "whsec_"
_TRANSLATED = IPv6Network("64:ff9b::/96")  # the last 32 bits are the IPv4 address that is reached


def send(address: str, message: Message) -> None:
    """Post a message as JSON to `webhook+https://host/path?secret=…`. Raises DeliveryError; the address is not told.

    Every `secret` of the address signs, so that secrets can be rotated: the receiver accepts any of them; one that
    begins with `whsec_` is the base64 of its bytes. What else the address asks for after `?` is the receiver's own and
    goes with it. The message's key is the webhook's identifier and the same for every try. Redirects are not followed,
    and addresses that are not public are refused unless the address says `private=allowed`.
    """
    parts, port = _read(address.partition("+")[2])
    query = parts.query.replace("+", "%2B")  # a plus in a secret is a plus
    options = parse_qs(query)
    if not parts.hostname or not options.get("secret"):
        raise DeliveryError("the webhook's address needs a host and a secret")
    told = {"key": message.key, "unit": message.unit, "subject": message.subject, "body": message.body}
    body = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
    others = urlencode([(name, value) for name, value in parse_qsl(query, True) if name not in _OURS])
    parts = parts._replace(query=others)
    headers = {"Content-Type": "application/json"} | signed(message.key, int(time.time()), body, options["secret"])
    try:
        status = _post(parts, port, body, headers, options.get("private") == ["allowed"])
    except (OSError, HTTPException, UnicodeError) as problem:  # the last where a host or path is no possible one
        raise DeliveryError(f"the webhook could not be reached: {type(problem).__name__}") from None
    if not 200 <= status < 300:
        raise DeliveryError(f"the webhook answered {status}")


def signed(key: str, timestamp: int, body: bytes, secrets: list[str]) -> dict[str, str]:
    """The headers that let a receiver who knows one of the secrets verify `body`; `timestamp` in seconds."""
    content = f"{key}.{timestamp}.".encode() + body
    digests = [hmac.new(_bytes_of(secret), content, sha256).digest() for secret in secrets]
    signatures = [base64.b64encode(digest).decode() for digest in digests]
    return {
        "webhook-id": key,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def _bytes_of(secret: str) -> bytes:
    """The key that a secret stands for. Raises DeliveryError where what should be base64 is not."""
    if not secret.startswith(_BASE64):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_BASE64), validate=True)
    except ValueError:
        raise DeliveryError(f"a secret of the webhook begins with {_BASE64} and is no base64 after it") from None


def _is_public(address: str) -> bool:
    """Whether an address, and the one that it is translated to, is one of the public network."""
    ip = ip_address(address)
    inner: IPv4Address | None = None
    if isinstance(ip, IPv6Address):
        inner = IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _TRANSLATED else ip.ipv4_mapped or ip.sixtofour
    return ip.is_global and not ip.is_multicast and (inner is None or _is_public(str(inner)))


def _read(address: str) -> tuple[SplitResult, int]:
    """An address in its parts, and its port. Raises DeliveryError where it is none."""
    try:
        parts = urlsplit(address)
        return parts, parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise DeliveryError("the webhook's address cannot be read: write webhook+https://host/path?secret=…") from None


def _post(parts: SplitResult, port: int, body: bytes, headers: dict[str, str], private_allowed: bool) -> int:
    """Post to the very host that was checked: its name is looked up once."""
    assert parts.hostname is not None
    secure = parts.scheme == "https"
    reached = str(socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)[0][4][0])
    if not private_allowed and not _is_public(reached):
        raise DeliveryError("the webhook's address is not public: allow it with private=allowed")
    raw = socket.create_connection((reached, port), timeout=_SECONDS)
    if secure:
        context = ssl.create_default_context()
        connection: HTTPConnection = HTTPSConnection(parts.hostname, port, timeout=_SECONDS, context=context)
        connection.sock = context.wrap_socket(raw, server_hostname=parts.hostname)
    else:
        connection = HTTPConnection(parts.hostname, port, timeout=_SECONDS)
        connection.sock = raw
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, {name: _header(value) for name, value in headers.items()})
        return connection.getresponse().status
    finally:
        connection.close()


def _header(value: str) -> str:
    """A value as a header can carry it: other letters than Latin ones as their code."""
    return value.encode("ascii", "backslashreplace").decode()


CHANNELS = (Channel("webhook+https", send), Channel("webhook+http", send))
