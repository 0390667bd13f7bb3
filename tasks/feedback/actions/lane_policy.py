"""Moving thresholds and capacity: new versions of the lane policy, from the next day on."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register import insert_new
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import FeedbackProposal, LanePolicyVersion
from sql.stores import Stores
from tasks.clearance.lane_policy import lane_policies
from tasks.feedback.actions import ACTOR, POLICY, mark_executed
from tasks.feedback.revisions import Figures, revised

NAMES = ("move_threshold", "move_capacity")


def act(stores: Stores, proposals: Sequence[FeedbackProposal], as_of: date, seed: int) -> None:
    """Write one version per unit whose figures change, all of them in one transaction.

    A threshold moves for every unit that has a policy of its own; capacity for the offices named. Feedback writes the
    version, and the standing approval of the policy, or the person who decided, approves it.
    """
    valid_from = as_of + timedelta(days=1)
    contents = [json.loads(proposal.content) for proposal in proposals]
    capacity = {unit: int(number) for each in contents for unit, number in each.get("inspections_per_day", {}).items()}
    thresholds = [each for each in contents if "scale" in each]
    having = stores.register.read(
        LanePolicyVersion, ["unit"], col(LanePolicyVersion.valid_from) <= valid_from, order_by=["unit"]
    )
    units = sorted({*having["unit"].astype("str"), *capacity, "CN"})
    present = lane_policies(stores, units, valid_from, Organisation(organisation()))
    figures: dict[str, Figures] = {
        str(row.pop("office")): {str(name): value for name, value in row.items()} for row in present.to_dict("records")
    }
    changed = revised(figures, thresholds, capacity)
    reason = "; ".join(proposal.reason for proposal in proposals)
    approver = proposals[0].decided_by or POLICY
    rows = [
        {"key": f"{unit}|{valid_from}", "unit": unit, "valid_from": valid_from, "reason": reason}
        | {"author": ACTOR, "approver": approver}
        | after
        for unit, after in changed.items()
    ]
    with stores.register.writing() as session:
        insert_new(session, LanePolicyVersion, rows)
        record_changes(
            session,
            [
                Change(
                    as_of, "lane_policy", f"{unit}|{valid_from}", "revise", ACTOR, unit, reason, figures[unit], after
                )
                for unit, after in changed.items()
            ],
        )
        mark_executed(session, proposals, as_of)
