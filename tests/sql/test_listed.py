"""Lists that the database finds, orders and counts, beside the same list found in Python."""

from datetime import date

import pytest
from sqlalchemy.exc import InvalidRequestError
from sqlmodel import col

from sql.messages import as_written
from sql.register import insert_new, update_rows
from sql.register.listed import Listed, Sought, listed
from sql.register.tables import Hint, InformationItem
from sql.sought_words import words_typed
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
        order=[col(Hint.due_on), col(Hint.key)],
        sought=sought,
    )


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("", ["K4", "K3", "K2", "K1", "K0"]),
        ("acme", ["K1", "K0"]),
        ("ACME one", ["K0"]),
        ("acme_one", ["K0"]),
        ("Two", ["K1"]),
        ("贸易", ["K2"]),
        ("maoyi", ["K2"]),
        ("shang hai", ["K2"]),
        ("shmy", ["K2"]),
        ("５０%", ["K3"]),
        ("k3", ["K3"]),
        ("%", []),
        ("nobody", []),
    ],
)
def test_every_word_must_begin_one_of_a_row(stores: Stores, typed: str, keys: list[str]) -> None:
    put(stores)
    words = words_typed(typed)
    assert found(stores, Sought(words)).rows["key"].tolist() == keys
    paged = found(stores, Sought(words, 1, 2))
    assert (paged.rows["key"].tolist(), paged.total) == (keys[:2], len(keys))


def test_pages_follow_one_another_and_end(stores: Stores) -> None:
    put(stores)
    pages = [found(stores, Sought((), number, 2)) for number in (1, 2, 3, 4)]
    assert [page.rows["key"].tolist() for page in pages] == [["K4", "K3"], ["K2", "K1"], ["K0"], []]
    assert {page.total for page in pages} == {5}


def test_what_has_the_very_word_stands_first(stores: Stores) -> None:
    put(stores)
    best = found(stores, Sought(["k1"], 1, 5)).best
    assert best == ["K1"]
    rows = found(stores, Sought(["k"], 1, 5, {"k": ["acme"]}))
    assert (rows.best, rows.total) == ([], 5)


@pytest.mark.parametrize("counted", [None, 2])
def test_a_word_of_very_many_rows_is_asked_of_each(
    stores: Stores, counted: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(stores)
    monkeypatch.setattr("sql.register.found.MOST", 1)
    sought = Sought(["paid", "late"], 1, 2, counted=counted)
    page = found(stores, sought)
    assert (page.rows["key"].tolist(), page.total) == (["K4", "K3"], 5 if counted is None else 3)
    assert found(stores, Sought(["paid", "acme"], 1, 9)).rows["key"].tolist() == ["K1", "K0"]
    assert found(stores, Sought(["paid", "k2"], 1, 9)).rows["key"].tolist() == ["K2"]


def test_words_follow_what_a_row_says_and_go_with_it(stores: Stores) -> None:
    put(stores)
    with stores.register.writing() as session:
        update_rows(session, Hint, [{"key": "K1", "subject": "Other GmbH"}])
    assert found(stores, Sought(["acme"])).rows["key"].tolist() == ["K0"]
    assert found(stores, Sought(["gmbh"])).rows["key"].tolist() == ["K1"]
    with pytest.raises(InvalidRequestError, match="searched"), stores.register.writing() as session:
        session.connection().execute(InformationItem.__table__.update().values(summary="y"))  # type: ignore[attr-defined]
