"""Moves thresholds and capacity: new versions of the lane policy from the next day."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pandas as pd
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register import insert_new
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import FeedbackProposal, LanePolicyVersion
from sql.stores import Stores
from tasks.feedback.actions import ACTOR, POLICY, mark_executed
from tasks.feedback.revisions import Figures, Place, revised
from tasks.records.lane_policy import BOTH, FIGURES, lane_policies, latest_figures, policy_key
from tasks.records.trader import DIRECTIONS

NAMES = ("move_threshold", "move_capacity")


def act(stores: Stores, proposals: Sequence[FeedbackProposal], as_of: date, seed: int) -> None:
    """Write a new version for each unit with changed figures, all in one transaction.

    A threshold moves for every unit with its own policy, also for one direction alone; capacity for the offices in the
    proposal. The author is feedback; the approver is the standing policy or the persons who decided. A version for the
    same day is the basis of the next one, which replaces it.
    """
    valid_from = as_of + timedelta(days=1)
    contents = [json.loads(proposal.content) for proposal in proposals]
    capacity = {unit: int(number) for each in contents for unit, number in each.get("inspections_per_day", {}).items()}
    thresholds = [each for each in contents if "scale" in each]
    having = stores.register.read(
        LanePolicyVersion,
        ["unit", "direction", "valid_from"],
        col(LanePolicyVersion.valid_from) <= valid_from,
        order_by=["unit", "direction"],
    )
    of_the_day = having[having["valid_from"] == pd.Timestamp(valid_from)].value_counts(["unit", "direction"])
    figures = _present(stores, having, capacity, valid_from, as_of)
    changed = revised(figures, thresholds, capacity)
    reason = "; ".join(str(proposal.reason) for proposal in proposals)
    approver = "; ".join(dict.fromkeys(proposal.decided_by or POLICY for proposal in proposals))
    keys = {place: _key(place, valid_from, int(of_the_day.get(place, 0))) for place in changed}
    rows = [
        {"key": keys[unit, direction], "unit": unit, "direction": direction, "valid_from": valid_from, "reason": reason}
        | {"author": ACTOR, "approver": approver}
        | dict.fromkeys(FIGURES)
        | after
        for (unit, direction), after in changed.items()
    ]
    with stores.register.writing() as session:
        insert_new(session, LanePolicyVersion, rows)
        record_changes(
            session,
            [
                Change(as_of, "lane_policy", keys[place], "revise", ACTOR, place[0], reason, figures[place], after)
                for place, after in changed.items()
            ],
        )
        mark_executed(session, proposals, as_of)


def _present(
    stores: Stores, having: pd.DataFrame, capacity: Mapping[str, int], valid_from: date, as_of: date
) -> dict[Place, Figures]:
    """The figures that may move: those that a unit sets itself, with the capacity that moves, and all of the nation.

    having: unit, direction of the versions. The shares of the high and the medium lane move together, so both stand
    where a unit sets one. What a unit leaves to those above it stays with them.
    """
    units, own = Organisation(organisation(as_of)), latest_figures(stores, valid_from)
    shares = {"high_rate", "medium_rate"}
    present: dict[Place, Figures] = {}
    for direction in (BOTH, *DIRECTIONS):
        only = None if direction == BOTH else direction
        places = set(having.loc[having["direction"] == direction, "unit"].astype("str"))
        places |= {*capacity, units.nation} if only is None else set()
        for row in lane_policies(stores, sorted(places), valid_from, units, only).to_dict("records"):
            unit = str(row["office"])
            names = set(own.get(policy_key(unit, only), FIGURES if unit == units.nation else ()))
            names |= shares if names & shares else set()
            names |= {"inspections_per_day"} if only is None and unit in capacity else set()
            present[unit, direction] = {name: row[name] for name in FIGURES if name in names}
    return present


def _key(place: Place, valid_from: date, before: int) -> str:
    """The key of a version after `before` others of its unit, direction and day; it sorts behind them."""
    unit, direction = place
    key = f"{unit}|{valid_from}" if direction == BOTH else f"{unit}|{direction}|{valid_from}"
    return key if before == 0 else f"{key}|{before:06d}"
