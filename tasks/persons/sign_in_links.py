"""Personal links that sign somebody in once, for one machine without a provider of logins."""

from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from itsdangerous import BadData, URLSafeSerializer

from sql.register.audit_trail import Change, record_changes
from sql.register.tables import RegisteredPerson, SignInLink
from sql.stores import Stores
from tasks.persons.person import Person, PersonRefusedError
from tasks.persons.register import person_of, reachable

DAYS = 3
LONGEST_DAYS = 14
_BYTES = 32
_AGAIN = "ask a platform engineer for a new one"


def issue_link(stores: Stores, number: str, *, days: int, secret: str, by: Person, as_of: date) -> str:
    """What the address of a link for a person carries; it works once, within `days`. Raises PersonRefusedError."""
    if not 1 <= days <= LONGEST_DAYS:
        raise PersonRefusedError(f"{days} days cannot be: give 1 to {LONGEST_DAYS}")
    nonce = token_urlsafe(_BYTES)
    with stores.register.writing() as session:
        row = reachable(session, number, by.unit)
        if not person_of(row).valid_on(as_of):
            raise PersonRefusedError(f"{number} is not a person who acts on {as_of}: a platform engineer renews it")
        until = as_of + timedelta(days=days)
        link = SignInLink(key=_key(nonce), person=number, issued_by=by.number, issued_on=as_of, valid_to=until)
        session.add(link)
        session.flush()
        after = {"valid_to": until.isoformat()}
        record_changes(session, [Change(as_of, "person", number, "sign-in-link", by.number, by.unit, "", None, after)])
    token = _serializer([secret]).dumps(nonce)
    return token if isinstance(token, str) else token.decode()


def holder_of_link(stores: Stores, token: str, secrets: Sequence[str], today: date) -> Person:
    """Whom a link would sign in, without doing so. Raises PersonRefusedError where it is over, used, or made up."""
    with stores.register.reading() as session:
        link = session.get(SignInLink, _key(_nonce(token, secrets)))
        _check(link, today)
        assert link is not None
        return _holder(session.get_one(RegisteredPerson, link.person), today)


def use_link(stores: Stores, token: str, secrets: Sequence[str], today: date) -> Person:
    """Sign in the person of a link, once. Raises PersonRefusedError as `holder_of_link` does."""
    key = _key(_nonce(token, secrets))
    with stores.register.writing() as session:
        link = session.get(SignInLink, key)
        _check(link, today)
        assert link is not None
        person = _holder(session.get_one(RegisteredPerson, link.person), today)
        link.used_on = today
        session.add(link)
        session.flush()
        record_changes(session, [Change(today, "person", person.number, "sign-in", person.number, person.unit, "")])
        return person


def _nonce(token: str, secrets: Sequence[str]) -> str:
    try:
        return str(_serializer(secrets).loads(token))
    except BadData:
        raise PersonRefusedError(f"this link was not issued here: use it whole, or {_AGAIN}") from None


def _check(link: SignInLink | None, today: date) -> None:
    if link is None:
        raise PersonRefusedError(f"this link was not issued here: use it whole, or {_AGAIN}")
    if link.used_on is not None:
        raise PersonRefusedError(f"this link was used on {link.used_on}: {_AGAIN}")
    if today > link.valid_to:
        raise PersonRefusedError(f"this link was valid until {link.valid_to}: {_AGAIN}")


def _holder(row: RegisteredPerson, today: date) -> Person:
    person = person_of(row)
    if not person.valid_on(today):
        raise PersonRefusedError(f"{person.number} is not a person who acts on {today}: a platform engineer renews it")
    return person


def _key(nonce: str) -> str:
    return sha256(nonce.encode()).hexdigest()


def _serializer(secrets: Sequence[str]) -> URLSafeSerializer:
    return URLSafeSerializer(list(secrets), salt="sign-in", signer_kwargs={"digest_method": sha256})
