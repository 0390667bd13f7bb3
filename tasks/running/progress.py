"""Progress of long work: on the page of the run, and to listeners."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.runtime import flow_run

from tasks.running.within_lifecycle import within_lifecycle

Step = TypeVar("Step")
ProgressListener = Callable[[str, int, int], None]

_listeners: list[ProgressListener] = []


def in_steps(steps: Sequence[Step], key: str, doing: Callable[[Step], str]) -> Iterator[Step]:
    """The steps one after the other, with their progress reported to the page of the run and to the listeners.

    `key`: of the progress artifact. `doing`: the work of a step, in a few words. The page shows no progress of a
    single step. Outside Prefect, and within a risk-lifecycle, which reports its weeks, no progress is reported.
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
    """Call `listener` with the present work, the number of finished steps, and the number of all steps."""
    _listeners.append(listener)


def report_progress(doing: str, done: int, of: int) -> None:
    """Report progress to every listener."""
    for listener in _listeners:
        listener(doing, done, of)


def _update(shown: object, doing: str, done: int, of: int) -> None:
    report_progress(doing, done, of)
    if shown is not None:
        description = f"{doing} ({done} of {of} done)"
        update_progress_artifact(shown, progress=100.0 * done / of, description=description)  # type: ignore[arg-type]
