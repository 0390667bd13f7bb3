"""Who may ask, and how much they may send: looked at before anything of the request is read."""

from secrets import compare_digest

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LARGEST = 256 * 1024  # bytes of a declaration


class Gate:
    """Lets requests through that carry the key as X-API-Key, if one is asked for, and that are not too large."""

    def __init__(self, app: ASGIApp, key: str | None) -> None:
        self._app = app
        self._key = None if key is None else key.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        refusal = self._refusal(Headers(scope=scope)) if scope["type"] == "http" else None
        await (self._app if refusal is None else refusal)(scope, receive, send)

    def _refusal(self, headers: Headers) -> JSONResponse | None:
        if self._key is not None and not compare_digest(headers.get("x-api-key", "").encode(), self._key):
            return JSONResponse({"detail": "send the key of this endpoint as the header X-API-Key"}, 401)
        length = headers.get("content-length", "0")
        if "transfer-encoding" in headers:
            return JSONResponse({"detail": "say how long the declaration is: Content-Length is missing"}, 411)
        if not length.isdecimal() or int(length) > LARGEST:
            return JSONResponse({"detail": f"a declaration has no more than {LARGEST:,} bytes"}, 413)
        return None
