"""The desk in a real browser, as officers use it: by links and choices, without typing an identifier."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from sqlmodel import col

from deployments.web.desk.application import LANGUAGE
from deployments.web.desk.thing import kinds
from sql.messages import as_written
from sql.register import insert_new
from sql.register.tables import CaseFile, HandlingMeasure, Hint, Inspection
from sql.stores import Stores
from sql.terms import CaseState, HandlingState, HintFamily, Language, Role, Severity, Violation
from tasks.handling.propose import propose_handling
from tasks.notification.links import desk_path
from tests.browser import serious_faults
from tests.deployments.web.desk.examples import EXAMPLES, TODAY
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


def test_an_inspector_records_a_result_by_item(stores: Stores, seated: Seated) -> None:
    declaration = EXAMPLES["inspection"](stores)
    inspector = seated(Officer("N23", "CN", [Role.INSPECTOR]))
    inspector.open("/desk/")
    inspector.click(declaration, "main")
    inspector.click("Record the result", ".moves")
    inspector.page.locator("details[open]").get_by_label("a violation", exact=True).check()
    inspector.page.locator("details[open]").get_by_label("2", exact=True).check()
    inspector.submit("Record the result")
    assert "Recorded" in inspector.told
    [result] = stores.register.read(Inspection, ["violation", "item_number"]).to_numpy().tolist()
    assert result == [Violation.VIOLATION, 2]
    assert inspector.typed == []


def test_a_supervisor_answers_a_hint_on_integrity_that_others_do_not_see(stores: Stores, seated: Seated) -> None:
    hint = {
        "key": "H9",
        "family": HintFamily.LAW_ENFORCEMENT,
        "rule": "one_officer_one_declarant",
        "subject_kind": "officer+declarant",
        "subject": "N77+Q1",
        "evidence": as_written("X"),
        "compared": "{}",
        "severity": Severity.HIGH,
        "unit": "SH",
        "raised_on": EVE,
        "due_on": TODAY,
    }
    with stores.register.writing() as session:
        insert_new(session, Hint, [hint])
    supervisor = seated(Officer("N24", "SH", [Role.SUPERVISOR]))
    for other in (Officer("N25", "SH", [Role.ANALYST]), Officer("N26", "CN"), Officer("N77", "SH", [Role.SUPERVISOR])):
        seat = seated(other)
        for path in ("/desk/", "/desk/hint?every=1", "/desk/search?q=N77"):
            seat.open(path)
            assert desk_path("hint", "H9") not in seat.page.content(), (other, path)
        seat.open(desk_path("hint", "H9"))
        assert "Not here" in seat.page.title(), other
    supervisor.open(desk_path("hint", "H9"))
    supervisor.fill("What the check showed", "The approval was made by another officer of the shift.")
    supervisor.submit("Record the answer")
    assert "Answered" in supervisor.told
    answered = stores.register.read(Hint, ["answered_by"], col(Hint.key) == "H9")
    assert answered["answered_by"].tolist() == ["N24"], supervisor.told


def test_an_officer_of_another_unit_neither_sees_nor_moves_a_case(stores: Stores, seated: Seated) -> None:
    number = EXAMPLES["case"](stores)
    stranger = seated(Officer("N27", "QD"))
    for path in ("/desk/", "/desk/case?every=1", f"/desk/search?q={number}"):
        stranger.open(path)
        assert desk_path("case", number) not in stranger.page.content(), path
    stranger.open(desk_path("case", number))
    assert "Not here" in stranger.page.title()
    stranger.open("/desk/")
    # A form made up with the token of their own session.
    status = stranger.page.evaluate(
        """async ([path, key]) => {
            const token = document.querySelector("input[name=token]").value;
            const body = new URLSearchParams({token, key, move: "approve", "f.text": "mine", after: "/desk/"});
            return (await fetch(path, {method: "POST", body})).status;
        }""",
        [desk_path("case"), number],
    )
    assert status == 404
    before = stores.register.read(CaseFile, ["state"], col(CaseFile.number) == number)["state"].tolist()
    assert before == [CaseState.PROPOSED]


def test_no_page_keeps_people_from_using_it(
    stores: Stores, browser: "Browser", monkeypatch: pytest.MonkeyPatch
) -> None:
    """axe-core finds no serious fault, and no page is wider than its window: on a desk and on a telephone."""
    monkeypatch.setenv("CUSTOMS_RISK_DATA_FOLDER", str(stores.folder))
    paths = ["/desk/", "/desk/search?q=an"]
    for kind in sorted(kinds()):
        paths += [f"{desk_path(kind)}?every=1", desk_path(kind, EXAMPLES[kind](stores))]
    with desk_served(stores) as address, seats(stores, browser, address) as seated:
        officer = seated(Officer("N22", "CN"))
        for language in Language:
            officer.page.context.add_cookies([{"name": LANGUAGE, "value": str(language), "url": address}])
            for path in paths:
                officer.open(path)
                for width in (1400, 400):
                    officer.page.set_viewport_size({"width": width, "height": 900})
                    assert serious_faults(officer.page) == [], (path, language, width)
                    wide = officer.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                    assert wide <= 0, (path, language, width, wide)
