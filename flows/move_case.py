"""A unit moves a case file along."""

from datetime import date
from typing import Literal

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary, publish
from flows.refusals import told_plainly
from tasks.post_clearance import tasks as post_clearance

Event = Literal[
    "approve", "reject", "notify", "start", "report", "conclude", "transfer", "accept", "file", "investigate"
]


@flow(name="move-case", flow_run_name="{event} {number}")
@told_plainly
def move_case(number: str, event: Event, officer: str, unit: str, text: str = "", as_of: date | None = None) -> Summary:
    """Make the next move of a case file; which are allowed depends on its kind and state.

    Args:
        number: Number of the case file.
        event: A targeted audit: approve or reject, notify, start, report, conclude, or transfer to anti-smuggling. An
            anti-smuggling case: accept or reject, file, investigate, conclude. Closing has a form of its own.
        officer: Name or number of the officer.
        unit: Code of the officer's unit.
        text: What the journal shall say.
        as_of: Day of this. Empty for today.
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
