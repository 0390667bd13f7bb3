"""The desk of an installation in a browser, and what tests read of its pages."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from prefect import Flow, Task
from prefect.client.schemas.objects import State

from deployments.web.desk.application import LANGUAGE, desk
from deployments.web.desk.thing import Field
from flows import publishing
from sql.stores import Stores
from sql.terms import Language
from tasks.notification.links import desk_path
from tests.deployments.web.conftest import SECRETS, Browse, sign_in_as, signing_in
from tests.deployments.web.desk.examples import TODAY
from tests.persons import Officer

_TOKEN = re.compile(r'name="token" value="([^"]+)"')
_TOLD = re.compile(r'<div class="told (done|fault)" role="\w+">(.*?)</div>', re.DOTALL)
_MOVE = re.compile(r'name="move" value="([^"]+)"')


@dataclass
class Person:
    """Somebody at the desk."""

    browser: TestClient

    def open(self, path: str) -> str:
        """The page at a path."""
        answer = self.browser.get(path)
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def status(self, path: str) -> int:
        """Whether the page at a path is there for them."""
        return int(self.browser.get(path, follow_redirects=False).status_code)

    def offered(self, kind: str, key: str) -> list[str]:
        """The moves that the page of a thing offers."""
        return _MOVE.findall(self.open(desk_path(kind, key)))

    def send(self, path: str, form: dict[str, str | list[str]], page: str | None = None) -> tuple[int, str]:
        """Status and page of a form, with the token of a page, by default that of the work list."""
        found = _TOKEN.search(self.open(page or path))
        token = "" if found is None else found[1]
        answer = self.browser.post(path, data={"token": token, **form}, follow_redirects=False)
        if answer.status_code != 303:
            return int(answer.status_code), str(answer.text)
        return 303, self.open(answer.headers["location"])

    def make(self, of: str, key: str, move: str, **fields: str) -> tuple[int, str]:
        """Status and page after a move with one thing of a kind."""
        page = desk_path(of, key)
        form: dict[str, str | list[str]] = {"key": key, "move": move, "after": page}
        return self.send(desk_path(of), form | {f"f.{name}": value for name, value in fields.items()}, page)

    def speak(self, language: Language) -> None:
        """Choose a language."""
        self.browser.cookies.set(LANGUAGE, str(language))


Sit = Callable[[Officer], Person]


def told(page: str) -> tuple[str, str]:
    """How a move went, and what the page says of it."""
    found = _TOLD.search(page)
    assert found is not None, page
    return found[1], unescape(found[2])


def filled(fields: list[Field]) -> dict[str, str]:
    """Something for every field that must be filled in: what stands there first, or else anything."""
    texts = {"number": "1", "whole": "1", "day": "2021-06-30", "time": "09:30"}
    past = dict.fromkeys(("paid_on", "occurred_on"), "2021-01-04")  # when duty was paid short
    return {
        each.name: str(each.initial)
        or (each.choices[0][0] if each.kind == "choice" else past.get(each.name))
        or texts.get(each.kind, "For a good reason")
        for each in fields
        if each.required
    }


@pytest.fixture
def at_once(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let moves run their flows and tasks as plain functions: Prefect's record of each takes longer than its work."""
    monkeypatch.setenv("CUSTOMS_RISK_DATA_FOLDER", str(stores.folder))
    monkeypatch.setenv("CUSTOMS_RISK_BUSINESS_DATE", TODAY.isoformat())

    def flow(self: Flow[Any, Any], *args: Any, return_state: bool = False, **parameters: Any) -> Any:
        assert return_state
        ended = self.fn(*args, **parameters)
        return ended if isinstance(ended, State) else SimpleNamespace(is_completed=lambda: True, result=lambda: ended)

    monkeypatch.setattr(Flow, "__call__", flow)
    monkeypatch.setattr(Task, "__call__", lambda self, *args, **parameters: self.fn(*args, **parameters))
    for name in ("create_table_artifact", "create_link_artifact", "create_markdown_artifact", "emit_event"):
        monkeypatch.setattr(publishing, name, lambda *_, **__: None, raising=False)


@pytest.fixture
def sit(stores: Stores, browse: Browse) -> Sit:
    """Seats an officer at the desk."""

    def seated(officer: Officer) -> Person:
        sign_in = signing_in(stores, TODAY)
        browser = browse(desk(stores, SECRETS, sign_in, lambda: TODAY))
        sign_in_as(browser, stores, officer)
        browser.cookies.set(LANGUAGE, "en")
        return Person(browser)

    return seated
