"""The page over HTTP. Looking at it changes nothing: mail programs open links by themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from sql.stores import Stores
from sql.terms import Language
from tasks.documents.pages import page
from tasks.notification.acknowledgement import acknowledge_by_link, told_by_link
from tasks.notification.links import PATH, LinkRefusedError

_TEMPLATE = Path(__file__).parent / "acknowledgement.html"
_LONGEST_FORM = 4_096  # bytes
_LONGEST_NAME = 100
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",  # the address is the key: it is told to nobody
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Desk:
    """What the page needs: the stores, the secrets that sign links, and the business date when it is asked."""

    stores: Stores
    secrets: Sequence[str]
    today: Callable[[], date]


def acknowledgement_page(desk: Desk) -> APIRouter:
    """The two answers of the page: what the link is about (GET), and acknowledging it (POST)."""
    router = APIRouter()

    @router.get(f"/{PATH}/{{token}}")
    async def show(token: str) -> HTMLResponse:
        return await run_in_threadpool(_shown, desk, token)

    @router.post(f"/{PATH}/{{token}}")
    async def acknowledge(token: str, request: Request) -> HTMLResponse:
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > _LONGEST_FORM:
            return _page(413, Language.ENGLISH, refusal="send the form of this page, and no more")
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        return await run_in_threadpool(_acknowledged, desk, token, form.get("officer", [""])[0][:_LONGEST_NAME])

    return router


def _shown(desk: Desk, token: str) -> HTMLResponse:
    try:
        told = told_by_link(desk.stores, token, secrets=desk.secrets, today=desk.today())
    except LinkRefusedError as problem:
        return _page(410, Language.ENGLISH, refusal=str(problem))
    return _page(200, told.language, told=told)


def _acknowledged(desk: Desk, token: str, officer: str) -> HTMLResponse:
    try:
        told = told_by_link(desk.stores, token, secrets=desk.secrets, today=desk.today())
        done = acknowledge_by_link(desk.stores, token, officer=officer, secrets=desk.secrets, today=desk.today())
    except LinkRefusedError as problem:
        return _page(410, Language.ENGLISH, refusal=str(problem))
    return _page(200, told.language, officer=done["acknowledged_by"])


def _page(status: int, language: Language, **values: Any) -> HTMLResponse:
    return HTMLResponse(page(_TEMPLATE, language, **values), status, headers=_HEADERS)
