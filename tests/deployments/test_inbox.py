"""The inbox: which files are announced, and when."""

import errno
import os
from datetime import date
from pathlib import Path

import pytest

import deployments.inbox
from deployments.inbox import QUIET_SECONDS, Inbox, announce, content_key


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


def hostile_names(folder: Path) -> list[str]:
    """Make names that once ended the watcher; the beginnings of what is told of them."""
    (folder / "loop.csv").symlink_to("loop.csv")
    (folder / "first.csv").symlink_to("second.csv")
    (folder / "second.csv").symlink_to("first.csv")
    (folder / "nowhere.csv").symlink_to("missing.csv")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xb1\xa8.csv")).write_text("a", encoding="utf-8")
    os.mkfifo(folder / "pipe.csv")
    (folder / "folder.csv").mkdir()
    return [
        *(f"{name} is passed over: it cannot be read (Too many" for name in ("first.csv", "loop.csv")),
        "nowhere.csv is passed over: it is a link that leads to no file",
        "second.csv is passed over: it cannot be read (Too many",
        "\\udcb1\\udca8.csv is passed over: its name is no text in UTF-8: rename it",
    ]


def test_names_that_loop_or_are_no_text_are_told_once_and_stop_nothing(inbox: Inbox) -> None:
    expected = hostile_names(inbox.folders[0])
    good = put(inbox, "declarations.csv", "a")
    assert after_quiet(inbox) == [good]
    told = [str(each) for each in inbox.to_tell()]
    assert len(told) == len(expected)
    assert all(any(said.startswith(each) for said in told) for each in expected), told
    inbox.arrived(100.0)
    assert inbox.to_tell() == []


def test_a_file_that_cannot_be_read_is_passed_over_and_announced_when_it_can(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = put(inbox, "bad.csv", "b"), put(inbox, "good.csv", "g")

    def key(path: Path) -> str:
        if path == bad:
            raise OSError(errno.EIO, "Input/output error")
        return content_key(path)

    monkeypatch.setattr(deployments.inbox, "content_key", key)
    assert after_quiet(inbox) == [good]
    inbox.arrived(3.0)
    assert [str(each) for each in inbox.to_tell()] == ["bad.csv is passed over: it cannot be read (Input/output error)"]
    monkeypatch.undo()
    assert inbox.arrived(4.0) == []  # tried again after a pause
    assert inbox.arrived(10.0) == [bad]
    inbox.arrived(11.0)
    assert inbox.passed_over == []


def test_an_announced_file_that_nothing_collects_is_announced_again_after_growing_pauses(inbox: Inbox) -> None:
    path = put(inbox, "declarations.csv", "a")
    assert after_quiet(inbox) == [path]
    again = [second for second in range(5_000) if inbox.uncollected(set(), float(second))]
    assert again == [302, 902, 2102, 4502]
    assert inbox.uncollected({content_key(path)}, 9_000.0) == []
    assert inbox.announced == []


def test_a_folder_that_cannot_be_listed_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "inbox").mkdir()
    inbox = Inbox((tmp_path / "loop", tmp_path / "missing", tmp_path / "inbox"))
    path = tmp_path / "inbox" / "declarations.csv"
    path.write_text("a", encoding="utf-8")
    assert after_quiet(inbox) == [path]
    assert [each.name for each in inbox.passed_over] == ["loop"]


def test_a_file_that_goes_before_it_is_announced_is_left_out(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    emitted: list[dict[str, object]] = []
    monkeypatch.setattr(deployments.inbox, "emit_event", lambda **event: emitted.append(event["payload"]))
    gone, there = put(inbox, "gone.csv", "a"), put(inbox, "there.csv", "b")
    gone.unlink()
    announce([gone, there], date(2021, 1, 4))
    announce([gone], date(2021, 1, 4))
    assert [each["files"] for each in emitted] == [[str(there)]]
