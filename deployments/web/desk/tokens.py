"""What the desk signs: that a form is of its own page and person, and what a move told until the next page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from fastapi import Request
from fastapi.responses import Response
from itsdangerous import BadData, URLSafeTimedSerializer

from deployments.web.sign_in.session import COOKIE, SECONDS
from sql.messages import Message, lines

TOLD = "customs-risk-told"
_TOLD_SECONDS = 300
_LARGEST_COOKIE = 3_500  # bytes: browsers keep 4,096 with its name


@dataclass(frozen=True)
class Told:
    """What a move told: whether all was done, and a message of one or more lines."""

    done: bool
    says: Message


class Tokens:
    """Makes and checks tokens of the desk. The first of `secrets` signs, each verifies."""

    def __init__(self, secrets: Sequence[str], *, secure: bool) -> None:
        self._forms = _signer(secrets, "desk form")
        self._told = _signer(secrets, "desk told")
        self._secure = secure

    def of_form(self, request: Request, number: str) -> str:
        """The token of the forms on a page for a person, in their session."""
        return _text(self._forms.dumps([number, _session(request)]))

    def is_of_form(self, token: str, request: Request, number: str) -> bool:
        """Whether a form came from a page that this person got in this session."""
        try:
            return bool(self._forms.loads(token, max_age=SECONDS) == [number, _session(request)])
        except BadData:
            return False

    def tell(self, answer: Response, number: str, told: Told) -> None:
        """Let the next page of the person say what was told."""
        token = self._token(number, told)
        if len(token) > _LARGEST_COOKIE:
            shorter = lines(told.says.values["lines"][:1]) if "lines" in told.says.values else Message("Done.")
            token = self._token(number, Told(told.done, shorter))
        answer.set_cookie(
            TOLD, token, max_age=_TOLD_SECONDS, path="/desk", httponly=True, samesite="strict", secure=self._secure
        )

    def told(self, request: Request, number: str) -> Told | None:
        """What the page has to say of the move before; None where there was none."""
        try:
            person, done, says = self._told.loads(request.cookies.get(TOLD, ""), max_age=_TOLD_SECONDS)
        except (BadData, ValueError):
            return None
        return Told(done, Message.of_stored(says)) if person == number else None

    def forget(self, answer: Response) -> None:
        """It was said."""
        answer.delete_cookie(TOLD, path="/desk", httponly=True, samesite="strict", secure=self._secure)

    def _token(self, number: str, told: Told) -> str:
        return _text(self._told.dumps([number, told.done, told.says.stored()]))


def _signer(secrets: Sequence[str], purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(list(secrets), salt=purpose, signer_kwargs={"digest_method": sha256})


def _session(request: Request) -> str:
    """What stands for the session, which a proxy may keep instead of us."""
    return sha256(request.cookies.get(COOKIE, "").encode()).hexdigest()


def _text(token: str | bytes) -> str:
    return token if isinstance(token, str) else token.decode()
