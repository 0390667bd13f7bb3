"""What links open, beside the screening endpoint, in the same process: who opens a link has no key of the endpoint."""

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from deployments.web.acknowledgement import Desk, acknowledgement_page
from deployments.web.documents import document_page
from tasks.notification.links import DOCUMENTS, PATH

_LINKS = (f"/{PATH}/", f"/{DOCUMENTS}/")


class LinksBeside:
    """Answers the addresses of links by their pages, and every other by `app`."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app = app
        self._pages = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        self._pages.include_router(acknowledgement_page(desk))
        self._pages.include_router(document_page(desk.stores.folder, desk.secrets, desk.today))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        of_a_link = scope["type"] == "http" and scope["path"].startswith(_LINKS)
        await (self._pages if of_a_link else self._app)(scope, receive, send)
