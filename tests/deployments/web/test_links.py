"""What links open is answered without the key of the endpoint, and nothing else is."""

from datetime import date

from fastapi import FastAPI
from fastapi.testclient import TestClient

from deployments.web.acknowledgement import Desk
from deployments.web.guard import Gate
from deployments.web.links import LinksBeside
from sql.stores import Stores


def test_links_need_no_key_and_everything_else_does(stores: Stores) -> None:
    endpoint = FastAPI()
    endpoint.add_middleware(Gate, key="k")

    @endpoint.get("/health")
    def health() -> str:
        return "well"

    with TestClient(LinksBeside(endpoint, Desk(stores, ("s",), lambda: date(2021, 3, 31)))) as browser:
        assert browser.get("/acknowledge/made-up").status_code == 410
        assert browser.get("/documents/made-up").status_code == 410
        assert browser.get("/health").status_code == 401
        assert browser.get("/health", headers={"X-API-Key": "k"}).json() == "well"
        for path in ("/acknowledge/../health", "/acknowledge", "/documents", "/openapi.json"):
            assert browser.get(path).status_code == 401
