"""A unit moves a case file to its next state."""

from datetime import date
from typing import Literal

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary, publish
from flows.refusals import with_plain_refusals
from tasks.post_clearance import tasks as post_clearance

Event = Literal[
    "approve", "reject", "notify", "start", "report", "conclude", "transfer", "accept", "file", "investigate"
]


@flow(name="move-case", flow_run_name="{event} {number}")
@with_plain_refusals
def move_case(number: str, event: Event, officer: str, unit: str, text: str = "", as_of: date | None = None) -> Summary:
    """Move a case file to its next state; its kind and state decide which moves are allowed.

    Args:
        number: Number of the case file.
        event: A targeted audit: approve or reject, notify, start, report, conclude, or transfer to anti-smuggling. An
            anti-smuggling case: accept or reject, file, investigate, conclude. Closing has a separate form.
        officer: Name or number of the officer.
        unit: Code of the officer's unit.
        text: Entry for the journal.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    summary = post_clearance.move_case(
        load_stores(),
        number,
        event,
        actor=officer,
        unit=unit,
        as_of=as_of,
        text=text,
    )
    publish("move-case", None, as_of, summary)
    return summary
