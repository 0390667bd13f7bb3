"""The inbox: which files are announced, and when."""

from pathlib import Path

import pytest

from deployments.inbox import QUIET_SECONDS, Inbox, content_key


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox((tmp_path,))


def put(inbox: Inbox, name: str, text: str) -> Path:
    path = inbox.folders[0] / name
    path.write_text(text, encoding="utf-8")
    return path


def after_quiet(inbox: Inbox, start: float = 0.0) -> list[Path]:
    first = inbox.arrived(start)
    return first + inbox.arrived(start + QUIET_SECONDS)


def test_a_file_that_rests_is_announced_once(inbox: Inbox) -> None:
    path = put(inbox, "declarations.csv", "a")
    assert after_quiet(inbox) == [path]
    assert after_quiet(inbox, 100.0) == []


def test_a_file_that_still_grows_is_not_announced(inbox: Inbox) -> None:
    put(inbox, "declarations.csv", "a")
    assert inbox.arrived(0.0) == []
    path = put(inbox, "declarations.csv", "ab")
    assert inbox.arrived(QUIET_SECONDS) == []
    assert inbox.arrived(2 * QUIET_SECONDS) == [path]


def test_files_sent_together_are_announced_together_and_in_order(inbox: Inbox) -> None:
    outcomes = put(inbox, "outcomes.csv", "o")
    assert inbox.arrived(0.0) == []
    declarations = put(inbox, "declarations.csv", "d")
    assert inbox.arrived(1.0) == []
    assert inbox.arrived(1.0 + QUIET_SECONDS) == [declarations, outcomes]


def test_an_inbox_that_never_rests_is_announced_all_the_same(inbox: Inbox) -> None:
    announced: list[Path] = []
    for second in range(70):
        put(inbox, f"{second:02}.csv", str(second))
        announced += inbox.arrived(float(second))
    assert announced


def test_the_same_content_under_another_name_is_not_announced_again(inbox: Inbox) -> None:
    assert after_quiet(inbox, 0.0) == []
    put(inbox, "declarations.csv", "a")
    assert len(after_quiet(inbox, 10.0)) == 1
    put(inbox, "declarations-copy.csv", "a")
    assert after_quiet(inbox, 20.0) == []


def test_a_file_that_is_replaced_by_other_content_is_announced_again(inbox: Inbox) -> None:
    put(inbox, "declarations.csv", "a")
    after_quiet(inbox, 0.0)
    path = put(inbox, "declarations.csv", "other")
    assert after_quiet(inbox, 10.0) == [path]


def test_what_was_collected_before_serving_started_again_is_not_announced(tmp_path: Path) -> None:
    path = tmp_path / "declarations.csv"
    path.write_text("a", encoding="utf-8")
    assert after_quiet(Inbox((tmp_path,), known={content_key(path)})) == []


@pytest.mark.parametrize("name", [".declarations.csv", "declarations.csv.part", "declarations.tmp"])
def test_names_of_unfinished_files_wait(inbox: Inbox, name: str) -> None:
    put(inbox, name, "a")
    assert after_quiet(inbox) == []


def test_an_empty_file_waits_for_its_content(inbox: Inbox) -> None:
    put(inbox, "declarations.csv", "")
    assert after_quiet(inbox) == []
