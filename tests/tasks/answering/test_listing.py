"""What of instructions and warnings is sought, and what waits for one person, beside the whole list."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlmodel import col, update

from sql.register.listed import Sought
from sql.stores import Stores
from sql.terms import AnswerFound, Severity
from tasks.answering.answer import answer, take
from tasks.answering.asked import KINDS, Asked
from tasks.answering.listing import asked_of, asked_sought, asked_to_answer
from tests.tasks.answering.issued import DUE, issued
from tests.tasks.handling.findings import EVE

DAY = EVE + timedelta(days=2)
SUBJECTS = ("ACME_ONE", "acme two", "上海贸易", "50%")


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Asked:
    """Instructions, then warnings."""
    asked: Asked = request.param
    return asked


def issue(stores: Stores, kind: Asked) -> list[str]:
    """One on each subject, the last due first."""
    return [
        issued(stores, kind, subject, due_on=DUE - timedelta(days=place), severity=list(Severity)[place % 2])
        for place, subject in enumerate(SUBJECTS)
    ]


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ([], [3, 2, 1, 0]),
        (["acme"], [1, 0]),
        (["acme", "two"], [1]),
        (["贸易", "sha1"], [2]),
        (["%"], []),
        (["undervaluation", "50"], [3]),
        (["nobody"], []),
    ],
)
def test_a_word_stands_in_what_is_asked_or_in_its_finding(
    stores: Stores, kind: Asked, words: Sequence[str], places: Sequence[int]
) -> None:
    keys = issue(stores, kind)
    page = asked_sought(stores, kind, "SHA", DAY, answered=False, sought=Sought(words, 1, 3))
    assert page.rows["key"].tolist() == [keys[place] for place in places[:3]]
    assert page.rows["subject"].tolist() == [SUBJECTS[place] for place in places[:3]]
    assert page.total == len(places)


def test_pages_together_are_the_whole_list(stores: Stores, kind: Asked) -> None:
    keys = issue(stores, kind)
    answer(stores, kind, keys[:1], done="D.", found=AnswerFound.UNFOUNDED, actor="Li", unit="SHA1", as_of=DAY)
    for answered in (False, True):
        whole = asked_of(stores, kind, "SHA", DAY, answered=answered)
        pages = [asked_sought(stores, kind, "SHA", DAY, answered=answered, sought=Sought((), n, 2)) for n in (1, 2, 3)]
        rows = [row for page in pages for row in page.rows.astype(str).to_dict("records")]
        assert rows == whole.astype(str).to_dict("records")
        assert {page.total for page in pages} == {len(whole)} == {3 + answered}


def test_what_rests_on_no_finding_is_listed_without_one(stores: Stores) -> None:
    kind = KINDS[1]
    key = issued(stores, kind)
    with stores.register.writing() as session:
        session.exec(update(kind.table).where(col(kind.table.key) == key).values(finding=None))
    (row,) = asked_sought(stores, kind, "SHA", DAY, answered=False, sought=Sought((), 1, 5)).rows.to_dict("records")
    assert (row["key"], row["subject"], row["detector"]) == (key, None, None)
    assert asked_sought(stores, kind, "SHA", DAY, answered=False, sought=Sought(["undervaluation"])).total == 1
    assert asked_sought(stores, kind, "SHA", DAY, answered=False, sought=Sought(["splitting"])).total == 0


def test_ones_own_come_first_then_what_nobody_took(stores: Stores, kind: Asked) -> None:
    keys = issue(stores, kind)
    take(stores, kind, keys[:1], actor="Li", unit="SHA1", as_of=DAY)
    take(stores, kind, keys[1:2], actor="Wang", unit="SHA1", as_of=DAY)
    waiting = asked_to_answer(stores, kind, "SHA", DAY, "Li", 2)
    assert (waiting.rows["key"].tolist(), waiting.total) == ([keys[0], keys[3]], 3)
    assert asked_to_answer(stores, kind, "QDG1", DAY, "Li", 2).total == 0
    assert asked_to_answer(stores, kind, "SHA", EVE - timedelta(days=1), "Li", 2).total == 0
