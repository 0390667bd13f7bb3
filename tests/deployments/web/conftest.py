"""One way of opening the web applications for their tests: on one site, each behind its guard, as they are served."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from fastapi.testclient import TestClient

from deployments.web.site import Site, WebApplication

Browse = Callable[..., TestClient]


@pytest.fixture
def browse() -> Iterator[Browse]:
    """Opens applications in a browser that sends `headers` with every request."""
    with ExitStack() as opened:

        def browser(*applications: WebApplication, headers: dict[str, str] | None = None) -> TestClient:
            client = TestClient(Site(*applications), base_url="https://risk.test", headers=headers)
            return opened.enter_context(client)

        yield browser
