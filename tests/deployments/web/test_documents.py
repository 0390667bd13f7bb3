"""A signed link opens its document; nothing else of the data folder can be had."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from deployments.web.documents import document_page
from deployments.web.guard import SignedLinks
from deployments.web.site import WebApplication
from tasks.notification.links import DAYS_OF_DOCUMENTS, DOCUMENTS, PATH, LinkMaker, Ticket, signed_token
from tests.deployments.web.conftest import Browse

DAY = date(2021, 3, 31)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data" / "reports").mkdir(parents=True)
    (tmp_path / "data" / "reports" / "analysis.html").write_text("<p>found</p>", encoding="utf-8")
    (tmp_path / "data" / "register.sqlite").write_bytes(b"everything")
    (tmp_path / "outside.html").write_text("elsewhere", encoding="utf-8")
    return tmp_path / "data"


def documents(folder: Path, today: date = DAY) -> WebApplication:
    return document_page(folder, SignedLinks(["new", "old"], lambda: today))


def test_a_link_opens_its_document_also_after_the_secret_was_rotated(folder: Path, browse: Browse) -> None:
    for secret in ("new", "old"):
        link = LinkMaker("https://risk.test/", (secret,)).document("reports/analysis.html", "SH", DAY)
        answer = browse(documents(folder)).get(link)
        assert (answer.status_code, answer.text) == (200, "<p>found</p>")
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_link_is_over_after_ninety_days(folder: Path, browse: Browse) -> None:
    link = LinkMaker("https://risk.test", ("new",)).document("reports/analysis.html", "SH", DAY)
    assert browse(documents(folder, DAY + timedelta(days=DAYS_OF_DOCUMENTS))).get(link).status_code == 200
    over = browse(documents(folder, DAY + timedelta(days=DAYS_OF_DOCUMENTS + 1))).get(link)
    assert over.status_code == 410
    assert "take a newer one" in over.text


@pytest.mark.parametrize(
    "path", ["register.sqlite", "../outside.html", "/etc/hostname", "reports", "reports/none.html"]
)
def test_what_is_no_document_of_the_folder_is_not_there(folder: Path, path: str, browse: Browse) -> None:
    link = LinkMaker("https://risk.test", ("new",)).document(path, "SH", DAY)
    assert browse(documents(folder)).get(link).status_code == 404


def test_a_link_that_was_not_signed_for_this_opens_nothing(folder: Path, browse: Browse) -> None:
    ticket = Ticket("reports/analysis.html", "SH", DAY)
    for token in (signed_token(ticket, "stranger", DOCUMENTS), signed_token(ticket, "new", PATH), "made.up"):
        assert browse(documents(folder)).get(f"/{DOCUMENTS}/{token}").status_code == 410
