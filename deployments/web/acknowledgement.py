"""The web application behind the link of a message: shows what the message is about, and acknowledges it by a button.

Opening the page changes nothing, because mail programs open links by themselves.
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from deployments.web.guard import Guard, SignedLinks, page_headers
from deployments.web.site import WebApplication, pages
from sql.stores import Stores
from sql.terms import Language
from tasks.documents.pages import page
from tasks.notification.acknowledgement import acknowledge_by_link, told_by_link
from tasks.notification.links import PATH, LinkRefusedError

_TEMPLATE = Path(__file__).parent / "acknowledgement.html"
_LONGEST_FORM = 4_096  # bytes
_LONGEST_NAME = 100
_HEADERS = page_headers("style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'")


def acknowledgement_page(stores: Stores, links: SignedLinks) -> WebApplication:
    """Shows the subject of a link (GET), and acknowledges it (POST)."""
    router = APIRouter()

    @router.get(f"/{PATH}/{{token}}")
    async def show(token: str) -> HTMLResponse:
        return await run_in_threadpool(_subject, stores, links, token)

    @router.post(f"/{PATH}/{{token}}")
    async def acknowledge(token: str, request: Request) -> HTMLResponse:
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        return await run_in_threadpool(
            _acknowledgement, stores, links, token, form.get("officer", [""])[0][:_LONGEST_NAME]
        )

    return WebApplication(Guard(pages(router), largest=_LONGEST_FORM, key=None, refusal=_refusal), f"/{PATH}/")


def _subject(stores: Stores, links: SignedLinks, token: str) -> HTMLResponse:
    try:
        subject = told_by_link(stores, token, secrets=links.secrets, today=links.today())
    except LinkRefusedError as problem:
        return _refusal(410, str(problem))
    return _page(200, subject.language, subject=subject)


def _acknowledgement(stores: Stores, links: SignedLinks, token: str, officer: str) -> HTMLResponse:
    today = links.today()
    try:
        subject = told_by_link(stores, token, secrets=links.secrets, today=today)
        done = acknowledge_by_link(stores, token, officer=officer, secrets=links.secrets, today=today)
    except LinkRefusedError as problem:
        return _refusal(410, str(problem))
    return _page(200, subject.language, officer=done["acknowledged_by"])


def _refusal(status: int, sentence: str) -> HTMLResponse:
    return _page(status, Language.ENGLISH, refusal=sentence)


def _page(status: int, language: Language, **values: Any) -> HTMLResponse:
    return HTMLResponse(page(_TEMPLATE, language, **values), status, headers=_HEADERS)
