"""The web application behind links to reports: opens written documents, and no other file of the data folder."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, PlainTextResponse

from deployments.web.guard import Guard, SignedLinks, page_headers
from deployments.web.sign_in.signed_in import SignIn, pages_for
from deployments.web.site import WebApplication
from tasks.notification.links import DOCUMENTS, LinkRefusedError, ticket_of
from tasks.persons.person import Person

_KINDS = {".html": "text/html; charset=utf-8", ".pdf": "application/pdf"}
_HEADERS = page_headers("img-src data:; style-src 'unsafe-inline'")


def document_page(folder: Path, links: SignedLinks, sign_in: SignIn) -> WebApplication:
    """Opens documents below the data folder `folder`, by signed links, for who acts for the unit of the link."""
    router = APIRouter()

    @router.get(f"/{DOCUMENTS}/{{token}}")
    async def show(token: str, person: Annotated[Person, Depends(sign_in.signed_in)]) -> Response:
        return await run_in_threadpool(_document, folder.resolve(), token, links, person)

    return WebApplication(Guard(pages_for(router, _refusal), largest=0, key=None), f"/{DOCUMENTS}/")


def _refusal(status: int, sentence: str) -> Response:
    return PlainTextResponse(f"{sentence}.", status, headers=_HEADERS)


def _document(folder: Path, token: str, links: SignedLinks, person: Person) -> Response:
    try:
        ticket = ticket_of(token, links.secrets, links.today(), DOCUMENTS)
    except LinkRefusedError as problem:
        return _refusal(410, str(problem))
    links.check(person, ticket.unit)
    document = (folder / ticket.key).resolve()
    if document.suffix not in _KINDS or not document.is_relative_to(folder) or not document.is_file():
        return _refusal(404, "this document no longer exists")
    return FileResponse(document, media_type=_KINDS[document.suffix], headers=_HEADERS)
