"""The web application behind links to reports: opens written documents, and no other file of the data folder."""

from datetime import date
from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, PlainTextResponse

from deployments.web.guard import Guard, SignedLinks, page_headers
from deployments.web.site import WebApplication, pages
from tasks.notification.links import DOCUMENTS, LinkRefusedError, ticket_of

_KINDS = {".html": "text/html; charset=utf-8", ".pdf": "application/pdf"}
_HEADERS = page_headers("img-src data:; style-src 'unsafe-inline'")


def document_page(folder: Path, links: SignedLinks) -> WebApplication:
    """Opens documents below the data folder `folder` for signed links."""
    router = APIRouter()

    @router.get(f"/{DOCUMENTS}/{{token}}")
    async def show(token: str) -> Response:
        return await run_in_threadpool(_document, folder.resolve(), token, links, links.today())

    return WebApplication(Guard(pages(router), largest=0, key=None), f"/{DOCUMENTS}/")


def _document(folder: Path, token: str, links: SignedLinks, today: date) -> Response:
    try:
        ticket = ticket_of(token, links.secrets, today, DOCUMENTS)
    except LinkRefusedError as problem:
        return PlainTextResponse(f"{problem}.", 410, headers=_HEADERS)
    document = (folder / ticket.key).resolve()
    if document.suffix not in _KINDS or not document.is_relative_to(folder) or not document.is_file():
        return PlainTextResponse("this document no longer exists.", 404, headers=_HEADERS)
    return FileResponse(document, media_type=_KINDS[document.suffix], headers=_HEADERS)
