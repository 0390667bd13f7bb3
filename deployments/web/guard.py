"""Guards of the web applications: keys, sizes and addresses are checked before a request is read."""

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from secrets import compare_digest

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sql.jurisdiction import Organisation
from sql.reference import organisation
from tasks.persons.person import Person, PersonRefusedError


class EndpointRefusedError(ValueError):
    """The web applications may not be opened; the message says why."""


@dataclass(frozen=True)
class Endpoint:
    """Address of the web applications, and the key that callers must send (None: no key)."""

    host: str
    port: int
    key: str | None

    def check(self) -> None:
        """Raise EndpointRefusedError if other machines could call without a key."""
        if self.key is None and not _is_loopback(self.host):
            raise EndpointRefusedError(
                f"other machines can reach {self.host}: set CUSTOMS_RISK_ENDPOINT_KEY, or listen on 127.0.0.1"
            )


@dataclass(frozen=True)
class SignedLinks:
    """Checks the links in messages: the secrets that may have signed them, and today's business date."""

    secrets: Sequence[str]
    today: Callable[[], date]

    def check(self, person: Person, unit: str) -> None:
        """Refuse who neither acts for the unit of a link nor for one above it. Raises PersonRefusedError.

        That the person is valid was checked when they came in.
        """
        if not Organisation(organisation()).holds(person.unit, unit):
            raise PersonRefusedError(f"this link is for {unit}, and you act for {person.unit}")


def json_refusal(status: int, sentence: str) -> Response:
    """A refusal for programs."""
    return JSONResponse({"detail": sentence}, status)


class Guard:
    """Passes a request to `app` if it carries `key` as X-API-Key (None: any) and has at most `largest` bytes.

    `refusal` makes the answer to every other request, from its status and a sentence that says what to do.
    """

    def __init__(
        self, app: ASGIApp, *, largest: int, key: str | None, refusal: Callable[[int, str], Response] = json_refusal
    ) -> None:
        self._app = app
        self._largest = largest
        self._key = None if key is None else key.encode()
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        refused = self._refused(Headers(scope=scope)) if scope["type"] == "http" else None
        await (self._app if refused is None else refused)(scope, receive, send)

    def _refused(self, headers: Headers) -> Response | None:
        if self._key is not None and not compare_digest(headers.get("x-api-key", "").encode(), self._key):
            return self._refusal(401, "send the key of this endpoint as the header X-API-Key")
        if "transfer-encoding" in headers:
            return self._refusal(411, "state the length of the request: Content-Length is missing")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._largest:
            return self._refusal(413, f"send at most {self._largest:,} bytes")
        return None


def page_headers(content_security_policy: str) -> dict[str, str]:
    """Headers of a page behind a signed link: nobody may cache it, frame it or learn its address."""
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": f"default-src 'none'; {content_security_policy}; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",  # whoever knows the address can open the page
        "X-Content-Type-Options": "nosniff",
    }


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
