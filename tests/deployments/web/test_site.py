"""Signed links open without the key of the endpoint, and nothing else does."""

import inspect
from datetime import date
from importlib import import_module
from pkgutil import iter_modules

from fastapi import FastAPI

from deployments import web
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


# Programs send declarations with the key of the endpoint, the documentation is for everybody, and one signs in unknown.
OPEN = ("screening", "documentation", "sign_in")


def test_every_page_behind_a_link_asks_who_looks(stores: Stores, browse: Browse) -> None:
    links, sign_in = SignedLinks(("s",), lambda: date(2021, 3, 31)), signing_in(stores, date(2021, 3, 31))
    makers = {"acknowledgement": acknowledgement_page(stores, links, sign_in)}
    makers["documents"] = document_page(stores.folder, links, sign_in)
    made = {
        module.name
        for module in iter_modules(web.__path__)
        if "WebApplication(" in inspect.getsource(import_module(f"{web.__name__}.{module.name}"))
    }
    assert made - {*OPEN, "site"} == set(makers), "a new page names who may look at it here"
    for page in makers.values():
        browser = browse(page)
        for method in ("GET", "POST"):
            answer = browser.request(method, f"{page.path}token", follow_redirects=False)
            assert answer.status_code in (303, 401, 405, 413)
            assert answer.status_code != 303 or answer.headers["location"].startswith("/sign-in?next=")
