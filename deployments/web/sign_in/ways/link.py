"""Personal links: `customs-risk persons sign-in-link` issues them, each signs in once.

Opening one shows whom it signs in and changes nothing, because mail programs open links by themselves.
"""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from deployments.web.sign_in.way import PATH, SignInContext, Way
from tasks.persons.sign_in_links import holder_of_link, use_link

LINK = f"{PATH}/link"


def _routes(context: SignInContext) -> APIRouter:
    from deployments.web.sign_in.signed_in import answer_page

    router = APIRouter()

    @router.get("/link/{token}")
    async def show(token: str) -> Response:
        person = await run_in_threadpool(holder_of_link, context.stores, token, context.secrets, context.today())
        return answer_page(200, link=person)

    @router.post("/link/{token}")
    async def use(token: str, request: Request) -> Response:
        person = await run_in_threadpool(use_link, context.stores, token, context.secrets, context.today())
        answer = RedirectResponse(PATH, 303, headers={"Cache-Control": "no-store"})
        context.sessions.open(answer, person.number)
        return answer

    return router


WAY = Way("link", "Personal link", routes=_routes)
