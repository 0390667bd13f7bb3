"""The web application that screens single declarations: an import system requests the lane of each."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import HTTPException
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect

from deployments.web.guard import Guard
from deployments.web.site import WebApplication
from tasks.clearance.endpoint.answer import Answer
from tasks.clearance.endpoint.declared_json import declaration_of
from tasks.clearance.endpoint.screening import BusyError, NoParametersError, SingleScreening
from tasks.collection.one_declaration import DeclarationRefusedError

LARGEST = 1024 * 1024  # bytes of a declaration
_LARGE = 64 * 1024  # bytes: a declaration of some hundred items
_LOG = logging.getLogger("customs_risk.endpoint")
_SHOWN = 200  # characters of a value that is refused
_EXAMPLE = {
    "declaration_id": "530120211000000001",
    "lodged_on": "2021-03-02",
    "office": "SHA1",
    "importer": "3101910123",
    "hs_code": "87031011",
    "country_of_departure": "DE",
    "country_of_origin": "DE",
    "duty_rate": 15,
    "net_mass": 1200,
    "item_value": 45000,
}
_OF_ITEM = ("hs_code", "country_of_origin", "duty_rate", "net_mass", "item_value")
_SEVERAL_ITEMS = {name: value for name, value in _EXAMPLE.items() if name not in _OF_ITEM} | {
    "items": [
        {name: _EXAMPLE[name] for name in _OF_ITEM},
        {"hs_code": "87089990", "country_of_origin": "CZ", "duty_rate": 6, "net_mass": 80, "item_value": 2100},
    ]
}


_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object", "title": "Declaration"},
                "examples": {"one item": {"value": _EXAMPLE}, "several items": {"value": _SEVERAL_ITEMS}},
            }
        },
    }
}


@dataclass(frozen=True)
class Refusal:
    """Why a declaration gets no lane: the column or place at fault, its value, and what is wrong with it."""

    column: str
    value: str | None
    reason: str


@dataclass(frozen=True)
class Health:
    """The business day and rules that the endpoint decides by now, and how many declarations of the day it answered."""

    business_day: str
    version_set: str
    parameters: int
    answered: int


def screening_application(screening: SingleScreening, key: str | None) -> WebApplication:
    """Answers declarations by `screening`; callers send `key` as X-API-Key (None: no key)."""
    settling = ThreadPoolExecutor(1, "answers")  # while it waits for the disk, the next declarations are read
    app = FastAPI(
        title="Customs Risk Flows: screening",
        description="The lane of one declaration, as the batch decides it. The answer is recorded before it is sent "
        "and stays: send a declaration again if no answer arrives.",
        docs_url=None,  # its page loads scripts from elsewhere; the description is at /openapi.json
        redoc_url=None,
    )

    @app.post(
        "/declarations",
        responses={422: {"model": Refusal}, 503: {"model": dict[str, str]}},
        openapi_extra=_BODY,
    )
    async def screen(request: Request) -> Answer:
        """Lane, advice (`High risk! Targeted check!` …, or `OK`), what to check, and why.

        A declaration is flat where it has one goods item; else it is the header with `items`. The same number with
        another content is an amendment: its lane may only rise. With the function `cancelled` it ends. Before the first
        parameter is in force the answer is 503.
        """
        body = await _sent(request)
        # What takes long in the loop makes others wait: to read a large declaration, to look for an earlier decision.
        is_small = len(body) < _LARGE
        declaration = declaration_of(body) if is_small else await run_in_threadpool(declaration_of, body)
        at_once = is_small and not screening.looks_back(declaration)
        coming = screening.submit(declaration) if at_once else await run_in_threadpool(screening.submit, declaration)
        if not coming.done():
            settling.submit(screening.settle)
        return await asyncio.wrap_future(coming)

    @app.get("/health")
    async def health() -> Health:
        """The rules that decide now, and the number of answers today."""
        current = screening.current
        answered = len(screening.journals[current.day])
        return Health(current.day.isoformat(), current.identity, len(current.parameters.parameters), answered)

    @app.exception_handler(DeclarationRefusedError)
    async def refused(_: Request, problem: DeclarationRefusedError) -> JSONResponse:
        value = None if problem.value is None else problem.value[:_SHOWN].encode("utf-8", "backslashreplace").decode()
        return JSONResponse(vars(Refusal(problem.column[:_SHOWN], value, problem.reason)), 422)

    @app.exception_handler(NoParametersError)
    async def no_parameters(_: Request, problem: NoParametersError) -> JSONResponse:
        return JSONResponse({"detail": str(problem)}, 503)

    @app.exception_handler(BusyError)
    async def busy(_: Request, problem: BusyError) -> JSONResponse:
        return JSONResponse({"detail": str(problem)}, 503, {"Retry-After": "1"})

    @app.exception_handler(OSError)
    @app.exception_handler(SQLAlchemyError)
    async def not_kept(_: Request, problem: Exception) -> JSONResponse:
        reason = problem.strerror if isinstance(problem, OSError) else "the register cannot be reached"
        _LOG.error("an answer could not be kept: %s", problem)
        sentence = f"the answer could not be kept ({reason}): nothing is decided, send the declaration again"
        return JSONResponse({"detail": sentence}, 503, {"Retry-After": "10"})

    return WebApplication(Guard(app, largest=LARGEST, key=key), "/")


async def _sent(request: Request) -> bytes:
    """The body of a request, which must say that it is JSON: then no page of another site can send it unasked."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "send the declaration as JSON, with the header Content-Type: application/json")
    try:
        return await request.body()
    except ClientDisconnect:
        raise HTTPException(400, "the declaration did not arrive whole: send it again") from None
