"""What pages and messages link to at the desk is there, and for who reads them."""

import re
from datetime import date
from html import unescape

import pytest

from deployments.web.desk.thing import kinds
from sql.messages import as_written
from sql.register import insert_new
from sql.register.tables import Instruction
from sql.register.tables.notifications import Matter
from sql.stores import Stores
from sql.terms import Severity
from tasks.delivery.deliver import deliver, fan_out
from tasks.notification.kinds import KINDS
from tasks.notification.links import LinkMaker, desk_path
from tasks.notification.outbox import Announcement, announce
from tasks.reporting.director.panel import AT_THE_DESK, Links
from tests.deployments.web.desk.conftest import Person, Sit
from tests.deployments.web.desk.examples import EXAMPLES, TODAY
from tests.persons import Officer
from tests.tasks.handling.findings import finding, found

ADDRESS = "https://risk.test"
_MADE_UP = ("static", "declaration", "enterprise")
_LINK = re.compile(r'\bhref="(/desk/[^"#]*)"')


def test_every_kind_that_the_director_is_led_to_has_a_page_at_the_desk() -> None:
    assert set(kinds()) >= AT_THE_DESK


def test_other_kinds_stay_within_the_page() -> None:
    links = Links(lambda kind, key: f"/desk/{kind}/{key}")
    assert links.address("case", "TA-1") == "/desk/case/TA-1"
    assert links.address("proposal") == "#section-feedback"


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_every_link_of_a_page_leads_to_what_its_reader_sees(stores: Stores, sit: Sit, kind: str) -> None:
    path = desk_path(kind, EXAMPLES[kind](stores))
    for officer in (Officer("N31", "CN"), Officer("N32", "SHA"), Officer("N33", "SHA1")):
        reader = sit(officer)
        if reader.status(path) == 200:
            assert leading_nowhere(reader, reader.open(path)) == [], officer


def leading_nowhere(reader: Person, page: str) -> list[str]:
    """Links of a page to other things of the desk that its reader does not find.

    But for declarations and enterprises: examples name some that nobody lodged.
    """
    links = {unescape(link) for link in _LINK.findall(page) if link.split("/")[2] not in _MADE_UP}
    return sorted(link for link in links if link.count("/") > 2 and reader.status(link) != 200)


def test_who_is_asked_to_act_on_a_finding_of_a_unit_above_sees_it(stores: Stores, sit: Sit) -> None:
    asked, other = finding("surge", "I9", unit="SH"), finding("surge", "I7", unit="SH")
    found(stores, asked, other)
    words = as_written("Look at this")
    row = {"key": "I|SHA1", "finding": asked["key"], "unit": "SHA1", "severity": Severity.HIGH}
    row |= {"what_to_check": words, "issued_on": TODAY, "due_on": TODAY}
    with stores.register.writing() as session:
        insert_new(session, Instruction, [row])
    its, others = (desk_path("finding", str(each["key"])) for each in (asked, other))
    reader, elsewhere = sit(Officer("N33", "SHA1")), sit(Officer("N34", "QDG1"))
    assert its in reader.open(desk_path("instruction", "I|SHA1"))
    assert (reader.status(its), reader.status(others), elsewhere.status(its)) == (200, 404, 404)


@pytest.mark.parametrize("kind", sorted(kind for kind, described in KINDS.items() if described.about))
def test_every_link_of_a_message_leads_to_what_its_reader_sees(stores: Stores, sit: Sit, kind: str) -> None:
    """As delivery writes it, with the link that acknowledges it and no address of a file of this machine."""
    for thing in sorted(KINDS[kind].about):
        key = EXAMPLES[thing](stores)
        text = message_about(stores, kind, thing, key)
        assert f"{ADDRESS}/acknowledge/" in text
        assert "file:" not in text
        links = re.findall(rf"{ADDRESS}(/desk/\S+)", text)
        assert desk_path(thing, key) in links
        reader = sit(Officer("N31", "SH"))
        assert [link for link in links if reader.status(link) != 200] == []


def message_about(stores: Stores, kind: str, thing: str, key: str) -> str:
    """The message of a kind about a thing that Shanghai gets, as it is written."""
    words = as_written("Look at this")
    matter = Matter(thing, key, words, words, 1.0, "CNY", date(2021, 4, 2))
    reference = f"{kind}|{thing}"
    told = Announcement(kind, reference, "SH", Severity.HIGH, TODAY, words, words, about=[matter])
    with stores.register.writing() as session:
        announce(session, [told])
    fan_out(stores, TODAY)
    folder = stores.folder / "notifications"
    before = set(folder.rglob("*.*")) if folder.is_dir() else set()
    deliver(stores, TODAY, {}, links=LinkMaker(ADDRESS, ("secret",)))
    written = [path.read_text(encoding="utf-8") for path in set(folder.rglob("*.*")) - before if path.is_file()]
    return next(text for text in written if desk_path(thing, key) in text)
