"""Signed links open without the key of the endpoint, and nothing else does."""

from datetime import date

from fastapi import FastAPI

from deployments.web.acknowledgement import acknowledgement_page
from deployments.web.documents import document_page
from deployments.web.guard import Guard, SignedLinks
from deployments.web.sign_in.signed_in import sign_in_pages
from deployments.web.site import WebApplication
from sql.stores import Stores
from tests.deployments.web.conftest import LI, Browse, sign_in_as, signing_in


def test_links_need_no_key_and_everything_else_does(stores: Stores, browse: Browse) -> None:
    app, links = FastAPI(), SignedLinks(("s",), lambda: date(2021, 3, 31))

    @app.get("/health")
    def health() -> str:
        return "well"

    endpoint = WebApplication(Guard(app, largest=100, key="k"), "/")
    sign_in = signing_in(stores, date(2021, 3, 31))
    signed = acknowledgement_page(stores, links, sign_in), document_page(stores.folder, links, sign_in)
    browser = browse(*signed, sign_in_pages(sign_in), endpoint)
    assert "Sign in" in browser.get("/acknowledge/made-up").text
    sign_in_as(browser, stores, LI)
    assert browser.get("/acknowledge/made-up").status_code == 410
    assert browser.get("/documents/made-up").status_code == 410
    assert browser.get("/health").status_code == 401
    assert browser.get("/health", headers={"X-API-Key": "k"}).json() == "well"
    for path in ("/acknowledge/../health", "/acknowledge", "/documents", "/openapi.json"):
        assert browser.get(path).status_code == 401
