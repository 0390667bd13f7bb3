"""The person behind a request, as a dependency of pages; and the pages of signing in and out."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from deployments.web.guard import Guard, page_headers
from deployments.web.sign_in.session import COOKIE, Sessions, own_path
from deployments.web.sign_in.way import PATH, SignInContext, SignInSettings, ways
from deployments.web.site import WebApplication, pages
from sql.register.tables import RegisteredPerson
from sql.stores import Stores
from sql.terms import Language
from tasks.documents.pages import page
from tasks.persons.acting import acting
from tasks.persons.person import Person, PersonRefusedError
from tasks.persons.register import person_of

_TEMPLATE = Path(__file__).parent / "sign_in.html"
_LARGEST = 4_096  # bytes of a form
_SAFE_METHODS = ("GET", "HEAD")
_HEADERS = page_headers("style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'")


class NotSignedInError(PersonRefusedError):
    """Nobody is known to look at a page; they sign in first."""


class SignIn:
    """Knows who sends a request, by any of the ways of coming in."""

    def __init__(
        self,
        stores: Stores,
        secrets: tuple[str, ...],
        today: Callable[[], date],
        settings: SignInSettings | None = None,
    ) -> None:
        settings = settings or SignInSettings()
        sessions = Sessions(secrets, secure=settings.secure)
        self.context = SignInContext(stores, secrets, today, settings, sessions)

    async def signed_in(self, request: Request) -> Person:
        """The person who sends a request, for `Depends`; raises PersonRefusedError, NotSignedInError for nobody.

        What changes something is taken from pages of this site alone.
        """
        if request.method not in _SAFE_METHODS and request.headers.get("sec-fetch-site", "same-origin") not in (
            "same-origin",
            "none",
        ):
            raise PersonRefusedError("this form was sent by a page of another site: open the page here")
        return await run_in_threadpool(self.person, request)

    def person(self, request: Request) -> Person:
        """The person who sends a request; raises as `signed_in` does. What vouches for each request comes first."""
        today = self.context.today()
        for way in ways():
            account = way.account(request, self.context)
            if account is not None:
                return acting(self.context.stores, *account, today)
        number = self.context.sessions.number(request.cookies.get(COOKIE))
        if number is None:
            raise NotSignedInError("sign in first")
        with self.context.stores.register.reading() as session:
            row = session.get(RegisteredPerson, number)
            found = None if row is None else person_of(row)
        if found is None or not found.valid_on(today):
            raise PersonRefusedError(f"{number} is not a person who acts on {today}: a platform engineer renews it")
        return found


def pages_for(router: APIRouter, refusal: Callable[[int, str], Response]) -> FastAPI:
    """The pages of a router whose routes depend on who is signed in: who is not is led to sign in, then back."""
    app = pages(router)

    @app.exception_handler(PersonRefusedError)
    async def refused(request: Request, problem: PersonRefusedError) -> Response:
        if not isinstance(problem, NotSignedInError):
            return refusal(403, str(problem))
        if request.method not in _SAFE_METHODS:
            return refusal(401, str(problem))
        return RedirectResponse(f"{PATH}?next={quote(request.url.path)}", 303, headers={"Cache-Control": "no-store"})

    return app


def sign_in_pages(sign_in: SignIn) -> WebApplication:
    """The page with every way of coming in, the pages of each, and signing out."""
    context, router = sign_in.context, APIRouter(prefix=PATH)

    @router.get("")
    async def show(request: Request) -> Response:
        after = own_path(request.query_params.get("next", PATH))
        try:
            person = await sign_in.signed_in(request)
        except NotSignedInError:
            begun = [(way.title, way.start(context)) for way in ways()]
            starts = [(title, f"{path}?next={quote(after)}") for title, path in begun if path is not None]
            return answer_page(200, starts=starts)
        return answer_page(200, person=person)

    @router.post("/out")
    async def out(request: Request) -> Response:
        await sign_in.signed_in(request)
        answer = answer_page(200, out=True)
        context.sessions.close(answer)
        return answer

    for way in ways():
        routes = way.routes(context)
        if routes is not None:
            router.include_router(routes)
    app = pages_for(router, lambda status, sentence: answer_page(status, refusal=sentence))
    return WebApplication(Guard(app, largest=_LARGEST, key=None, refusal=_refusal), PATH)


def answer_page(status: int, **values: Any) -> HTMLResponse:
    """The page of signing in, with what it says."""
    return HTMLResponse(page(_TEMPLATE, Language.ENGLISH, **values), status, headers=_HEADERS)


def _refusal(status: int, sentence: str) -> Response:
    return answer_page(status, refusal=sentence)
