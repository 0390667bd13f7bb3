"""The desk in a real browser, as officers use it: by links and choices, without typing an identifier."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from deployments.web.desk.application import LANGUAGE
from deployments.web.desk.thing import kinds
from sql.register.tables import HandlingMeasure
from sql.stores import Stores
from sql.terms import HandlingState, Language
from tasks.handling.propose import propose_handling
from tasks.notification.links import desk_path
from tests.browser import serious_faults
from tests.deployments.web.desk.examples import EXAMPLES
from tests.deployments.web.desk.served import Seated, desk_served, seats
from tests.persons import Officer
from tests.tasks.handling.findings import EVE, finding, found

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("prefect_server")]
APPROVER = Officer("N21", "CN")


@pytest.fixture
def seated(stores: Stores, browser: "Browser", monkeypatch: pytest.MonkeyPatch) -> Iterator[Seated]:
    """Seats officers at the desk of these stores."""
    monkeypatch.setenv("CUSTOMS_RISK_DATA_FOLDER", str(stores.folder))
    monkeypatch.setenv("CUSTOMS_RISK_BUSINESS_DATE", "2021-04-01")
    with desk_served(stores) as address, seats(stores, browser, address) as opened:
        yield opened


def test_an_approver_decides_five_measures_at_once(stores: Stores, seated: Seated) -> None:
    found(stores, *(finding("undervaluation", f"X{number}") for number in range(5)))
    propose_handling(stores, EVE)
    proposed = stores.register.read(HandlingMeasure, ["key"], HandlingMeasure.state == HandlingState.PROPOSED)
    assert len(proposed) == 5
    officer = seated(APPROVER)
    officer.open("/desk/")
    officer.click("Measures", "nav")
    officer.page.locator("input.all").check()
    officer.fill("Why, in a sentence", "Prices of all five lie far below their peers.")
    officer.click("Approve", ".together")
    assert officer.told.count("Approved") == 5, officer.told
    states = stores.register.read(HandlingMeasure, ["state"])["state"]
    assert set(states) == {HandlingState.APPROVED}
    assert officer.clicks <= 3
    assert not any(key in officer.typed for key in proposed["key"])


@pytest.mark.parametrize("width", [400, 1400])
def test_no_page_keeps_people_from_using_it(
    stores: Stores, browser: "Browser", monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    """axe-core finds no serious fault, and no page is wider than its window."""
    monkeypatch.setenv("CUSTOMS_RISK_DATA_FOLDER", str(stores.folder))
    paths = ["/desk/", "/desk/search?q=an"]
    for kind in sorted(kinds()):
        paths += [f"{desk_path(kind)}?every=1", desk_path(kind, EXAMPLES[kind](stores))]
    with desk_served(stores) as address, seats(stores, browser, address, width=width) as seated:
        officer = seated(Officer("N22", "CN"))
        for language in Language:
            officer.page.context.add_cookies([{"name": LANGUAGE, "value": str(language), "url": address}])
            for path in paths:
                officer.open(path)
                assert serious_faults(officer.page) == [], (path, language)
                wide = officer.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                assert wide <= 0, (path, language, wide)
