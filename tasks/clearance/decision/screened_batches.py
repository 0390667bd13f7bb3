"""Recording a screened batch: its decisions, the inspections they request, hits that did not steer, and failures."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import pandas as pd
from sqlmodel import Session

from sql.contents import CONTENTS
from sql.contents.borders import INSPECTIONS
from sql.register import insert_new
from sql.register.tables import Inspection, ScreeningBatch
from sql.stores import Stores
from sql.terms import Lane, TaskState
from tasks.clearance.decision.hits_not_steering import Failure, alarm_floods, record_failures, record_hits_not_steering
from tasks.clearance.decision.lanes import Lanes
from tasks.clearance.inspections.cancellation import request_anew, was_cancelled

OWN = "one-at-a-time"  # in the keys of batches that the screening endpoint answered
_DECIDED = [name for name in CONTENTS["decisions"].names if name != "business_day"]


def is_own(key: str, day: date) -> bool:
    """Whether a screening batch of `day` holds declarations that were answered one at a time."""
    return key.startswith(f"{day}-{OWN}-")


@dataclass(frozen=True)
class Decision:
    """Lanes of a batch, with the owners of its parameters (unit by key) and its failures."""

    lanes: Lanes
    owners: dict[str, str]
    failures: list[Failure]

    @property
    def hits_not_steering(self) -> pd.DataFrame:
        """Hits that did not steer: parameter (key), office, effect."""
        by_code = {key.rsplit("|", 1)[0]: key for key in self.owners}
        hits = self.lanes.hits_not_steering
        return hits.assign(parameter=hits["parameter"].map(by_code).fillna(hits["parameter"]).astype("str"))


def record_batch(stores: Stores, batch: str, business_day: date, sequence: int, decision: Decision) -> None:
    """Record a batch once: its decisions go to one lake file named for it, all else into the register.

    The decisions count from the moment the register has the batch, so a run that is cut short between the two is
    repeated.
    """
    decided = decision.lanes.decided
    decisions = decided[_DECIDED].assign(business_day=business_day, batch=batch)
    written = stores.lake.write("decisions", f"{business_day:%Y-%m}", batch, decisions)
    counts = lane_counts(decided)
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
                    decisions_hash=sha256(written.read_bytes()).hexdigest(),
                )
            )
            _request_inspections(session, decided, business_day)
            _update_inspections(session, decided, business_day)
            record_hits_not_steering(session, batch, business_day, decision.hits_not_steering)
            record_failures(session, batch, business_day, decision.failures)
            alarm_floods(session, batch, business_day, decision.hits_not_steering, decision.owners)


def _request_inspections(session: Session, decided: pd.DataFrame, business_day: date) -> None:
    selected = decided[decided["selected_by"].notna()]
    insert_new(
        session,
        Inspection,
        selected[list(INSPECTIONS.names)].assign(
            lodged_on=business_day, requested_on=business_day, state=TaskState.OPEN
        ),
    )


def _update_inspections(session: Session, decided: pd.DataFrame, business_day: date) -> None:
    """Open inspections of amended declarations: what the decision on the later version says is checked.

    One that was withdrawn by a cancellation is open again with the declaration that came back.
    """
    for row in decided[decided["version"] > 1].to_dict("records"):
        inspection = session.get(Inspection, row["declaration_id"])
        if inspection is not None and inspection.version < row["version"] and was_cancelled(inspection):
            request_anew(session, inspection, business_day)
        if inspection is None or inspection.state != TaskState.OPEN or inspection.version >= row["version"]:
            continue
        inspection.version, inspection.lane = int(row["version"]), Lane(row["lane"])
        inspection.parameters, inspection.items = row["parameters"], row["items"]
        inspection.what_to_check = row["what_to_check"] or inspection.what_to_check
        inspection.rating = inspection.rating if pd.isna(row["rating"]) else float(row["rating"])
        session.add(inspection)


def lane_counts(decided: pd.DataFrame) -> dict[str, Any]:
    """How many declarations, of each lane, and to be inspected: see `screen_day`."""
    lanes = decided["lane"].value_counts()
    return {
        "declarations_screened": len(decided),
        **{f"lane_{lane}": int(lanes.get(lane, 0)) for lane in ("low", "medium", "high")},
        "inspections_asked": int(decided["selected_by"].notna().sum()),
    }
