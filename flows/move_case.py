"""A unit moves a case file to its next state."""

from datetime import date
from typing import Literal

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.acting import signed
from flows.publishing import Summary, Thing, publish
from flows.refusals import with_plain_refusals
from tasks.post_clearance import tasks as post_clearance
from tasks.post_clearance.entitlement import action_of

Event = Literal[
    "approve",
    "reject",
    "plan",
    "notify",
    "start",
    "visit",
    "find",
    "set_aside",
    "disclose",
    "report",
    "comment",
    "conclude",
    "transfer",
    "accept",
    "file",
    "investigate",
    "measure",
    "extend",
    "lift",
    "evidence",
    "hand_on",
    "assess",
    "refer",
]


@flow(name="move-case", flow_run_name="{event} {number}")
@with_plain_refusals
def move_case(
    number: str, event: Event, text: str = "", details: dict[str, str] | None = None, as_of: date | None = None
) -> Summary:
    """Move a case file to its next state, or record a step of its procedure; its state decides which are allowed.

    Args:
        number: Number of the case file.
        event: A targeted audit: approve or reject, plan, notify, start, visit, find, set_aside, disclose, report,
            comment, conclude, or transfer to anti-smuggling. An anti-smuggling case: accept or reject, file,
            investigate, measure, extend, lift, evidence, hand_on, assess, refer, conclude. Closing has a separate form.
        text: Entry for the journal.
        details: What is recorded, by field; `customs-risk cases moves NUMBER` lists the fields of each move.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    by = signed(stores, action_of(number, event), as_of)
    summary = post_clearance.move_case(stores, number, event, text=text, details=details, **by)
    publish("move-case", None, as_of, summary, about=[Thing("case", number)])
    return summary
