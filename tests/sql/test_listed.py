"""Lists that the database finds, orders and counts, beside the same list found in Python."""

from datetime import date

import pytest
from sqlmodel import col

from sql.messages import as_written
from sql.register import insert_new
from sql.register.listed import Listed, Sought, listed
from sql.register.tables import Hint
from sql.stores import Stores
from sql.terms import HintFamily, Severity

SUBJECTS = ("ACME_ONE", "acme two", "上海贸易", "50%", None)


def put(stores: Stores) -> None:
    rows = [
        {
            "key": f"K{number}",
            "family": HintFamily.REVENUE,
            "rule": "duty_late",
            "subject_kind": "importer",
            "subject": subject or "",
            "evidence": as_written("paid late"),
            "compared": "{}",
            "severity": Severity.LOW,
            "unit": "SH",
            "raised_on": date(2021, 3, 1),
            "due_on": date(2021, 3, 9 - number),
            "answer": subject,
        }
        for number, subject in enumerate(SUBJECTS)
    ]
    with stores.register.writing() as session:
        insert_new(session, Hint, rows)


def found(stores: Stores, sought: Sought) -> Listed:
    return listed(
        stores.register,
        Hint,
        ["key"],
        [col(Hint.unit) == "SH"],
        texts=("subject", "answer"),
        order=[col(Hint.due_on), col(Hint.key)],
        sought=sought,
    )


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ([], ["K4", "K3", "K2", "K1", "K0"]),
        (["acme"], ["K1", "K0"]),
        (["acme", "one"], ["K0"]),
        (["acme one"], ["K0"]),
        (["acme_one"], ["K0"]),
        (["acme_two"], ["K1"]),
        (["贸易"], ["K2"]),
        (["0%"], ["K3"]),
        (["%"], ["K3"]),
        (["nobody"], []),
    ],
)
def test_every_word_must_stand_in_a_text(stores: Stores, words: list[str], keys: list[str]) -> None:
    put(stores)
    assert found(stores, Sought(words)).rows["key"].tolist() == keys
    paged = found(stores, Sought(words, 1, 2))
    assert (paged.rows["key"].tolist(), paged.total) == (keys[:2], len(keys))


def test_pages_follow_one_another_and_end(stores: Stores) -> None:
    put(stores)
    pages = [found(stores, Sought((), number, 2)) for number in (1, 2, 3, 4)]
    assert [page.rows["key"].tolist() for page in pages] == [["K4", "K3"], ["K2", "K1"], ["K0"], []]
    assert {page.total for page in pages} == {5}
