"""The desk served on a port of this machine for a real browser, and an officer who sits at it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import uvicorn

from deployments.web.desk.application import desk
from deployments.web.documents import document_page
from deployments.web.guard import SignedLinks
from deployments.web.sign_in.signed_in import sign_in_pages
from deployments.web.site import Site
from sql.stores import Stores
from tasks.persons.person import Person
from tasks.persons.sign_in_links import issue_link
from tests.deployments.web.conftest import SECRETS, signing_in
from tests.deployments.web.desk.examples import TODAY
from tests.persons import BEGIN, EVERY_ROLE, Officer, enter

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_ENGINEER = Person("E1", "E1", "CN", frozenset(EVERY_ROLE), BEGIN)
_STARTS_WITHIN = 30.0  # seconds


@contextmanager
def desk_served(stores: Stores, today: Callable[[], date] = lambda: TODAY) -> Iterator[str]:
    """Address of the desk of these stores, and of written documents. Its flows run where those of this test do."""
    sign_in = signing_in(stores, today())
    documents = document_page(stores.folder, SignedLinks(SECRETS, today), sign_in)
    site = Site(sign_in_pages(sign_in), documents, desk(stores, SECRETS, sign_in, today))
    server = uvicorn.Server(uvicorn.Config(site, port=0, log_level="error", access_log=False, ws="none"))
    thread = threading.Thread(target=copy_context().run, args=(server.run,), name="desk")
    thread.start()
    try:
        yield f"http://127.0.0.1:{_port(server)}"
    finally:
        server.should_exit = True
        thread.join()


def _port(server: uvicorn.Server) -> int:
    late = time.monotonic() + _STARTS_WITHIN
    while not server.started:
        assert time.monotonic() < late, "the desk did not start"
        threading.Event().wait(0.01)
    return int(server.servers[0].sockets[0].getsockname()[1])


@dataclass
class Seat:
    """An officer before a browser of their own; what they click and type is counted."""

    page: "Page"
    address: str
    clicks: int = 0
    typed: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Follow a link of a message."""
        self.page.goto(f"{self.address}{path}")

    def click(self, words: str, within: str = "body") -> None:
        """Click on the first link, button, heading of a form or box that reads so."""
        place = self.page.locator(within)
        named = place.get_by_role("button", name=words, exact=True).or_(
            place.get_by_role("link", name=words, exact=True)
        )
        named = named.or_(place.locator("summary", has_text=words)).or_(
            place.get_by_role("radio", name=words, exact=True)
        )
        named.first.click()
        self.clicks += 1

    def submit(self, words: str) -> None:
        """Send the form that stands open."""
        self.page.locator("details[open]").get_by_role("button", name=words, exact=True).click()
        self.clicks += 1

    def fill(self, label: str, words: str, within: str = "body") -> None:
        """Type into the field of this label."""
        self.page.locator(within).get_by_label(label, exact=False).first.fill(words)
        self.typed.append(words)

    @property
    def told(self) -> str:
        """What the page says of the move before."""
        return self.page.locator(".told").inner_text()


Seated = Callable[[Officer], Seat]


@contextmanager
def seats(stores: Stores, browser: "Browser", address: str) -> Iterator[Seated]:
    """Seats officers, each in a session of their own, who come in by their personal link."""
    contexts = []

    def seated(officer: Officer) -> Seat:
        enter(stores, officer)
        context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="en-GB")
        context.set_default_timeout(20_000)
        contexts.append(context)
        token = issue_link(stores, officer.number, days=3, secret=SECRETS[0], by=_ENGINEER, as_of=TODAY)
        seat = Seat(context.new_page(), address)
        seat.open(f"/sign-in/link/{token}")
        seat.page.get_by_role("button").first.click()
        return seat

    try:
        yield seated
    finally:
        for context in contexts:
            context.close()
