"""Coming in to the pages: by a personal link, a trusted proxy, or a provider of OpenID Connect."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlmodel import col

from deployments.web.sign_in.session import COOKIE, SECONDS, Sessions, own_path
from deployments.web.sign_in.signed_in import sign_in_pages
from deployments.web.sign_in.way import ways
from sql.register.tables import AuditEntry, SignInLink
from sql.stores import Stores
from sql.terms import AccountKind, Role
from tasks.persons.person import Person, PersonRefusedError
from tasks.persons.sign_in_links import issue_link
from tests.deployments.web.conftest import LI, SECRETS, Browse, sign_in_as, signing_in
from tests.persons import BEGIN, bind, enter

DAY = date(2021, 3, 31)
ENGINEER = Person("E1", "E", "CN", frozenset({Role.PLATFORM_ENGINEER}), BEGIN)
Open = Callable[..., TestClient]


@pytest.fixture
def opened(stores: Stores, browse: Browse) -> Open:
    """A browser on the pages of signing in, on a day and with settings."""

    def browser(today: date = DAY, headers: dict[str, str] | None = None, **settings: Any) -> TestClient:
        return browse(sign_in_pages(signing_in(stores, today, **settings)), headers=headers)

    return browser


def who(browser: TestClient) -> str | None:
    """The number of the person who the page of the session says is signed in."""
    text = browser.get("/sign-in").text
    return text.split("number ")[1].split(",")[0] if "Signed in" in text else None


def link_for(stores: Stores, number: str = LI.number, days: int = 3, secret: str = SECRETS[0]) -> str:
    enter(stores, LI)
    return f"/sign-in/link/{issue_link(stores, number, days=days, secret=secret, by=ENGINEER, as_of=DAY)}"


def test_every_way_is_found() -> None:
    assert [way.name for way in ways()] == ["link", "openid", "proxy"]


def test_a_link_signs_in_once_and_opening_it_does_not(stores: Stores, opened: Open) -> None:
    link = link_for(stores)
    browser, other = opened(), opened()
    assert "number 17" in browser.get(link).text
    assert who(browser) is None
    answer = browser.post(link, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert who(browser) == "17"
    assert other.get(link).status_code == other.post(link).status_code == 403
    assert "was used on 2021-03-31" in other.post(link).text
    assert who(other) is None
    actions = stores.register.read(AuditEntry, ["action", "actor"], col(AuditEntry.entity) == "person")
    assert actions.to_numpy().tolist() == [["sign-in-link", "E1"], ["sign-in", "17"]]


def test_a_link_ends_after_its_days_and_cannot_be_made_up(stores: Stores, opened: Open) -> None:
    link, late = link_for(stores), opened(DAY + timedelta(days=4))
    assert "was valid until 2021-04-03" in late.post(link).text
    for wrong in (link[:-2], link_for(stores, secret="stranger"), "/sign-in/link/x.y"):
        assert opened().post(wrong).status_code == 403
    assert link.rsplit("/", 1)[1] not in stores.register.read(SignInLink, ["key"])["key"].tolist()
    assert opened().post(link_for(stores, secret=SECRETS[1])).status_code == 200


def test_links_are_for_persons_who_act_and_for_days(stores: Stores) -> None:
    enter(stores, LI)
    for number, days, said in (("17", 0, "0 days cannot be"), ("17", 15, "15 days"), ("99", 3, "no person 99")):
        with pytest.raises(PersonRefusedError, match=said):
            issue_link(stores, number, days=days, secret="new", by=ENGINEER, as_of=DAY)
    with pytest.raises(PersonRefusedError, match="no person 17"):
        issue_link(*(stores, "17"), days=3, secret="new", by=Person("E2", "E", "QD", ENGINEER.roles, BEGIN), as_of=DAY)


def test_a_session_ends_with_its_time_its_person_or_by_signing_out(
    stores: Stores, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = opened()
    sign_in_as(browser, stores, LI)
    assert who(browser) == "17"
    kept = browser.cookies[COOKIE]
    assert Sessions(("other",), secure=False).number(kept) is None
    with monkeypatch.context() as later:
        now = time.time()
        later.setattr(time, "time", lambda: now + SECONDS + 2)
        assert who(browser) is None
    out = browser.post("/sign-in/out").headers["set-cookie"]
    assert out.startswith(f'{COOKIE}=""; ')
    assert "Max-Age=0" in out
    before = opened(BEGIN - timedelta(days=1))
    before.cookies.set(COOKIE, kept)
    assert "is not a person who acts on" in before.get("/sign-in").text


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/documents/x", "/documents/x"),
        *(
            (elsewhere, "/sign-in")
            for elsewhere in ("//evil.test", "/\\evil.test", "https://evil.test", "evil", "/a\nb")
        ),
    ],
)
def test_after_signing_in_one_stays_on_this_site(address: str, path: str) -> None:
    assert own_path(address) == path


def test_cookies_go_over_tls_alone_where_officers_use_it(stores: Stores, opened: Open) -> None:
    answer = opened(address="https://risk.test").post(link_for(stores), follow_redirects=False)
    assert "secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize(
    ("addresses", "header", "number"),
    [
        (("192.0.2.7",), "X-User", "17"),
        (("192.0.2.0/24", "::1"), "X-User", "17"),
        (("192.0.2.8",), "X-User", None),
        ((), "X-User", None),
        (("192.0.2.7",), "X-Other", None),
    ],
)
def test_a_proxy_is_believed_from_its_own_addresses(
    stores: Stores, browse: Browse, addresses: tuple[str, ...], header: str, number: str | None
) -> None:
    bind(stores, LI, AccountKind.PROXY, "li@customs")
    app = sign_in_pages(signing_in(stores, DAY, proxy_header="X-User", proxy_addresses=addresses))
    client = TestClient(app.app, client=("192.0.2.7", 4711), headers={header: "li@customs", "X-Forwarded-For": "::1"})
    assert who(client) == number


def test_a_proxy_that_names_a_stranger_or_two_signs_nobody_in(stores: Stores) -> None:
    bind(stores, LI, AccountKind.PROXY, "li@customs")
    app = sign_in_pages(signing_in(stores, DAY, proxy_header="X-User", proxy_addresses=("192.0.2.7",)))
    client = TestClient(app.app, client=("192.0.2.7", 4711))
    sign_in_as(client, stores, LI)
    assert "no person has the proxy account wu" in client.get("/sign-in", headers={"X-User": "wu"}).text
    twice = client.get("/sign-in", headers=[("X-User", "li@customs"), ("X-User", "wu")])
    assert twice.status_code == 403


@dataclass
class Provider(httpx.AsyncBaseTransport):
    """A provider of OpenID Connect in this process: it signs in `subject` and says what `claims` change."""

    subject: str = "li-at-provider"
    claims: dict[str, Any] = field(default_factory=dict)
    signer: RSAKey | None = None
    down: bool = False
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, parameters={"kid": "k"}))
    asked: dict[str, str] = field(default_factory=dict)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("down")
        known = "https://id.test"
        if request.url.path == "/.well-known/openid-configuration":
            places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            return httpx.Response(200, json={"issuer": known, **{name: f"{known}/{at}" for name, at in places.items()}})
        if request.url.path == "/keys":
            return httpx.Response(200, json={"keys": [self.key.as_dict(private=False)]})
        form = dict(parse_qsl((await request.aread()).decode()))
        assert form["code_verifier"]
        now = int(time.time())
        claims = {"iss": known, "sub": self.subject, "aud": "risk", "iat": now, "exp": now + 60}
        said = {**claims, "nonce": self.asked["nonce"], **self.claims}
        signed = jwt.encode({"alg": "RS256", "kid": "k"}, said, self.signer or self.key)
        return httpx.Response(200, json={"access_token": "t", "token_type": "Bearer", "id_token": signed})

    def come_back(self, browser: TestClient) -> httpx.Response:
        """Begin, sign in at the provider, and come back."""
        begun = browser.get("/sign-in/openid?next=/documents/x", follow_redirects=False)
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(begun.headers["location"]).query).items()}
        assert self.asked["redirect_uri"] == "https://risk.test/sign-in/openid/back"
        back = f"/sign-in/openid/back?code=c&state={self.asked['state']}"
        answer: httpx.Response = browser.get(back, follow_redirects=False)
        return answer


@pytest.fixture(scope="module")
def provider_key() -> RSAKey:
    return RSAKey.generate_key(2048, parameters={"kid": "k"})


def at(opened: Open, provider: Provider) -> TestClient:
    return opened(
        address="https://risk.test",
        openid_issuer="https://id.test",
        openid_client="risk",
        transport=provider,
    )


def test_a_provider_signs_in_the_person_of_its_subject(stores: Stores, opened: Open, provider_key: RSAKey) -> None:
    bind(stores, LI, AccountKind.OPENID, "li-at-provider")
    provider = Provider(key=provider_key)
    browser = at(opened, provider)
    assert "OpenID Connect" in browser.get("/sign-in").text
    back = provider.come_back(browser)
    assert (back.status_code, back.headers["location"]) == (303, "/documents/x")
    assert who(browser) == "17"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"subject": "stranger"}, "no person has the openid account stranger"),
        ({"claims": {"aud": "another"}}, "does not answer as it should"),
        ({"claims": {"iss": "https://evil.test"}}, "does not answer as it should"),
        ({"claims": {"nonce": "another"}}, "does not answer as it should"),
        ({"claims": {"exp": 1}}, "does not answer as it should"),
        ({"claims": {"sub": None}}, ""),
    ],
)
def test_what_a_provider_does_not_vouch_for_signs_nobody_in(
    stores: Stores, opened: Open, provider_key: RSAKey, change: dict[str, Any], said: str
) -> None:
    bind(stores, LI, AccountKind.OPENID, "li-at-provider")
    provider = Provider(key=provider_key, **change)
    browser = at(opened, provider)
    back = provider.come_back(browser)
    assert back.status_code == 403
    assert said in back.text
    assert who(browser) is None


def test_a_token_that_another_signed_signs_nobody_in(stores: Stores, opened: Open, provider_key: RSAKey) -> None:
    bind(stores, LI, AccountKind.OPENID, "li-at-provider")
    provider = Provider(key=provider_key, signer=RSAKey.generate_key(2048, parameters={"kid": "k"}))
    browser = at(opened, provider)
    assert provider.come_back(browser).status_code == 403
    assert who(browser) is None


def test_an_answer_without_its_question_or_a_provider_that_is_away_is_one_sentence(
    opened: Open, provider_key: RSAKey
) -> None:
    provider = Provider(key=provider_key)
    browser = at(opened, provider)
    assert "was not begun in this browser" in browser.get("/sign-in/openid/back?code=c&state=s").text
    browser.get("/sign-in/openid", follow_redirects=False)
    assert browser.get("/sign-in/openid/back?code=c&state=another").status_code == 403
    assert "access_denied" in browser.get("/sign-in/openid/back?error=access_denied").text
    away = at(opened, Provider(key=provider_key, down=True)).get("/sign-in/openid")
    assert (away.status_code, "try again later" in away.text) == (403, True)


def test_where_no_provider_is_set_up_there_is_no_page_of_it(opened: Open) -> None:
    assert opened().get("/sign-in/openid").status_code == 404
