"""Signed webhooks after the Standard Webhooks specification: a receiver can verify the sender and drop repeats."""

import base64
import json
import socket
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime

import httpx
from standardwebhooks import Webhook

from tasks.delivery.channels import Channel, DeliveryError, Message
from tasks.delivery.public_addresses import NotPublicError, public_only

_SECONDS = 10.0
_OURS = ("secret", "private")  # options of the address that are not sent to the receiver
_BASE64 = "whsec_"


def send(address: str, message: Message) -> None:
    """Post a message as JSON to `webhook+https://host/path?secret=…`. Raises DeliveryError, without the address.

    A receiver in the own network, whose address says `private=allowed`, gets the full message; any other, as chat
    services do, the title with its number, and the link.

    Every `secret` of the address signs, so that secrets can be rotated: the receiver accepts any of them. A secret that
    begins with `whsec_` is base64. All other options after `?` are the receiver's and are sent to it. The message's key
    is the webhook's identifier, the same for every try. Redirects are not followed, and an address that is not public
    is refused unless it says `private=allowed`.
    """
    url = _url(address.partition("+")[2])
    options = url.params
    secrets = [secret for secret in options.get_list("secret") if secret]
    if not url.host or not secrets:
        raise DeliveryError("the webhook's address needs a host and a secret")
    private = options.get_list("private") == ["allowed"]
    subject, told = (message.subject, message.body) if private else (message.title, message.brief)
    content = {"key": message.key, "unit": message.unit, "subject": subject, "body": told}
    body = json.dumps(content, ensure_ascii=False, sort_keys=True)
    headers = {"Content-Type": "application/json"} | signed(message.key, datetime.now(UTC), body, secrets)
    others = [(name, value) for name, value in options.multi_items() if name not in _OURS]
    receiver = url.copy_with(params=others) if others else url.copy_with(query=None)
    try:
        with public_only(private):
            status = _post(receiver, body, headers)
    except NotPublicError as problem:
        raise DeliveryError(str(problem)) from None
    except (OSError, httpx.HTTPError, UnicodeError) as problem:  # the last for a host name that cannot exist
        raise DeliveryError(f"the webhook could not be reached: {type(problem).__name__}") from None
    if not 200 <= status < 300:
        raise DeliveryError(f"the webhook answered {status}")


def signed(key: str, at: datetime, body: str, secrets: Sequence[str]) -> dict[str, str]:
    """The headers by which a receiver who knows one of the secrets verifies `body`, sent at a time in UTC."""
    identifier = _header(key)  # as the receiver reads it, and verifies it
    signatures = [Webhook(_bytes_of(secret)).sign(identifier, at, body) for secret in secrets]
    return {
        "webhook-id": identifier,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _bytes_of(secret: str) -> bytes:
    """The signing key of a secret. Raises DeliveryError if its base64 cannot be read."""
    if not secret.startswith(_BASE64):
        return secret.encode()
    try:
        key = base64.b64decode(secret.removeprefix(_BASE64), validate=True)
    except ValueError:
        key = b""
    if not key:
        raise DeliveryError(f"a secret of the webhook begins with {_BASE64}, but the rest is no base64")
    return key


def _url(address: str) -> httpx.URL:
    """The parts of an address. Raises DeliveryError if it cannot be read."""
    try:
        url = httpx.URL(address)
        if url.port is not None and not 0 < url.port < 65536:
            raise httpx.InvalidURL("the port does not exist")
    except (httpx.InvalidURL, UnicodeError):
        raise DeliveryError("the webhook's address cannot be read: write webhook+https://host/path?secret=…") from None
    return url.copy_with(query=url.query.replace(b"+", b"%2B"))  # a plus in a secret is a plus


def _post(url: httpx.URL, body: str, headers: dict[str, str]) -> int:
    """Post to the very address that was checked: the name of the host is looked up once."""
    host = url.raw_host.decode("ascii")
    port = url.port or (443 if url.scheme == "https" else 80)
    reached = str(socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0][4][0])
    headers = headers | {"Host": url.netloc.decode("ascii")}
    extensions = {"sni_hostname": host, "timeout": httpx.Timeout(_SECONDS).as_dict()}
    request = httpx.Request(
        "POST", url.copy_with(host=reached), headers=headers, content=body.encode(), extensions=extensions
    )
    # The transport alone: a client would follow the proxies of this machine, log addresses and read endless answers.
    with httpx.HTTPTransport(verify=ssl.create_default_context(), trust_env=False) as transport:
        answer = transport.handle_request(request)
        answer.close()
    return answer.status_code


def _header(value: str) -> str:
    """A value as a header can carry it: other letters than Latin ones as their code."""
    return value.encode("ascii", "backslashreplace").decode()


CHANNELS = (Channel("webhook+https", send), Channel("webhook+http", send))
