"""What a signed link to a report opens: the document as it was written, and nothing else of the data folder."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, PlainTextResponse

from tasks.notification.links import DOCUMENTS, LinkRefusedError, ticket_of

_KINDS = {".html": "text/html; charset=utf-8", ".pdf": "application/pdf"}
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",  # the address is the key: it is told to nobody
    "X-Content-Type-Options": "nosniff",
}


def document_page(folder: Path, secrets: Sequence[str], today: Callable[[], date]) -> APIRouter:
    """Opens documents below the data folder `folder` for links that one of the secrets signed."""
    router = APIRouter()

    @router.get(f"/{DOCUMENTS}/{{token}}")
    async def show(token: str) -> Response:
        return await run_in_threadpool(_shown, folder.resolve(), token, secrets, today())

    return router


def _shown(folder: Path, token: str, secrets: Sequence[str], today: date) -> Response:
    try:
        ticket = ticket_of(token, secrets, today, DOCUMENTS)
    except LinkRefusedError as problem:
        return PlainTextResponse(f"{problem}.", 410, headers=_HEADERS)
    document = (folder / ticket.key).resolve()
    if document.suffix not in _KINDS or not document.is_relative_to(folder) or not document.is_file():
        return PlainTextResponse("this document is no longer there.", 404, headers=_HEADERS)
    return FileResponse(document, media_type=_KINDS[document.suffix], headers=_HEADERS)
