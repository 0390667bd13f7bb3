"""The desk as a whole: forms of its own pages alone, one answer to each move, several things at once, two languages."""

from unittest.mock import patch

import pytest

from deployments.web.desk import making
from deployments.web.desk.thing import Move, Summary, Values, kinds, saying
from sql.messages import as_written
from sql.refusal import RefusedError
from sql.register.tables import HandlingMeasure
from sql.stores import Stores
from sql.terms import Language, Role
from tasks.handling.propose import propose_handling
from tasks.notification.links import desk_path
from tests.deployments.web.desk.conftest import Sit, told
from tests.deployments.web.desk.examples import EXAMPLES
from tests.persons import Officer
from tests.tasks.handling.findings import EVE, finding, found

CHIEF = Officer("N20", "CN", [Role.APPROVER])
OTHER = Officer("N21", "CN", [Role.APPROVER])


@pytest.fixture
def measures(stores: Stores) -> list[str]:
    """Keys of three measures that wait for a decision."""
    found(stores, *(finding("undervaluation", importer) for importer in ("ZU7", "B2", "C3")))
    propose_handling(stores, EVE)
    return [str(key) for key in stores.register.read(HandlingMeasure, ["key"], order_by=["key"])["key"]]


def test_a_form_is_taken_from_a_page_of_the_same_person_and_session_alone(stores: Stores, sit: Sit) -> None:
    key = EXAMPLES["measure"](stores)
    chief, other = sit(CHIEF), sit(OTHER)
    path, form = desk_path("measure"), {"key": key, "move": "approve", "f.reason": "agreed"}
    foreign = other.open(desk_path("measure", key)).split('name="token" value="')[1].split('"')[0]
    for token in ("", "made-up", foreign):
        assert chief.browser.post(path, data={**form, "token": token}).status_code == 403
    for site in ("cross-site", "same-site"):
        headers = {"sec-fetch-site": site}
        assert chief.browser.post(path, data={**form, "token": foreign}, headers=headers).status_code == 403
    states = stores.register.read(HandlingMeasure, ["state"])["state"].tolist()
    assert states == ["proposed"] * len(states)


def test_a_form_with_a_fault_stands_again_with_what_was_typed(stores: Stores, sit: Sit) -> None:
    key = EXAMPLES["inspection"](stores)
    person = sit(Officer("N20", "CN"))
    status, page = person.make("inspection", key, "record", violation="none", kind="<i>", officer_hours="many")
    assert status == 409
    assert told(page) == ("fault", "Nothing was done yet: see what is missing below.")
    assert "Write a number." in page
    assert 'value="&lt;i&gt;"' in page


def test_what_a_move_told_is_said_once(stores: Stores, sit: Sit) -> None:
    key = EXAMPLES["hint"](stores)
    person = sit(Officer("N20", "CN"))
    status, page = person.make("hint", key, "answer", answer="the price is right")
    assert (status, told(page)) == (303, ("done", "Answered: price under reference on D1."))
    assert 'class="told' not in person.open(desk_path("hint", key))


def test_what_a_rule_refuses_is_a_sentence_on_the_page(stores: Stores, sit: Sit) -> None:
    key = EXAMPLES["hint"](stores)
    person = sit(Officer("N20", "CN"))

    def refuse(*_: object, **__: object) -> Summary:
        raise RefusedError("somebody <else> was quicker")

    with patch("deployments.web.desk.things.hint.answer_hint", refuse):
        status, page = person.make("hint", key, "answer", answer="the price is right")
    assert (status, told(page)) == (409, ("fault", "Somebody <else> was quicker."))
    assert "the price is right</textarea>" in page


def test_several_are_decided_at_once_and_what_one_is_refused_for_stops_no_other(sit: Sit, measures: list[str]) -> None:
    decided: list[str] = []

    def moves(look: object, thing: object) -> list[Move]:
        key = str(getattr(thing, "key", ""))

        def act(look: object, values: Values) -> Summary:
            if key == measures[1]:
                raise RefusedError("it is decided already")
            decided.append(f"{key} {values['reason']}")
            return {}

        [approve] = [each for each in kind.moves(look, thing) if each.name == "approve"]  # type: ignore[arg-type]
        return [Move("approve", "Approve", act, saying(as_written("Done.")), approve.fields, together=True)]

    kind = kinds()["measure"]
    chief = sit(CHIEF)
    page = desk_path("measure")
    for key in measures:
        assert f'name="keys" value="{key}"' in chief.open(page)
    with patch.object(making, "_possible", lambda of, look, key, name: moves(look, of.thing(look, key))[0]):
        form: dict[str, str | list[str]] = {"keys": measures, "move": "approve", "f.reason": "agreed", "after": page}
        status, answer = chief.send(page, form)
        assert chief.send(page, {"move": "approve", "f.reason": "agreed"})[0] == 409
        assert "Fill this in." in chief.send(page, {"keys": measures, "move": "approve"})[1]
    assert (status, decided) == (303, [f"{measures[0]} agreed", f"{measures[2]} agreed"])
    assert "Done: 2. Not done: 1." in answer
    assert f"{measures[1]}: It is decided already." in answer


def test_the_work_list_holds_what_waits_for_the_person(sit: Sit, measures: list[str]) -> None:
    chief = sit(CHIEF).open("/desk/")
    assert all(desk_path("measure", key) in chief for key in measures)
    for idle in (Officer("N22", "CN", [Role.ANALYST]), Officer("N23", "QD", [Role.APPROVER])):
        assert desk_path("measure") + "/" not in sit(idle).open("/desk/")


def test_a_search_finds_what_is_seen_by_number_name_and_words(stores: Stores, sit: Sit, measures: list[str]) -> None:
    chief = sit(CHIEF)
    contents = stores.register.read(HandlingMeasure, ["key", "content"])
    [of_zu7] = [
        key for key, content in zip(contents["key"], contents["content"], strict=True) if content.subjects == ["ZU7"]
    ]
    for words in (of_zu7, "zu7", "undervaluation zu7"):
        page = chief.open(f"/desk/search?q={words}")
        assert [each for each in measures if desk_path("measure", each) in page] == [of_zu7]
    part = chief.browser.get("/desk/search?q=zu7", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert desk_path("measure", of_zu7) in part


def test_a_person_chooses_the_language(stores: Stores, sit: Sit) -> None:
    chief = sit(CHIEF)
    assert "My work" in chief.open("/desk/")
    chief.browser.cookies.delete("customs-risk-language")
    assert "我的工作" in chief.browser.get("/desk/", headers={"accept-language": "zh-CN,zh;q=0.9"}).text
    status, page = chief.send("/desk/language", {"language": str(Language.CHINESE), "after": "/desk/case"}, "/desk/")
    assert status == 303
    assert "案件" in page
    _, page = chief.send("/desk/language", {"language": "en", "after": "https://elsewhere.test/"}, "/desk/")
    assert "elsewhere" not in page


def test_files_of_the_desk_are_there_and_no_others(sit: Sit) -> None:
    chief = sit(CHIEF)
    for name in ("desk.css", "desk.js", "htmx.min.js"):
        assert chief.status(f"/desk/static/{name}") == 200
    for name in ("htmx-LICENSE.txt", "../application.py", "..%2Fapplication.py"):
        assert chief.status(f"/desk/static/{name}") == 404
    assert chief.status("/desk/made-up") == 404


def test_pages_are_kept_by_nobody_and_load_nothing_from_elsewhere(sit: Sit) -> None:
    headers = sit(CHIEF).browser.get("/desk/").headers
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
