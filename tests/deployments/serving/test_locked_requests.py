"""A form that meets a locked record is served all the same."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from deployments.serving import locked_requests as locked_requests
from deployments.serving.locked_requests import RetryLocked


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locked_requests, "_PAUSES", (0.0, 0.0, 0.0))


def browser(answers: Iterator[int]) -> tuple[TestClient, list[bytes]]:
    """A browser before a server that answers with these, and what the server was sent each time."""
    server, sent = FastAPI(), list[bytes]()

    @server.api_route("/runs", methods=["GET", "POST"])
    async def runs(request: Request) -> JSONResponse:
        sent.append(await request.body())
        return JSONResponse({"try": len(sent)}, next(answers))

    return TestClient(RetryLocked(server)), sent


def test_a_request_is_tried_again_whole_until_it_is_served() -> None:
    client, sent = browser(iter([503, 503, 201]))
    answer = client.post("/runs", json={"priorities": ["revenue"]})
    assert (answer.status_code, answer.json()) == (201, {"try": 3})
    assert sent == [b'{"priorities":["revenue"]}'] * 3


def test_what_the_server_raises_once_it_has_answered_is_no_obstacle() -> None:
    server, tries = FastAPI(), list[int]()

    @server.exception_handler(Exception)
    async def locked(request: Request, problem: Exception) -> JSONResponse:
        return JSONResponse({}, 503)

    @server.post("/runs")
    async def runs() -> dict[str, int]:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("insert into flow_run", {}, Exception("database is locked"))
        return {"try": len(tries)}

    assert TestClient(RetryLocked(server)).post("/runs").json() == {"try": 3}


def test_a_server_that_stays_unavailable_says_so_in_the_end() -> None:
    client, sent = browser(iter([503] * 9))
    assert client.post("/runs", content=b"x").status_code == 503
    assert len(sent) == 4


@pytest.mark.parametrize("status", [200, 201, 404, 409, 422, 500])
def test_any_other_answer_is_the_first_one(status: int) -> None:
    client, sent = browser(iter([status, 503]))
    assert client.post("/runs", content=b"x").status_code == status
    assert len(sent) == 1


def test_reading_is_not_tried_again() -> None:
    client, sent = browser(iter([503, 200]))
    assert client.get("/runs").status_code == 503
    assert len(sent) == 1
