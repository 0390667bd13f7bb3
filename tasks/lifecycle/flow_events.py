"""The chain of flows in the register: the events, and those that started no run."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col

from sql.register import complete_once
from sql.register.tables import StageCompletion
from sql.stores import Stores

_EVENT = "event "
_RAN = "ran "


@dataclass(frozen=True)
class Unanswered:
    """An event that started no run of a flow that follows it, with its payload."""

    event: str
    as_of: date
    occasion: str
    payload: Mapping[str, Any]


def note_event(stores: Stores, event: str, as_of: date, occasion: str, payload: Mapping[str, Any]) -> None:
    """Note an event before it is emitted; once per business date and occasion."""
    _note(stores, _EVENT + event, as_of, occasion, payload)


def note_ran(stores: Stores, flow: str, as_of: date, occasion: str) -> None:
    """Note that a flow completed for a business date and occasion."""
    _note(stores, _RAN + flow, as_of, occasion, {})


def unanswered(stores: Stores, followers: Mapping[str, Iterable[str]], since: date) -> list[Unanswered]:
    """Events of business dates from `since` without a run of one of their followers, oldest first.

    `followers`: the flows that each event starts. Prefect's server keeps events in memory until they start a flow;
    this finds the events that a killed server lost.
    """
    notes = stores.register.read(
        StageCompletion,
        ["stage", "as_of", "scope", "summary"],
        col(StageCompletion.as_of) >= since,
        col(StageCompletion.stage).startswith(_EVENT) | col(StageCompletion.stage).startswith(_RAN),
        order_by=["as_of", "key"],
    )
    ran = {
        (str(note["stage"]).removeprefix(_RAN), note["as_of"], note["scope"])
        for note in notes.to_dict("records")
        if str(note["stage"]).startswith(_RAN)
    }
    return [
        Unanswered(event, note["as_of"].date(), str(note["scope"]), json.loads(str(note["summary"])))
        for note in notes.to_dict("records")
        if (event := str(note["stage"]).removeprefix(_EVENT)) in followers
        and any((flow, note["as_of"], note["scope"]) not in ran for flow in followers[event])
    ]


def _note(stores: Stores, stage: str, as_of: date, occasion: str, payload: Mapping[str, Any]) -> None:
    complete_once(stores.register, stage, as_of, occasion, lambda: None, lambda session, nothing: dict(payload))
