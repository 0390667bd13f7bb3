"""The session of a browser: a signed cookie that names the person and ends after half a day."""

from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import urlsplit

from fastapi.responses import Response
from itsdangerous import BadData, URLSafeTimedSerializer

COOKIE = "customs-risk-session"
SECONDS = 12 * 60 * 60


class Sessions:
    """Opens and reads sessions. The first of `secrets` signs, each verifies; `secure`: over TLS alone."""

    def __init__(self, secrets: Sequence[str], *, secure: bool) -> None:
        self._signer = URLSafeTimedSerializer(list(secrets), salt="session", signer_kwargs={"digest_method": sha256})
        self._secure = secure

    def open(self, answer: Response, number: str) -> None:
        """Let the browser that gets `answer` act as the person from now on."""
        token = self._signer.dumps(number)
        answer.set_cookie(
            COOKIE,
            token if isinstance(token, str) else token.decode(),
            max_age=SECONDS,
            httponly=True,
            samesite="lax",  # sent when a link in a message is opened, not with a form of another site
            secure=self._secure,
        )

    def close(self, answer: Response) -> None:
        """Sign the browser out."""
        answer.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=self._secure)

    def number(self, cookie: str | None) -> str | None:
        """The number of the person of a session; None where there is none, or it is over or made up."""
        if cookie is None:
            return None
        try:
            return str(self._signer.loads(cookie, max_age=SECONDS))
        except BadData:
            return None


def own_path(address: str) -> str:
    """Where to go after signing in: a path of this site as it was asked for, else the page of the session."""
    parts = urlsplit(address)
    is_path = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_path and not parts.scheme and not parts.netloc else "/sign-in"
