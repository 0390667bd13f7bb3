"""Progress of what takes more than a moment, on the page of the run."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.runtime import flow_run

from tasks.lifecycle.inside import inside_lifecycle

Step = TypeVar("Step")


def in_steps(steps: Sequence[Step], key: str, doing: Callable[[Step], str]) -> Iterator[Step]:
    """The steps one after the other; the page of the run shows how far they are.

    `key`: of the progress artifact. `doing`: what is done in a step, in a few words. Nothing is shown for a single
    step, outside of Prefect, and inside a risk-lifecycle, which shows its weeks.
    """
    if len(steps) < 2 or flow_run.id is None or inside_lifecycle():
        yield from steps
        return
    shown = create_progress_artifact(progress=0.0, key=key, description=_told(doing(steps[0]), 0, len(steps)))
    for number, step in enumerate(steps):
        if number:
            _update(shown, doing(step), number, len(steps))
        yield step
    _update(shown, "done", len(steps), len(steps))


def _update(shown: object, doing: str, done: int, of: int) -> None:
    update_progress_artifact(shown, progress=100.0 * done / of, description=_told(doing, done, of))  # type: ignore[arg-type]


def _told(doing: str, done: int, of: int) -> str:
    return f"{doing} ({done} of {of} done)"
