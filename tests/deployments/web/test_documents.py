"""A signed link opens its document; nothing else of the data folder can be had."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from deployments.web.documents import document_page
from deployments.web.guard import SignedLinks
from sql.stores import Stores
from tasks.notification.links import DAYS_OF_DOCUMENTS, DOCUMENTS, PATH, LinkMaker, Ticket, signed_token
from tests.deployments.web.conftest import LI, Browse, sign_in_as, signing_in
from tests.persons import Officer

DAY = date(2021, 3, 31)


Open = Callable[..., TestClient]


@pytest.fixture
def opened(stores: Stores, browse: Browse, tmp_path: Path) -> Open:
    """A browser of an officer of SH, by default, that opens documents on a day."""
    (stores.folder / "reports").mkdir(parents=True)
    (stores.folder / "reports" / "analysis.html").write_text("<p>found</p>", encoding="utf-8")
    (tmp_path / "outside.html").write_text("elsewhere", encoding="utf-8")

    def browser(today: date = DAY, officer: Officer = LI) -> TestClient:
        links = SignedLinks(["new", "old"], lambda: today)
        client = browse(document_page(stores.folder, links, signing_in(stores, today)))
        sign_in_as(client, stores, officer)
        return client

    return browser


def test_a_link_opens_its_document_also_after_the_secret_was_rotated(opened: Open) -> None:
    for secret in ("new", "old"):
        link = LinkMaker("https://risk.test/", (secret,)).document("reports/analysis.html", "SH", DAY)
        answer = opened().get(link)
        assert (answer.status_code, answer.text) == (200, "<p>found</p>")
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_link_is_over_after_a_week(opened: Open) -> None:
    link = LinkMaker("https://risk.test", ("new",)).document("reports/analysis.html", "SH", DAY)
    assert DAYS_OF_DOCUMENTS == 7
    assert opened(DAY + timedelta(days=DAYS_OF_DOCUMENTS)).get(link).status_code == 200
    over = opened(DAY + timedelta(days=DAYS_OF_DOCUMENTS + 1)).get(link)
    assert over.status_code == 410
    assert "take a newer one" in over.text


@pytest.mark.parametrize(("unit", "status"), [("CN", 200), ("SH", 200), ("SHA", 403), ("QD", 403)])
def test_a_document_is_for_its_unit_and_those_above(opened: Open, unit: str, status: int) -> None:
    link = LinkMaker("https://risk.test", ("new",)).document("reports/analysis.html", "SH", DAY)
    answer = opened(officer=Officer("18", unit)).get(link)
    assert answer.status_code == status
    assert ("found" in answer.text) == (status == 200)


def test_who_is_not_signed_in_opens_nothing(opened: Open) -> None:
    browser = opened()
    browser.cookies.clear()
    link = LinkMaker("", ("new",)).document("reports/analysis.html", "SH", DAY)
    answer = browser.get(link, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={link}")


@pytest.mark.parametrize(
    "path", ["register.sqlite", "../outside.html", "/etc/hostname", "reports", "reports/none.html"]
)
def test_what_is_no_document_of_the_folder_is_not_there(path: str, opened: Open) -> None:
    link = LinkMaker("https://risk.test", ("new",)).document(path, "SH", DAY)
    assert opened().get(link).status_code == 404


def test_a_link_that_was_not_signed_for_this_opens_nothing(opened: Open) -> None:
    ticket = Ticket("reports/analysis.html", "SH", DAY)
    for token in (signed_token(ticket, "stranger", DOCUMENTS), signed_token(ticket, "new", PATH), "made.up"):
        assert opened().get(f"/{DOCUMENTS}/{token}").status_code == 410
