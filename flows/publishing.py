"""How flows tell others what they did: events, artifacts, and progress."""

from collections.abc import Callable
from datetime import date
from typing import Any

from prefect.artifacts import create_table_artifact
from prefect.events import emit_event

Summary = dict[str, Any]
ProgressListener = Callable[[str, int, int], None]

_listeners: list[ProgressListener] = []


def publish(flow: str, event: str, as_of: date, summary: Summary) -> None:
    """Emit the event that a flow ended and show its summary in the Prefect UI."""
    emit_event(
        event=event,
        resource={"prefect.resource.id": f"customs-risk.{flow}.{as_of.isoformat()}"},
        payload={"as_of": as_of.isoformat(), **{name: _plain(value) for name, value in summary.items()}},
    )
    create_table_artifact(
        key=flow,
        table=[{"what": name.replace("_", " "), "value": str(_plain(value))} for name, value in summary.items()],
        description=f"{flow}, business date {as_of}",
    )


def listen_to_progress(listener: ProgressListener) -> None:
    """Have `listener` told what is being done, how many steps are done, and of how many."""
    _listeners.append(listener)


def tell_progress(doing: str, done: int, of: int) -> None:
    """Tell every listener."""
    for listener in _listeners:
        listener(doing, done, of)


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | str | bool | type(None)) else str(value)
