"""The web application behind the link of a message: shows what the message is about, and acknowledges it by a button.

Opening the page changes nothing, because mail programs open links by themselves.
"""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response

from deployments.web.guard import Guard, SignedLinks, page_headers
from deployments.web.sign_in.signed_in import SignIn, pages_for
from deployments.web.site import WebApplication
from sql.stores import Stores
from sql.terms import Language
from tasks.documents.pages import page
from tasks.notification.acknowledgement import acknowledge_by_link, told_by_link
from tasks.notification.links import PATH, LinkRefusedError
from tasks.persons.person import Person

_TEMPLATE = Path(__file__).parent / "acknowledgement.html"
_LONGEST_FORM = 4_096  # bytes
_HEADERS = page_headers("style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'")


def acknowledgement_page(stores: Stores, links: SignedLinks, sign_in: SignIn) -> WebApplication:
    """Shows the subject of a link to who is signed in for its unit (GET), and acknowledges it (POST)."""
    router = APIRouter()

    @router.get(f"/{PATH}/{{token}}")
    async def show(token: str, person: Annotated[Person, Depends(sign_in.signed_in)]) -> Response:
        return await run_in_threadpool(_subject, stores, links, token, person)

    @router.post(f"/{PATH}/{{token}}")
    async def acknowledge(token: str, person: Annotated[Person, Depends(sign_in.signed_in)]) -> Response:
        return await run_in_threadpool(_acknowledgement, stores, links, token, person)

    app = pages_for(router, _refusal)
    return WebApplication(Guard(app, largest=_LONGEST_FORM, key=None, refusal=_refusal), f"/{PATH}/")


def _subject(stores: Stores, links: SignedLinks, token: str, person: Person) -> Response:
    try:
        subject = told_by_link(stores, token, secrets=links.secrets, today=links.today())
    except LinkRefusedError as problem:
        return _refusal(410, str(problem))
    links.check(person, subject.unit)
    return _page(200, subject.language, subject=subject, person=person)


def _acknowledgement(stores: Stores, links: SignedLinks, token: str, person: Person) -> Response:
    today = links.today()
    try:
        subject = told_by_link(stores, token, secrets=links.secrets, today=today)
        links.check(person, subject.unit)
        done = acknowledge_by_link(stores, token, officer=person.number, secrets=links.secrets, today=today)
    except LinkRefusedError as problem:
        return _refusal(410, str(problem))
    return _page(200, subject.language, officer=done["acknowledged_by"])


def _refusal(status: int, sentence: str) -> HTMLResponse:
    return _page(status, Language.ENGLISH, refusal=sentence)


def _page(status: int, language: Language, **values: Any) -> HTMLResponse:
    return HTMLResponse(page(_TEMPLATE, language, **values), status, headers=_HEADERS)
