"""Moves thresholds and capacity: new versions of the lane policy from the next day."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.reference import national_unit, organisation
from sql.register import insert_new
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import FeedbackProposal, LanePolicyVersion
from sql.stores import Stores
from tasks.feedback.actions import ACTOR, POLICY, mark_executed
from tasks.feedback.revisions import Figures, revised
from tasks.records.lane_policy import lane_policies

NAMES = ("move_threshold", "move_capacity")


def act(stores: Stores, proposals: Sequence[FeedbackProposal], as_of: date, seed: int) -> None:
    """Write a new version for each unit with changed figures, all in one transaction.

    A threshold moves for every unit with its own policy, capacity for the offices in the proposal. The author is
    feedback; the approver is the standing policy or the persons who decided. A version for the same day is the basis of
    the next one, which replaces it.
    """
    valid_from = as_of + timedelta(days=1)
    contents = [json.loads(proposal.content) for proposal in proposals]
    capacity = {unit: int(number) for each in contents for unit, number in each.get("inspections_per_day", {}).items()}
    thresholds = [each for each in contents if "scale" in each]
    having = stores.register.read(
        LanePolicyVersion, ["unit", "valid_from"], col(LanePolicyVersion.valid_from) <= valid_from, order_by=["unit"]
    )
    of_the_day = having.loc[having["valid_from"] == pd.Timestamp(valid_from), "unit"].value_counts()
    units = sorted({*having["unit"].astype("str"), *capacity, national_unit(as_of)})
    present = lane_policies(stores, units, valid_from, Organisation(organisation(as_of)))
    figures: dict[str, Figures] = {
        str(row.pop("office")): {str(name): value for name, value in row.items()} for row in present.to_dict("records")
    }
    changed = revised(figures, thresholds, capacity)
    reason = "; ".join(str(proposal.reason) for proposal in proposals)
    approver = "; ".join(dict.fromkeys(proposal.decided_by or POLICY for proposal in proposals))
    keys = {unit: _key(unit, valid_from, int(of_the_day.get(unit, 0))) for unit in changed}
    rows = [
        {"key": keys[unit], "unit": unit, "valid_from": valid_from, "reason": reason}
        | {"author": ACTOR, "approver": approver}
        | after
        for unit, after in changed.items()
    ]
    with stores.register.writing() as session:
        insert_new(session, LanePolicyVersion, rows)
        record_changes(
            session,
            [
                Change(as_of, "lane_policy", keys[unit], "revise", ACTOR, unit, reason, figures[unit], after)
                for unit, after in changed.items()
            ],
        )
        mark_executed(session, proposals, as_of)


def _key(unit: str, valid_from: date, before: int) -> str:
    """The key of a version after `before` others of its unit and day; it sorts behind them."""
    return f"{unit}|{valid_from}" if before == 0 else f"{unit}|{valid_from}|{before:06d}"
