"""The page behind a link: opening acknowledges nothing, the button acknowledges once, and the page shows no details."""

from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient

from deployments.web.acknowledgement import acknowledgement_page
from deployments.web.guard import SignedLinks
from sql.messages import as_written
from sql.register.tables import Notification, RegisteredPerson
from sql.stores import Stores
from sql.terms import Severity
from tasks.delivery.deliver import fan_out
from tasks.notification.links import PATH, LinkMaker
from tasks.notification.outbox import Announcement, announce
from tests.deployments.web.conftest import LI, Browse, sign_in_as, signing_in
from tests.persons import Officer

DAY = date(2021, 3, 31)
ROUTE = {"unit": "CN", "kind": "*", "min_severity": "low", "channel": "file"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(params=["en", "zh"])
def notified(request: pytest.FixtureRequest, stores: Stores) -> Stores:
    event = Announcement(
        "case",
        "TA-SHA-2021-0001|x",
        "SHA",
        Severity.HIGH,
        DAY,
        as_written("Audit of Importer X"),
        as_written("Details."),
    )
    with stores.register.writing() as session:
        announce(session, [event])
    fan_out(stores, DAY, [ROUTE | {"language": request.param}])
    return stores


@pytest.fixture
def browser(notified: Stores, browse: Browse) -> TestClient:
    client = browse(acknowledgement_page(notified, SignedLinks(("s",), lambda: DAY), signing_in(notified, DAY)))
    sign_in_as(client, notified, LI)
    return client


def path(as_of: date = DAY) -> str:
    return LinkMaker("", ("s",)).link("case|TA-SHA-2021-0001|x|file", "SHA", as_of)


def readers(stores: Stores) -> list[str]:
    return stores.register.read(Notification, ["acknowledged_by"])["acknowledged_by"].fillna("").tolist()


def test_looking_shows_the_number_and_a_button_and_changes_nothing(browser: TestClient, notified: Stores) -> None:
    answer = browser.get(path())
    assert answer.status_code == 200
    assert "TA-SHA-2021-0001" in answer.text
    assert "<button" in answer.text
    assert "Importer X" not in answer.text
    assert readers(notified) == [""]


def test_the_button_acknowledges_once_as_who_is_signed_in(browser: TestClient, notified: Stores) -> None:
    assert browser.post(path(), content="officer=Wang", headers=FORM).status_code == 200
    assert readers(notified) == ["17"]
    again = browser.post(path(), headers=FORM)
    assert again.status_code == 410
    assert "17 acknowledged this" in again.text
    assert browser.get(path()).status_code == 410
    assert readers(notified) == ["17"]


def test_nobody_looks_or_acknowledges_who_is_not_signed_in(browser: TestClient, notified: Stores) -> None:
    browser.cookies.clear()
    looked = browser.get(path(), follow_redirects=False)
    assert (looked.status_code, looked.headers["location"]) == (303, f"/sign-in?next={path()}")
    assert browser.post(path(), headers=FORM).status_code == 401
    assert readers(notified) == [""]


@pytest.mark.parametrize(("unit", "status"), [("SHA", 200), ("CN", 200), ("SHA1", 403), ("QD", 403)])
def test_a_link_is_for_its_unit_and_those_above(browser: TestClient, notified: Stores, unit: str, status: int) -> None:
    sign_in_as(browser, notified, Officer("18", unit))
    assert browser.get(path()).status_code == status
    assert browser.post(path(), headers=FORM).status_code == status
    assert readers(notified) == (["18"] if status == 200 else [""])


def test_a_form_of_another_site_is_refused(browser: TestClient, notified: Stores) -> None:
    for site in ("cross-site", "same-site"):
        assert browser.post(path(), headers={**FORM, "sec-fetch-site": site}).status_code == 403
    assert readers(notified) == [""]


def test_a_link_that_is_over_or_made_up_is_refused(browser: TestClient, notified: Stores) -> None:
    for wrong in (path(DAY - timedelta(days=30)), f"/{PATH}/made-up.token"):
        assert browser.get(wrong).status_code == browser.post(wrong, content="officer=Li", headers=FORM).status_code
        assert browser.get(wrong).status_code == 410
    assert readers(notified) == [""]


def test_a_flood_is_not_read(browser: TestClient) -> None:
    assert browser.post(path(), content="officer=" + "x" * 10_000, headers=FORM).status_code == 413


def test_what_a_person_is_called_is_text(browser: TestClient, notified: Stores) -> None:
    with notified.register.writing() as session:
        session.get_one(RegisteredPerson, "17").name = "<script>alert(1)</script>"
    assert "<script>" not in browser.get(path()).text


def test_the_page_lets_nobody_frame_it_keep_it_or_learn_its_address(browser: TestClient) -> None:
    headers = browser.get(path()).headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
