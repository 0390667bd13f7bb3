"""What a way of coming in is, and what it works on."""

import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from pydantic import SecretStr

from sql.stores import Stores
from sql.terms import AccountKind

if TYPE_CHECKING:
    import httpx

    from deployments.web.sign_in.session import Sessions

PATH = "/sign-in"


@dataclass(frozen=True)
class SignInSettings:
    """How persons come in, as the installation is set up.

    address: as officers reach the pages; with https, cookies go over TLS alone. proxy_header: that the trusted
    proxies, at proxy_addresses, set. openid_*: of the OpenID Connect provider; transport: that reaches it, in tests.
    """

    address: str | None = None
    proxy_header: str | None = None
    proxy_addresses: tuple[str, ...] = ()
    openid_issuer: str | None = None
    openid_client: str | None = None
    openid_secret: SecretStr | None = None
    transport: "httpx.AsyncBaseTransport | None" = field(default=None, compare=False)

    @property
    def secure(self) -> bool:
        """Whether officers reach the pages over TLS."""
        return self.address is not None and self.address.startswith("https://")


@dataclass(frozen=True)
class SignInContext:
    """What ways work on. secrets: the first signs, each verifies. today: the calendar day, which validity is of."""

    stores: Stores
    secrets: Sequence[str]
    today: Callable[[], date]
    settings: SignInSettings
    sessions: "Sessions"


@dataclass(frozen=True)
class Way:
    """One way of coming in.

    routes: its pages below /sign-in, None where it is not set up. start: path of the page that begins it, None where
    nothing is to be clicked. account: of whoever sends a request, for a way that vouches for each request.
    """

    name: str
    title: str
    routes: Callable[[SignInContext], APIRouter | None] = lambda context: None
    start: Callable[[SignInContext], str | None] = lambda context: None
    account: Callable[[Request, SignInContext], tuple[AccountKind, str] | None] = lambda request, context: None


@cache
def ways() -> tuple[Way, ...]:
    """Every way of coming in, in the order of their names."""
    from deployments.web.sign_in import ways as package

    found = [import_module(f"{package.__name__}.{module.name}") for module in pkgutil.iter_modules(package.__path__)]
    return tuple(module.WAY for module in found)
