"""The web application of the desk: its addresses, and who may open them."""

from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from babel import negotiate_locale
from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from deployments.web.desk.forms import FormFaultError, Sent
from deployments.web.desk.look import Look
from deployments.web.desk.making import Made, make
from deployments.web.desk.search import found_by, wish_of
from deployments.web.desk.showing import shown, words
from deployments.web.desk.thing import PER_PAGE, Kind, NotSeenError, Thing, Work, kinds, leading_nowhere
from deployments.web.desk.tokens import Tokens, Told
from deployments.web.guard import Guard, page_headers
from deployments.web.sign_in.session import own_path
from deployments.web.sign_in.signed_in import SignIn, pages_for
from deployments.web.site import WebApplication
from sql.messages import Message
from sql.register.listed import MOST_COUNTED
from sql.stores import Stores
from sql.terms import Language
from tasks.documents.pages import page
from tasks.documents.translation import translations
from tasks.notification.links import DESK, desk_path
from tasks.persons.person import Person
from tasks.running.outages import outage

PATH = f"/{DESK}"
LANGUAGE = "customs-risk-language"
_A_YEAR = 365 * 24 * 60 * 60  # seconds
_LARGEST = 200_000  # bytes of a form
_LONGEST_SEARCH = 100  # signs
_OWN = Path(__file__).parent
_STATIC = {"desk.css": "text/css", "desk.js": "text/javascript", "htmx.min.js": "text/javascript"}
_HEADERS = page_headers(
    "style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'"
)
_NAMES = {Language.ENGLISH: "English", Language.CHINESE: "中文"}


def desk(stores: Stores, secrets: tuple[str, ...], sign_in: SignIn, today: Callable[[], date]) -> WebApplication:
    """The desk of an installation, for every person who signs in. today: the business date."""
    kinds()  # imported now, not by who opens the first page
    return WebApplication(
        Guard(
            pages_for(_Desk(stores, secrets, sign_in, today).router(), _plain_refusal),
            largest=_LARGEST,
            key=None,
            refusal=_plain_refusal,
        ),
        PATH,
    )


class _Desk:
    """The pages of the desk, each made for who looks at it."""

    def __init__(self, stores: Stores, secrets: tuple[str, ...], sign_in: SignIn, today: Callable[[], date]) -> None:
        self._stores, self._sign_in, self._today = stores, sign_in, today
        self._tokens = Tokens(secrets, secure=sign_in.context.settings.secure)
        self._marks = {name: sha256((_OWN / "static" / name).read_bytes()).hexdigest()[:12] for name in _STATIC}

    def router(self) -> APIRouter:
        router, signed_in = APIRouter(), self._sign_in.signed_in

        @router.get(PATH)
        async def begin() -> Response:
            return RedirectResponse(f"{PATH}/", 303)

        @router.get(f"{PATH}/static/{{name}}")
        async def static(name: str) -> Response:
            if name not in _STATIC:
                return _plain_refusal(404, "there is no such file")
            headers = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
            return FileResponse(_OWN / "static" / name, media_type=_STATIC[name], headers=headers)

        @router.get(f"{PATH}/")
        async def work(request: Request, person: Annotated[Person, Depends(signed_in)]) -> Response:
            return await run_in_threadpool(self._shielded, self._work, request, person)

        @router.get(f"{PATH}/search")
        async def search(request: Request, person: Annotated[Person, Depends(signed_in)]) -> Response:
            return await run_in_threadpool(self._shielded, self._search, request, person)

        @router.post(f"{PATH}/language")
        async def language(request: Request, person: Annotated[Person, Depends(signed_in)]) -> Response:
            return self._choose_language(request, await request.body())

        @router.get(f"{PATH}/{{kind}}")
        async def listed(request: Request, kind: str, person: Annotated[Person, Depends(signed_in)]) -> Response:
            return await run_in_threadpool(self._shielded, self._list, request, person, kind)

        @router.post(f"{PATH}/{{kind}}")
        async def moved(request: Request, kind: str, person: Annotated[Person, Depends(signed_in)]) -> Response:
            body = await request.body()
            return await run_in_threadpool(self._shielded, self._move, request, person, kind, body)

        @router.get(f"{PATH}/{{kind}}/{{key:path}}")
        async def thing(
            request: Request, kind: str, key: str, person: Annotated[Person, Depends(signed_in)]
        ) -> Response:
            return await run_in_threadpool(self._shielded, self._thing, request, person, kind, key)

        return router

    def _shielded(self, make_page: Callable[..., Response], request: Request, person: Person, *more: Any) -> Response:
        """The answer of a page; one sentence where there is no such thing, or an outage hinders it."""
        try:
            return make_page(request, person, *more)
        except NotSeenError:
            says = Message("There is nothing here that you see. Look for it with the search above.")
            return self._page("sentence.html", request, person, 404, says=says)
        except FormFaultError as problem:
            return _plain_refusal(400, str(problem))
        except Exception as problem:
            if (sentence := outage(problem)) is None:
                raise
            return _plain_refusal(503, sentence)

    def _look(self, person: Person) -> Look:
        return Look(self._stores, person, self._today(), self._sign_in.context.today())

    def _work(self, request: Request, person: Person) -> Response:
        look = self._look(person)
        parts = [(kind, work) for kind in kinds().values() for work in kind.work(look) if work.total]
        return self._page("work.html", request, person, work_parts=sorted(parts, key=lambda part: _pressing(part[1])))

    def _search(self, request: Request, person: Person) -> Response:
        wanted = request.query_params.get("q", "").strip()[:_LONGEST_SEARCH]
        found = found_by(self._look(person), wanted)
        part = "found.html" if request.headers.get("hx-request") else "search.html"
        return self._page(part, request, person, wanted=wanted, found=found)

    def _list(self, request: Request, person: Person, kind: str) -> Response:
        return self._list_page(request, person, _kind(kind))

    def _list_page(
        self, request: Request, person: Person, kind: Kind, status: int = 200, made: Made | None = None
    ) -> Response:
        asked = request.query_params
        number = asked.get("page", "1")
        look, typed = self._look(person), asked.get("q", "").strip()[:_LONGEST_SEARCH]
        page = max(1, int(number[:9])) if number.isdecimal() else 1
        wish = wish_of(look, typed, every=asked.get("every") == "1", page=page)
        rows = kind.rows(look, wish)
        moves = {move.name: move for row in rows.rows for move in row.moves if move.together}
        pages = max(1, -(-rows.total // PER_PAGE))

        def address(page: int) -> str:
            chosen = {"q": wish.search, "every": "1" if wish.every else "", "page": str(page)}
            return f"{desk_path(kind.name)}?{urlencode({name: value for name, value in chosen.items() if value})}"

        return self._page(
            "list.html",
            *(request, person, status),
            kind=kind,
            rows=rows,
            moves=list(moves.values()),
            wish=wish,
            pages=pages,
            address=address,
            made=made,
        )

    def _thing(self, request: Request, person: Person, kind: str, key: str) -> Response:
        of, look = _kind(kind), self._look(person)
        return self._thing_page(request, person, of, of.thing(look, key))

    def _thing_page(
        self, request: Request, person: Person, kind: Kind, thing: Thing, status: int = 200, made: Made | None = None
    ) -> Response:
        look = self._look(person)
        return self._page(
            "thing.html",
            *(request, person, status, leading_nowhere(look, thing.links)),
            kind=kind,
            thing=thing,
            moves=kind.moves(look, thing),
            made=made,
        )

    def _move(self, request: Request, person: Person, name: str, body: bytes) -> Response:
        kind, sent, look = _kind(name), Sent.of(body), self._look(person)
        if not self._tokens.is_of_form(sent.one("token"), request, person.number):
            return _plain_refusal(403, "this form is of an earlier session: go back, load the page again, and repeat")
        made = make(kind, look, sent)
        if made.again:
            if made.key is None:
                return self._list_page(request, person, kind, 409, made)
            return self._thing_page(request, person, kind, kind.thing(look, made.key), 409, made)
        answer = RedirectResponse(_after(sent, desk_path(name)), 303)
        self._tokens.tell(answer, person.number, Told(made.done, made.says))
        return answer

    def _choose_language(self, request: Request, body: bytes) -> Response:
        sent = Sent.of(body)
        answer = RedirectResponse(_after(sent, f"{PATH}/"), 303)
        if sent.one("language") in list(Language):
            secure = self._sign_in.context.settings.secure
            answer.set_cookie(
                LANGUAGE, sent.one("language"), max_age=_A_YEAR, path="/", httponly=True, samesite="lax", secure=secure
            )
        return answer

    def _page(
        self,
        template: str,
        request: Request,
        person: Person,
        status: int = 200,
        nowhere: frozenset[tuple[str, str]] = frozenset(),
        **values: Any,
    ) -> Response:
        language, told = _language(request), self._tokens.told(request, person.number)
        say = translations(language).gettext  # for texts that a kind names: `_` would format what it is given
        content = page(
            _OWN / "templates" / template,
            language,
            person=person,
            kinds=list(kinds().values()),
            kinds_by_name=kinds(),
            path=desk_path,
            here=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            show=lambda value: shown(language, value, nowhere),
            plain=lambda value: words(language, value),
            counted=lambda total: f"{words(language, min(total, MOST_COUNTED))}{'+' if total > MOST_COUNTED else ''}",
            say=lambda text: say(text) if text else "",
            token=self._tokens.of_form(request, person.number),
            told=told,
            marks=self._marks,
            languages=_NAMES,
            today=self._today(),
            **values,
        )
        answer = HTMLResponse(content, status, headers=_HEADERS)
        if told is not None:
            self._tokens.forget(answer)
        return answer


def _after(sent: Sent, otherwise: str) -> str:
    """Where a form wants to go on: to a page of the desk."""
    wanted = own_path(sent.one("after"))
    return wanted if wanted.startswith(f"{PATH}/") else otherwise


def _kind(name: str) -> Kind:
    try:
        return kinds()[name]
    except KeyError:
        raise NotSeenError(name) from None


def _pressing(work: Work) -> date:
    return min((row.deadline for row in work.rows if row.deadline is not None), default=date.max)


def _language(request: Request) -> Language:
    """The language that the person chose, else the first of their browser's that the desk has."""
    chosen = request.cookies.get(LANGUAGE)
    if chosen in list(Language):
        return Language(chosen)
    wanted = [each.split(";")[0].strip() for each in request.headers.get("accept-language", "").split(",")]
    return Language(negotiate_locale(wanted, list(Language), sep="-") or Language.ENGLISH)


def _plain_refusal(status: int, sentence: str) -> Response:
    values: Mapping[str, Any] = {"says": f"{sentence[:1].upper()}{sentence[1:]}."}
    return HTMLResponse(page(_OWN / "templates" / "plain.html", Language.ENGLISH, **values), status, headers=_HEADERS)
