"""Signed links open without the key of the endpoint, and nothing else does."""

from datetime import date

from fastapi import FastAPI

from deployments.web.acknowledgement import acknowledgement_page
from deployments.web.documents import document_page
from deployments.web.guard import Guard, SignedLinks
from deployments.web.site import WebApplication
from sql.stores import Stores
from tests.deployments.web.conftest import Browse


def test_links_need_no_key_and_everything_else_does(stores: Stores, browse: Browse) -> None:
    app, links = FastAPI(), SignedLinks(("s",), lambda: date(2021, 3, 31))

    @app.get("/health")
    def health() -> str:
        return "well"

    endpoint = WebApplication(Guard(app, largest=100, key="k"), "/")
    browser = browse(acknowledgement_page(stores, links), document_page(stores.folder, links), endpoint)
    assert browser.get("/acknowledge/made-up").status_code == 410
    assert browser.get("/documents/made-up").status_code == 410
    assert browser.get("/health").status_code == 401
    assert browser.get("/health", headers={"X-API-Key": "k"}).json() == "well"
    for path in ("/acknowledge/../health", "/acknowledge", "/documents", "/openapi.json"):
        assert browser.get(path).status_code == 401
