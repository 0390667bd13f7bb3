"""A case from the link in a message to its closing, with what the pages offer: choices, and no identifier to type."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from sqlmodel import col

from deployments.web.desk.application import LANGUAGE, desk
from deployments.web.desk.thing import kinds
from sql.register.tables import CaseFile, CaseRecord, CaseSubject, Finding, OutboxEvent
from sql.stores import Stores
from sql.terms import CaseKind, CaseRole, CaseState, Language, Role
from tasks.notification.links import desk_path
from tests.deployments.web.conftest import SECRETS, Browse, sign_in_as, signing_in
from tests.deployments.web.desk.conftest import Person, told
from tests.deployments.web.desk.examples import TODAY
from tests.in_chinese import english_of
from tests.persons import Officer
from tests.tasks.clearance.lodged import lodge
from tests.tasks.handling.findings import finding, found
from tests.tasks.post_clearance.test_cases import opened

AUDITOR, SECOND = Officer("A1", "SHA", [Role.AUDITOR]), Officer("A2", "SHA", [Role.AUDITOR])
INVESTIGATOR = Officer("S1", "SHA", [Role.ANTI_SMUGGLING_OFFICER])
CHIEF = Officer("L1", "SH", [Role.APPROVER])
MOST_CLICKS = 24


class _Forms(HTMLParser):
    """The forms of moves of a page: what stands in each field, which must be filled in, and whether it stands open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.open: list[bool] = []
        self.required: list[set[str]] = []
        self.choices: list[dict[str, list[str]]] = []
        self._select = self._text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("class") == "move":
            for part in (self.forms, self.choices):
                part.append({})
            self.required.append(set())
            self.open.append(True)
        if not self.forms:
            return
        name, form = given.get("name", ""), self.forms[-1]
        if tag == "details":
            self.open[-1] = "open" in given
        if tag in ("input", "select", "textarea") and "required" in given:
            self.required[-1].add(name)
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self.choices[-1].setdefault(self._select, []).append(given["value"])
            if "selected" in given:
                form[self._select] = [given["value"]]
        elif tag == "textarea":
            self._text = name
        elif tag == "input" and given.get("type") in ("radio", "checkbox"):
            self.choices[-1].setdefault(name, []).append(given["value"])
            if "checked" in given:
                form.setdefault(name, []).append(given["value"])
        elif tag == "input" and given.get("value"):
            form[name] = [given["value"]]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._text = ""

    def handle_data(self, data: str) -> None:
        if self._text and data.strip():
            self.forms[-1][self._text] = [data]


@dataclass
class Day:
    """The business date of an installation, which goes on."""

    today: date = TODAY


@dataclass
class Clicking:
    """An officer who goes by what the pages show. clicks: made so far by all; typed: what was typed."""

    person: Person
    clicks: list[str]
    typed: list[str] = field(default_factory=list)

    def make(self, kind: str, key: str, move: str, **wanted: str) -> str:
        """Fill in the form of a move and send it; what stands there already is left, choices are clicked on."""
        page = self.person.open(desk_path(kind, key))
        forms = _Forms(page)
        at = next(at for at, form in enumerate(forms.forms) if form["move"] == [move])
        form, choices = forms.forms[at], forms.choices[at]
        if not forms.open[at]:
            self.clicks.append(f"open {move}")
        for name, value in wanted.items():
            if f"f.{name}" in choices:
                assert value in choices[f"f.{name}"], (name, value, choices)
                self.clicks.append(f"{move} {name}")
            else:
                self.typed.append(value)
            form[f"f.{name}"] = [value]
        missing = forms.required[at] - set(form)
        assert not missing, (move, missing)
        self.clicks.append(f"send {move}")
        token = form.pop("token")[0]
        answer = self.person.browser.post(desk_path(kind), data={"token": token, **form}, follow_redirects=False)
        assert answer.status_code == 303, told(answer.text)
        after = self.person.open(answer.headers["location"])
        assert told(after)[0] == "done"
        return told(after)[1]


Seat = Callable[[Officer], Clicking]


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch, at_once: None) -> Callable[[date], Day]:
    """Sets the business date."""
    one = Day()

    def on(today: date) -> Day:
        one.today = today
        monkeypatch.setenv("CUSTOMS_RISK_BUSINESS_DATE", today.isoformat())
        return one

    return on


@pytest.fixture
def seat(stores: Stores, browse: Browse, day: Callable[[date], Day]) -> Seat:
    """Seats officers at one desk; their clicks are counted together."""
    calendar, clicks = day(TODAY), list[str]()

    def seated(officer: Officer) -> Clicking:
        browser = browse(desk(stores, SECRETS, signing_in(stores, TODAY), lambda: calendar.today))
        sign_in_as(browser, stores, officer)
        browser.cookies.set(LANGUAGE, "en")
        return Clicking(Person(browser), clicks)

    return seated


def linked(stores: Stores) -> str:
    """Number of the case that the message of its opening leads to."""
    [about] = stores.register.read(OutboxEvent, ["about"], col(OutboxEvent.kind) == "case")["about"]
    [matter] = about.first
    assert matter.kind in kinds()
    return str(matter.key)


def state_of(stores: Stores, number: str) -> str:
    return str(stores.register.read(CaseFile, ["state"], col(CaseFile.number) == number)["state"].iloc[0])


def check_nothing_typed(number: str, *officers: Clicking) -> None:
    """Nobody typed a number of a case, declaration, person or enterprise."""
    typed = " ".join(text for officer in officers for text in officer.typed)
    for identifier in (number, "D1", "D2", "D5", "A1", "A2", "S1", "ZX", "X "):
        assert identifier not in typed, (identifier, typed)


def test_an_audit_from_the_link_in_a_message_to_its_closing(
    stores: Stores, seat: Seat, day: Callable[[date], Day]
) -> None:
    lodge(stores, [{"declaration_id": "D5", "importer": "X"}, {"declaration_id": "D1", "importer": "X"}])
    opened(stores, "D1", "D2")
    number = linked(stores)
    auditor, _, chief = seat(AUDITOR), seat(SECOND), seat(CHIEF)
    assert "Next, for you: Plan the audit." in auditor.make("case", number, "take")
    auditor.make("case", number, "plan", items="Values of shoes")
    assert "Next, for auditor of SHA: Record the notice" in chief.make("case", number, "approve")
    says = auditor.make("case", number, "notify", received_by="The owner")
    begins = TODAY + timedelta(days=3)
    assert f"Next: Begin the audit, possible from {begins} on." in says
    assert "start" not in auditor.person.offered("case", number)
    day(begins)
    auditor.make("case", number, "start")
    auditor.make("case", number, "visit", place="Books at the office", examined="Invoices of the year")
    auditor.make(
        *("case", number, "find"),
        concerns="origin",
        what="Shoes of another origin.",
        short_paid="1000",
        fault="fault",
        paid_on=str(TODAY - timedelta(days=100)),
        items="D1|1",
        further="D5",
    )
    auditor.make("case", number, "report")
    auditor.make("case", number, "comment", stance="agrees", text="So it is.")
    says = auditor.make("case", number, "conclude")
    assert "Next, for you: Close with an outcome." in says
    page = auditor.person.open(desk_path("case", number))
    for words in ("Recovery and interest", "Books at the office", "Values of shoes", "D1 · 1"):
        assert words in page
    assert "is closed: duty recovered. Feedback counts it." in auditor.make("case", number, "close")
    assert state_of(stores, number) == CaseState.CLOSED
    assert len(auditor.clicks) <= MOST_CLICKS, auditor.clicks
    check_nothing_typed(number, auditor, chief)


def test_an_anti_smuggling_case_from_the_link_in_a_message_to_its_closing(stores: Stores, seat: Seat) -> None:
    opened(stores, "D1", "D2", kind=CaseKind.ANTI_SMUGGLING)
    number = linked(stores)
    officer, chief = seat(INVESTIGATOR), seat(CHIEF)
    seat(Officer("S2", "SHA", [Role.ANTI_SMUGGLING_OFFICER]))
    officer.make("case", number, "take")
    chief.make("case", number, "accept")
    officer.make("case", number, "measure", measure="seal_up", object="Store three", why="Goods would leave")
    officer.make("case", number, "evidence", form="documents", what="Ledger", taken_from="The owner")
    officer.make("case", number, "hand_on", piece="E1", to="The laboratory", why="To be read")
    officer.make("case", number, "file")
    officer.make("case", number, "investigate")
    officer.make("case", number, "assess", evaded="250000", basis="The ledger")
    officer.make("case", number, "refer", authority="The procuratorate", why="It is a crime")
    says = officer.make("case", number, "conclude")
    assert "Next, for you: Lift a measure." in says
    officer.make("case", number, "lift", why="Handed to the procuratorate")
    assert "is closed: prosecution" in officer.make("case", number, "close")
    assert state_of(stores, number) == CaseState.CLOSED
    assert len(officer.clicks) <= MOST_CLICKS, officer.clicks
    check_nothing_typed(number, officer, chief)
    officer.person.speak(Language.CHINESE)
    page = officer.person.open(desk_path("case", number))
    assert english_of(page, "English", number, "E1", "D1", "D2", *officer.typed) == []


def test_grounds_and_persons_join_a_case_by_choice(stores: Stores, seat: Seat) -> None:
    found(stores, finding("undervaluation", "X"))
    number = opened(stores, "D1")
    analyst = seat(Officer("N3", "SHA", [Role.ANALYST]))
    [key] = stores.register.read(Finding, ["key"], col(Finding.subject) == "X")["key"]
    analyst.make("case", number, "join-grounds", grounds=f"finding:{key}", person="Li Ming", reason="It fits")
    page = analyst.person.open(desk_path("case", number))
    assert desk_path("finding", key) in page
    named = stores.register.read(CaseSubject, ["name"], CaseSubject.role == CaseRole.CONCERNED)["name"].tolist()
    assert named == ["Li Ming"]
    again = _Forms(analyst.person.open(desk_path("case", number)))
    assert all("f.grounds" not in choices for choices in again.choices)  # it rests on all that is known


def test_items_that_are_chosen_narrow_the_declarations_of_a_finding(stores: Stores, seat: Seat) -> None:
    lodge(stores, [{"declaration_id": each, "importer": "X"} for each in ("D1", "D2")])
    number = opened(stores, "D1", "D2")
    auditor, _, chief = seat(AUDITOR), seat(SECOND), seat(CHIEF)
    auditor.make("case", number, "plan", items="Origin")
    chief.make("case", number, "approve")
    today = {"begins_on": str(TODAY), "urgent_because": "Goods leave"}
    auditor.make("case", number, "notify", received_by="The owner", **today)
    auditor.make("case", number, "start")
    fields = {"concerns": "origin", "what": "X.", "short_paid": "1", "fault": "fault", "paid_on": "2021-01-01"}
    auditor.make("case", number, "find", items="D2|1", **fields)
    [content] = stores.register.read(CaseRecord, ["content"], CaseRecord.kind == "find")["content"]
    assert '"declarations":["D2"]' in content
    assert '"name":"F1"' in content
