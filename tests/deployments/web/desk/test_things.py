"""Every kind of thing at the desk: who may not see it does not, and the moves that it offers are the ones it takes."""

import re
from collections.abc import Iterator

import pytest

from deployments.web.desk.look import Look
from deployments.web.desk.thing import Move, kinds
from sql.stores import Stores
from sql.terms import Language, Role
from tasks.notification.links import desk_path
from tasks.persons.person import Person as Registered
from tests.deployments.web.desk.conftest import Sit, filled, told
from tests.deployments.web.desk.examples import EXAMPLES, TODAY, WRITTEN
from tests.in_chinese import chinese_of, english_of
from tests.persons import BEGIN, EVERY_ROLE, Officer

HERE, ELSEWHERE = Officer("N17", "SH"), Officer("N18", "QD")
_INLINE = re.compile(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|javascript:", re.IGNORECASE)
KINDS = sorted(kinds())
EVERYBODY_S = {"acknowledge-message"}  # a move that every role may make


def look(stores: Stores, unit: str = "CN", roles: tuple[Role, ...] = EVERY_ROLE) -> Look:
    return Look(stores, Registered("N99", "N99", unit, frozenset(roles), BEGIN), TODAY, TODAY)


def offered(stores: Stores, kind: str, key: str) -> list[Move]:
    return list(kinds()[kind].moves(look(stores), kinds()[kind].thing(look(stores), key)))


def test_every_kind_has_an_example() -> None:
    assert sorted(EXAMPLES) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_not_see_a_thing_does_not_find_it(stores: Stores, sit: Sit, kind: str) -> None:
    key = EXAMPLES[kind](stores)
    path, every = desk_path(kind, key), f"{desk_path(kind)}?every=1"
    seeing, other = sit(HERE), sit(ELSEWHERE)
    assert (seeing.status(path), other.status(path)) == (200, 404)
    assert path in seeing.open(every)
    assert path not in other.open(every)
    assert path not in other.open(f"/desk/search?q={key[:12]}") + other.open("/desk/")
    seeing.browser.cookies.clear()
    assert seeing.status(path) == 303


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_offered_is_not_taken(stores: Stores, sit: Sit, kind: str) -> None:
    key = EXAMPLES[kind](stores)
    names = [move.name for move in offered(stores, kind, key)]
    idle = sit(Officer("N19", "CN", _idle(stores, kind, key)))
    assert set(idle.offered(kind, key)) <= EVERYBODY_S
    for name in {*names, "made-up"} - EVERYBODY_S:
        status, page = idle.make(kind, key, name)
        assert status == 409
        assert told(page) == (
            "fault",
            "This is not possible any more: it was done meanwhile, or somebody else has it.",
        )
    assert sit(ELSEWHERE).send(desk_path(kind), {"key": key, "move": "approve"}, "/desk/")[0] == 404


def _idle(stores: Stores, kind: str, key: str) -> list[Role]:
    """A role that has nothing to do with a thing, but for what everybody may."""
    of, chief = kinds()[kind], look(stores)
    for role in Role:
        moves = of.moves(look(stores, roles=(role,)), of.thing(chief, key))
        if {move.name for move in moves} <= EVERYBODY_S:
            return [role]
    raise AssertionError(f"every role has moves of {kind}")


@pytest.mark.parametrize("kind", KINDS)
def test_pages_hold_no_script_or_style_of_their_own(stores: Stores, sit: Sit, kind: str) -> None:
    key = EXAMPLES[kind](stores)
    person = sit(HERE)
    for page in (desk_path(kind, key), f"{desk_path(kind)}?every=1", "/desk/", f"/desk/search?q={key[:9]}"):
        assert not _INLINE.search(person.open(page)), page


@pytest.mark.parametrize("kind", KINDS)
def test_pages_hold_no_word_of_the_other_language(stores: Stores, sit: Sit, kind: str) -> None:
    key = EXAMPLES[kind](stores)
    person = sit(HERE)
    person.speak(Language.CHINESE)
    for page in (desk_path(kind, key), f"{desk_path(kind)}?every=1", "/desk/", f"/desk/search?q={key[:9]}"):
        assert english_of(person.open(page), "English", key, *WRITTEN) == [], page
    person.speak(Language.ENGLISH)
    assert chinese_of(person.open(desk_path(kind, key)), key, *WRITTEN) == []


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("kind", KINDS)
def test_every_move_that_is_offered_is_taken(stores: Stores, sit: Sit, kind: str) -> None:
    take_every_move(stores, sit, kind)


@pytest.mark.exhaustive
@pytest.mark.usefixtures("prefect_server")
@pytest.mark.parametrize("kind", KINDS)
def test_every_move_that_is_offered_is_taken_by_the_flow_of_its_form(
    stores: Stores, sit: Sit, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUSTOMS_RISK_DATA_FOLDER", str(stores.folder))
    monkeypatch.setenv("CUSTOMS_RISK_BUSINESS_DATE", TODAY.isoformat())
    take_every_move(stores, sit, kind)


def take_every_move(stores: Stores, sit: Sit, kind: str) -> None:
    """Make the moves that are offered with a thing, one after the other, as somebody in every role."""
    key = EXAMPLES[kind](stores)
    person = sit(Officer("N20", "CN"))
    for name in _along(stores, kind, key):
        [move] = [each for each in offered(stores, kind, key) if each.name == name]
        status, page = person.make(kind, key, name, **filled(list(move.fields)))
        assert (status, told(page)[0]) == (303, "done"), (name, told(page))


def _along(stores: Stores, kind: str, key: str) -> Iterator[str]:
    """Moves that are offered, one after the other, each once; those that end the thing last."""
    done: set[str] = set()
    while left := [move for move in offered(stores, kind, key) if move.name not in done]:
        move = min(left, key=lambda each: each.grave)
        done.add(move.name)
        yield move.name
