"""One way of opening the web applications for their tests: on one site, each behind its guard, as they are served."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any

import pytest
from fastapi import Response
from fastapi.testclient import TestClient

from deployments.web.sign_in.session import COOKIE, Sessions
from deployments.web.sign_in.signed_in import SignIn
from deployments.web.sign_in.way import SignInSettings
from deployments.web.site import Site, WebApplication
from sql.stores import Stores
from tests.persons import Officer, enter

Browse = Callable[..., TestClient]


SECRETS = ("new", "old")
LI = Officer("17", "SH")


def signing_in(stores: Stores, today: date, **settings: Any) -> SignIn:
    """Signing in to the pages of these stores, on a day."""
    return SignIn(stores, SECRETS, lambda: today, SignInSettings(**settings))


def session_of(number: str) -> str:
    """What the cookie of a person's session holds."""
    answer = Response()
    Sessions(SECRETS, secure=False).open(answer, number)
    return answer.headers["set-cookie"].split("=", 1)[1].split(";")[0]


def sign_in_as(browser: TestClient, stores: Stores, officer: Officer) -> None:
    """Let a browser be an officer's, as after any way of coming in."""
    enter(stores, officer)
    browser.cookies.set(COOKIE, session_of(officer.number))


@pytest.fixture
def browse() -> Iterator[Browse]:
    """Opens applications in a browser that sends `headers` with every request."""
    with ExitStack() as opened:

        def browser(*applications: WebApplication, headers: dict[str, str] | None = None) -> TestClient:
            client = TestClient(Site(*applications), base_url="https://risk.test", headers=headers)
            return opened.enter_context(client)

        yield browser
