"""The page beside the screening endpoint, in the same process: who opens a link has no key of the endpoint."""

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from deployments.acknowledgement_page.application import Desk, acknowledgement_page
from tasks.notification.links import PATH


class AcknowledgementBeside:
    """Answers the addresses of links by the page, and every other by `app`."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app = app
        self._page = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        self._page.include_router(acknowledgement_page(desk))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        of_a_link = scope["type"] == "http" and scope["path"].startswith(f"/{PATH}/")
        await (self._page if of_a_link else self._app)(scope, receive, send)
