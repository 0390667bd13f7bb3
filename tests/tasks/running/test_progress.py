"""Progress of a run is reported once: on its page and to the listeners."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from tasks.running import progress
from tasks.running.progress import in_steps, listen_to_progress

Reported = list[tuple[str, int, int]]


@pytest.fixture
def reported(monkeypatch: pytest.MonkeyPatch) -> Reported:
    """The calls of a listener."""
    heard: Reported = []
    monkeypatch.setattr(progress, "_listeners", [])
    listen_to_progress(lambda *step: heard.append(step))
    return heard


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, str]]:
    """What the page of a run shows, in turn: per cent done, and words."""
    shown: list[tuple[float, str]] = []
    monkeypatch.setattr(progress, "flow_run", SimpleNamespace(id=uuid4()))
    monkeypatch.setattr(progress, "create_progress_artifact", lambda **options: uuid4())
    monkeypatch.setattr(
        progress,
        "update_progress_artifact",
        lambda artifact, *, progress, description: shown.append((progress, description)),
    )
    return shown


def test_each_step_is_reported_before_it_is_done_and_the_end_after(
    reported: Reported, page: list[tuple[float, str]]
) -> None:
    done: list[str] = []
    for step in in_steps(["a", "b"], "some-progress", lambda step: f"doing {step}"):
        assert reported[-1] == (f"doing {step}", len(done), 2)
        done.append(step)
    assert done == ["a", "b"]
    assert reported[-1] == ("done", 2, 2)
    assert page == [(0.0, "doing a (0 of 2 done)"), (50.0, "doing b (1 of 2 done)"), (100.0, "done (2 of 2 done)")]


def test_the_page_shows_no_progress_of_a_single_step(reported: Reported, page: list[tuple[float, str]]) -> None:
    assert list(in_steps(["a"], "some-progress", str)) == ["a"]
    assert reported == [("a", 0, 1), ("done", 1, 1)]
    assert page == []


def test_within_a_lifecycle_only_its_weeks_are_reported(
    reported: Reported, page: list[tuple[float, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "within_lifecycle", lambda: True)
    assert list(in_steps(["a", "b"], "some-progress", str)) == ["a", "b"]
    assert reported == []
    assert page == []


def test_steps_are_taken_outside_of_a_run_too(reported: Reported, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "flow_run", SimpleNamespace(id=None))
    assert list(in_steps(["a", "b"], "some-progress", str)) == ["a", "b"]
    assert reported == []
