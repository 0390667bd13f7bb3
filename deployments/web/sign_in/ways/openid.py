"""OpenID Connect: a provider of logins vouches for a subject, which is bound to a person."""

from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from httpx import HTTPError
from itsdangerous import BadData, URLSafeTimedSerializer
from joserfc.errors import JoseError

from deployments.web.sign_in.session import own_path
from deployments.web.sign_in.way import PATH, SignInContext, SignInSettings, Way
from sql.terms import AccountKind
from tasks.persons.acting import acting
from tasks.persons.person import PersonRefusedError

START, BACK = f"{PATH}/openid", f"{PATH}/openid/back"
_COOKIE = "customs-risk-openid"
_SECONDS = 600  # in which a person signs in at the provider
_TIMEOUT = 10.0  # seconds for an answer of the provider


def _is_set_up(settings: SignInSettings) -> bool:
    return settings.openid_issuer is not None and settings.openid_client is not None


def _start(context: SignInContext) -> str | None:
    return START if _is_set_up(context.settings) else None


def _routes(context: SignInContext) -> APIRouter | None:
    if not _is_set_up(context.settings):
        return None
    provider = _provider(context.settings)
    signer = URLSafeTimedSerializer(list(context.secrets), salt="openid")
    router = APIRouter()

    @router.get("/openid")
    async def start(request: Request) -> Response:
        begun: dict[str, Any] = {"next": own_path(request.query_params.get("next", PATH))}
        request.scope["session"] = begun
        try:
            answer: Response = await provider.authorize_redirect(request, _back(request, context))
        except (HTTPError, OAuthError) as problem:
            raise PersonRefusedError(_unreachable(problem)) from problem
        _keep(answer, signer.dumps(begun), context)
        return answer

    @router.get("/openid/back")
    async def back(request: Request) -> Response:
        try:
            begun = signer.loads(request.cookies.get(_COOKIE, ""), max_age=_SECONDS)
        except BadData:
            raise PersonRefusedError(
                "this login was not begun in this browser, or too long ago: sign in again"
            ) from None
        request.scope["session"] = begun
        try:
            token = await provider.authorize_access_token(request, claims_options=_claims(context.settings))
        except OAuthError as problem:
            raise PersonRefusedError(f"the provider did not sign you in ({problem.error}): sign in again") from problem
        except (HTTPError, JoseError, ValueError, RuntimeError) as problem:
            raise PersonRefusedError(_unreachable(problem)) from problem
        subject = (token.get("userinfo") or {}).get("sub")
        if not subject:
            raise PersonRefusedError("the provider names nobody: it must answer with an ID token")
        person = await run_in_threadpool(acting, context.stores, AccountKind.OPENID, str(subject), context.today())
        answer = RedirectResponse(own_path(begun["next"]), 303, headers={"Cache-Control": "no-store"})
        context.sessions.open(answer, person.number)
        answer.delete_cookie(_COOKIE, path=START)
        return answer

    return router


def _provider(settings: SignInSettings) -> Any:
    oauth = OAuth()
    carried: dict[str, Any] = {"transport": settings.transport} if settings.transport is not None else {}
    assert settings.openid_issuer is not None
    oauth.register(
        "provider",
        client_id=settings.openid_client,
        client_secret=None if settings.openid_secret is None else settings.openid_secret.get_secret_value(),
        server_metadata_url=f"{settings.openid_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid", "code_challenge_method": "S256", "timeout": _TIMEOUT, **carried},
    )
    return oauth.provider


def _claims(settings: SignInSettings) -> dict[str, Any]:
    """What an ID token must say: who issued it, for whom, and about whom."""
    issuer = str(settings.openid_issuer).rstrip("/")
    return {
        "iss": {"essential": True, "values": [issuer, f"{issuer}/"]},
        "aud": {"essential": True, "values": [settings.openid_client]},
        "sub": {"essential": True},
    }


def _back(request: Request, context: SignInContext) -> str:
    address = context.settings.address
    return str(request.url.replace(path=BACK, query="")) if address is None else f"{address.rstrip('/')}{BACK}"


def _keep(answer: Response, token: str | bytes, context: SignInContext) -> None:
    answer.set_cookie(
        _COOKIE,
        token if isinstance(token, str) else token.decode(),
        max_age=_SECONDS,
        path=START,
        httponly=True,
        samesite="lax",
        secure=context.settings.secure,
    )


def _unreachable(problem: Exception) -> str:
    return f"the provider of logins does not answer as it should ({type(problem).__name__}): try again later"


WAY = Way("openid", "Login of the administration (OpenID Connect)", routes=_routes, start=_start)
