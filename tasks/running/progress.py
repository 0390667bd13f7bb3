"""Progress of what takes more than a moment: on the page of the run, and to whoever listens."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.runtime import flow_run

from tasks.running.within_lifecycle import within_lifecycle

Step = TypeVar("Step")
ProgressListener = Callable[[str, int, int], None]

_listeners: list[ProgressListener] = []


def in_steps(steps: Sequence[Step], key: str, doing: Callable[[Step], str]) -> Iterator[Step]:
    """The steps one after the other; the page of the run and the listeners are told how far they are.

    `key`: of the progress artifact. `doing`: what is done in a step, in a few words. The page shows nothing of a single
    step. Nothing is told outside of Prefect, and inside a risk-lifecycle, which tells of its weeks.
    """
    if flow_run.id is None or within_lifecycle():
        yield from steps
        return
    shown = create_progress_artifact(progress=0.0, key=key, description="") if len(steps) > 1 else None
    for number, step in enumerate(steps):
        _update(shown, doing(step), number, len(steps))
        yield step
    _update(shown, "done", len(steps), len(steps))


def listen_to_progress(listener: ProgressListener) -> None:
    """Have `listener` told what is being done, how many steps are done, and of how many."""
    _listeners.append(listener)


def tell_progress(doing: str, done: int, of: int) -> None:
    """Tell every listener."""
    for listener in _listeners:
        listener(doing, done, of)


def _update(shown: object, doing: str, done: int, of: int) -> None:
    tell_progress(doing, done, of)
    if shown is not None:
        told = f"{doing} ({done} of {of} done)"
        update_progress_artifact(shown, progress=100.0 * done / of, description=told)  # type: ignore[arg-type]
