"""What the search of the desk finds, by what a person types."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from deployments.web.desk.look import Look
from deployments.web.desk.search import Of, found_by
from sql.sought_words import words_of
from sql.stores import Stores
from tasks.collection.registered_enterprises import register_enterprises
from tests.deployments.web.desk.examples import EXAMPLES
from tests.deployments.web.desk.test_things import look

_COLLECTING = ("quarantine", "recommendation")  # first: collecting a file removes declarations that came from none


@pytest.fixture(scope="module")
def things(empty_stores: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Look, dict[str, str]]]:
    """Who sees everything, and a thing of each kind by its key; enterprise ZX70 is registered under a Chinese name."""
    folder = tmp_path_factory.mktemp("searched") / "data"
    shutil.copytree(empty_stores, folder)
    stores = Stores.embedded(folder)
    order = [*_COLLECTING, "inspection", "finding", *sorted(set(EXAMPLES) - {*_COLLECTING, "inspection", "finding"})]
    keys = {kind: EXAMPLES[kind](stores) for kind in order}
    rows = pd.DataFrame([{"enterprise": "ZX70", "name": "厦门华信贸易", "address": "Lujiang Road 1", "category": None}])
    with stores.register.writing() as session:
        register_enterprises(session, rows)
    yield look(stores), keys
    stores.register.engine.dispose()


def keys_of(found: list[Of]) -> dict[str, list[str]]:
    return {each.kind.name: [row.key for row in each.rows.rows] for each in found}


def test_every_kind_of_thing_is_found_by_its_number(things: tuple[Look, dict[str, str]]) -> None:
    seen, keys = things
    for kind, key in keys.items():
        found = list(found_by(seen, key))
        assert key in keys_of(found).get(kind, []), (kind, key)
        assert found[0].itself, (kind, key)


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        (
            "厦门华信",
            {"enterprise", "finding", "information", "declaration"},
        ),  # a name, and what is on it by its number
        ("xiamen huaxin", {"enterprise", "finding", "information", "declaration"}),
        ("hua xin", {"enterprise", "finding", "information"}),
        ("undervaluation ZX70", {"finding"}),  # a word of the system in either language
        ("低报 zx70", {"finding"}),
        ("870310", {"declaration"}),  # an HS code
        ("8703", {"declaration"}),
        ("zx", {"enterprise", "finding", "information", "declaration"}),  # the beginning of a number
        ("上海", {"unit", "case", "parameter"}),
        ("TA-SHA-2021-0001", {"case"}),
        ("2021-0001", {"case"}),
        ("ＴＡ-SHA-2021", {"case"}),  # in wide letters
        ("lodged.csv", {"quarantine"}),
    ],
)
def test_names_numbers_and_words_find(things: tuple[Look, dict[str, str]], typed: str, kinds: set[str]) -> None:
    found = keys_of(list(found_by(things[0], typed)))
    assert kinds <= set(found), found
    if typed.startswith("低报") or typed.startswith("undervaluation"):
        assert len(found["finding"]) == 1


@pytest.mark.parametrize("typed", ["", "x", "%", "%%", "__", "nobody", "' or 1=1", "ZX70 nobody"])
def test_what_nothing_speaks_of_finds_nothing(things: tuple[Look, dict[str, str]], typed: str) -> None:
    assert found_by(things[0], typed) == []


def test_what_fits_best_stands_first(things: tuple[Look, dict[str, str]]) -> None:
    found = list(found_by(things[0], "D9"))
    assert {each.kind.name for each in found[:2]} == {"inspection", "declaration"}
    assert [each.itself for each in found] == sorted([each.itself for each in found], reverse=True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("TA-SHA-2021-0001", {"ta-sha-2021-0001", "sha-2021-0001", "2021-0001", "0001"}),
        ("Société ACME", {"societe", "acme"}),
        ("ZX70", {"zx70", "70"}),
        ("重庆", {"重庆", "庆", "chongqing", "qing", "cq"}),
        ("", set()),
    ],
)
def test_words_of_a_text(text: str, words: set[str]) -> None:
    assert words_of(text) == words
