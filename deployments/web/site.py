"""One address for all web applications of an installation, each behind its own guard."""

from dataclasses import dataclass

from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(frozen=True)
class WebApplication:
    """An application with its guard, and how the paths that it answers begin."""

    app: ASGIApp
    path: str


def pages(router: APIRouter) -> FastAPI:
    """The pages of a router, without a description for programs."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(router)
    return app


class Site:
    """Passes each request to the first application whose path fits, and other messages to the last one."""

    def __init__(self, *applications: WebApplication) -> None:
        self._applications = applications

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        app = self._applications[-1].app
        if scope["type"] == "http":
            app = next((each.app for each in self._applications if scope["path"].startswith(each.path)), app)
        await app(scope, receive, send)
