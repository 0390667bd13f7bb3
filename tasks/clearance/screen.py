"""Screening a business day: every declaration gets its lane, once."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlmodel import Session

from sql.jurisdiction import Organisation
from sql.lake import SCHEMAS, conformed
from sql.queries import query
from sql.reference import organisation
from sql.register import insert_new
from sql.register.tables import Inspection, ScreeningBatch
from sql.stores import Stores
from sql.terms import TaskState
from tasks.clearance.chance import draws
from tasks.clearance.counted import Failure, alarm_floods, record_counted, record_failures
from tasks.clearance.decisions import committed_batches
from tasks.clearance.earlier_today import EarlierToday, earlier_today
from tasks.clearance.inspection_requests import open_requests
from tasks.clearance.lane_policy import lane_policies
from tasks.clearance.lanes import Lanes, Screened, assign_lanes
from tasks.clearance.rated import rated
from tasks.clearance.shadow_hits import count_shadow_hits
from tasks.collection.enterprises import category_as_of
from tasks.parameters.active import parameters_in_force, readable
from tasks.parameters.matching import match_parameters
from tasks.parameters.suppression import suppressions_on

_DECIDED = tuple(name for name in SCHEMAS["decisions"].names if name not in ("business_day", "batch"))


def screen_day(stores: Stores, business_day: date, key: bytes) -> dict[str, Any]:
    """Give every declaration lodged on `business_day` that has none yet its lane, and ask for inspections.

    `key`: of the random sample. Decisions go to one lake file, named for the batch; they count from the moment the
    register knows the batch, so a run cut short between the two is simply repeated.
    Returns: declarations_screened, lane_low, lane_medium, lane_high, inspections_asked.
    """
    batches = committed_batches(stores)
    sequence = 1 + int(batches["key"].astype("str").str.startswith(f"{business_day}-").sum())
    arriving = _undecided(stores, business_day, batches)
    if not len(arriving):
        count_shadow_hits(stores, business_day)  # a run may have been cut short before it
        return _counts(pd.DataFrame({"lane": pd.Series(dtype="str"), "selected_by": pd.Series(dtype="str")}))
    decision = decide(stores, arriving, business_day, key, earlier_today(stores, business_day, batches))
    decided = decision.lanes.decided
    batch = f"{business_day}-{sequence}"
    decisions = decided[list(_DECIDED)].assign(business_day=business_day, batch=batch)
    stores.lake.write("decisions", f"{business_day:%Y-%m}", batch, decisions)
    counts = _counts(decided)
    with stores.register.writing() as session:
        if session.get(ScreeningBatch, batch) is None:
            session.add(
                ScreeningBatch(
                    key=batch,
                    business_day=business_day,
                    sequence=sequence,
                    declarations=len(decided),
                    low=counts["lane_low"],
                    medium=counts["lane_medium"],
                    high=counts["lane_high"],
                    inspections=counts["inspections_asked"],
                )
            )
            _ask_inspections(session, decided, business_day)
            record_counted(session, batch, business_day, decision.counted)
            record_failures(session, batch, business_day, decision.failures)
            alarm_floods(session, batch, business_day, decision.counted, decision.owners)
    count_shadow_hits(stores, business_day)
    return counts


@dataclass(frozen=True)
class Decision:
    """Lanes of a batch, with the owners of its parameters (unit by key) and what failed."""

    lanes: Lanes
    owners: dict[str, str]
    failures: list[Failure]

    @property
    def counted(self) -> pd.DataFrame:
        """Hits that did not steer: parameter (key), office, effect."""
        by_code = {key.rsplit("|", 1)[0]: key for key in self.owners}
        counted = self.lanes.counted
        return counted.assign(parameter=counted["parameter"].map(by_code).fillna(counted["parameter"]).astype("str"))


def decide(stores: Stores, arriving: pa.Table, business_day: date, key: bytes, earlier: EarlierToday) -> Decision:
    """Lanes of declarations by the parameters, the rating and the policies that hold on `business_day`.

    arriving: columns of the lake's declarations. earlier: what the day's other batches used up. A parameter or rating
    that fails is left out and told: a declaration always gets a lane.
    """
    units = Organisation(organisation())
    rows = parameters_in_force(stores, business_day)
    steering, unreadable = readable(rows)
    wanted = open_requests(stores, business_day, units)
    parameters = [*steering, *wanted.parameters]
    with stores.lake.connect() as lake:
        hits = match_parameters(lake, arriving, parameters)
    meaning = pd.DataFrame(
        {
            "parameter": [each.parameter.code for each in parameters],
            "lane": [each.parameter.lane.value for each in parameters],
            "reason": [each.parameter.reason for each in parameters],
            "instruction": [each.parameter.instruction for each in parameters],
        }
    ).astype("str")
    declarations = arriving.to_pandas()
    policies = lane_policies(stores, sorted(declarations["office"].unique()), business_day, units)
    rating = rated(stores, declarations, policies, business_day - timedelta(days=1))
    lanes = assign_lanes(
        Screened(
            declarations=declarations[["declaration_id", "office", "importer"]],
            hits=hits.merge(meaning, on="parameter"),
            ratings=rating.ratings,
            thresholds=rating.thresholds,
            policies=policies,
            draws=draws(declarations["declaration_id"], key),
            limits=wanted.limits,
            suppressed=suppressions_on(stores, business_day),
            earlier=earlier,
        )
    )
    failures = [Failure(parameter, reason, len(declarations)) for parameter, reason in unreadable.items()]
    return Decision(lanes, {row.key: row.owner for row in rows}, [*failures, *rating.failures])


def _undecided(stores: Stores, business_day: date, batches: pd.DataFrame) -> pa.Table:
    frames = {"committed": batches, "categories": category_as_of(stores, business_day, business_day)}
    with stores.lake.connect("declarations", "decisions", frames=frames) as lake:
        rows = lake.sql(query("declarations_without_decision"), params={"business_day": business_day}).to_arrow_table()
    return conformed(rows, SCHEMAS["declarations"])


def _ask_inspections(session: Session, decided: pd.DataFrame, business_day: date) -> None:
    selected = decided[decided["selected_by"].notna()]
    insert_new(
        session,
        Inspection,
        selected[
            [
                *("declaration_id", "office", "importer", "lane", "selected_by", "selection_probability"),
                *("parameters", "rating", "what_to_check"),
            ]
        ].assign(lodged_on=business_day, requested_on=business_day, state=TaskState.OPEN),
    )


def _counts(decided: pd.DataFrame) -> dict[str, Any]:
    lanes = decided["lane"].value_counts()
    return {
        "declarations_screened": len(decided),
        **{f"lane_{lane}": int(lanes.get(lane, 0)) for lane in ("low", "medium", "high")},
        "inspections_asked": int(decided["selected_by"].notna().sum()),
    }
