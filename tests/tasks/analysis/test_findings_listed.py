"""Findings that are sought, and what else was found beside one."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import pytest

from sql.register.listed import Sought
from sql.stores import Stores
from tasks.analysis.findings import finding_seen, findings_beside, findings_seen, findings_sought
from tests.tasks.handling.findings import EVE, finding, found

WEEK = timedelta(days=7)
ROWS = {
    "shown": finding("surge", "X"),
    "weaker": finding("undervaluation", "X", score=0.5),
    "stronger": finding("splitting", "X", score=0.7),
    "later": finding("surge", "X", analysed_on=EVE + WEEK, score=0.1),
    "long_ago": finding("surge", "X", analysed_on=EVE - 2 * WEEK),
    "as_seller": finding("surge", "X", key="seller", subject_kind="seller", score=0.2),
    "else": finding("surge", "上海_贸易", score=0.4),
    "elsewhere": finding("surge", "Z", unit="QDG1"),
    "other_detector": finding("undervaluation", "Y"),
}
NAMES = {str(row["key"]): name for name, row in ROWS.items()}


def named(keys: Iterable[object]) -> list[str]:
    return [NAMES[str(key)] for key in keys]


def test_beside_a_finding_stand_its_subject_and_whom_else_its_detector_found(stores: Stores) -> None:
    found(stores, *ROWS.values())
    shown = finding_seen(stores, "SHA", str(ROWS["shown"]["key"]))
    same, others = findings_beside(stores, "SHA", shown, EVE - WEEK, 10)
    assert named(same["key"]) == ["later", "stronger", "weaker"]
    assert named(others["key"]) == ["else", "as_seller"]
    few = findings_beside(stores, "SHA", shown, EVE - WEEK, 1)
    assert [named(each["key"]) for each in few] == [["later"], ["else"]]
    assert "elsewhere" in named(findings_beside(stores, "CN", shown, EVE - WEEK, 10)[1]["key"])


@pytest.mark.parametrize(
    ("words", "names"),
    [(["贸易"], ["else"]), (["上海", "贸易"], ["else"]), (["undervaluation", "y"], ["other_detector"]), (["none"], [])],
)
def test_findings_are_sought_by_words(stores: Stores, words: Sequence[str], names: Sequence[str]) -> None:
    found(stores, *ROWS.values())
    page = findings_sought(stores, "SHA", None, Sought(words, 1, 5))
    assert (named(page.rows["key"]), page.total) == (names, len(names))


def test_pages_of_findings_are_the_whole_list_the_strongest_of_the_latest_first(stores: Stores) -> None:
    found(stores, *ROWS.values())
    whole = findings_seen(stores, "SHA", since=EVE)
    pages = [findings_sought(stores, "SHA", EVE, Sought((), number, 3)) for number in (1, 2, 3)]
    assert [key for page in pages for key in page.rows["key"]] == whole["key"].tolist()
    assert {page.total for page in pages} == {len(whole)} == {7}
    assert whole.sort_values(["analysed_on", "score"], ascending=False)["score"].tolist() == whole["score"].tolist()
    assert named(findings_seen(stores, "SHA", detector="splitting")["key"]) == ["stronger"]
