"""Screening a business day: every declaration gets its lane, once."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pyarrow as pa

from sql.jurisdiction import Organisation
from sql.lake import SCHEMAS, conformed
from sql.queries import query
from sql.reference import organisation
from sql.stores import Stores
from tasks.clearance.decision.active_parameters import active_parameters_on
from tasks.clearance.decision.amended import decisions_before, lanes_with_amended
from tasks.clearance.decision.earlier_today import EarlierToday, earlier_today
from tasks.clearance.decision.hits_not_steering import Failure
from tasks.clearance.decision.lanes import Screened, assign_lanes
from tasks.clearance.decision.rated import rated
from tasks.clearance.decision.screened_batches import Decision, lane_counts, record_batch
from tasks.clearance.decision.shadow_hits import count_shadow_hits
from tasks.clearance.inspections.cancellation import withdraw_cancelled
from tasks.clearance.inspections.drawing import draw_inspectors
from tasks.enterprises.compliance import categories_of_importers
from tasks.parameters.matching_in_parts import matched_by
from tasks.records.decisions import committed_batches
from tasks.records.lane_policy import lane_policies_by_direction
from tasks.records.random_sample import draws
from tasks.records.trader import directions_of, traders
from tasks.running.workers import THREADS

_DECLARED = ["declaration_id", "version", "office", "direction", "importer"]


def screen_day(stores: Stores, business_day: date, key: bytes, by_whom: str = THREADS) -> dict[str, Any]:
    """Give every declaration lodged on `business_day` without a lane its lane, request inspections, draw inspectors.

    A declaration that is amended that day before its release is screened again: its lane may only rise. The inspection
    of a cancelled one is withdrawn.

    key: of the random sample. by_whom: see `workers`. Decisions go to one lake file, named for the batch; they count
    from the moment the register has the batch, so a run that is cut short between the two is simply repeated.
    Returns: declarations_screened, lane_low, lane_medium, lane_high, inspections_asked.
    """
    batches = committed_batches(stores)
    sequence = 1 + int(batches["key"].astype("str").str.startswith(f"{business_day}-").sum())
    withdraw_cancelled(stores, business_day)
    before = decisions_before(stores, business_day, batches)
    arriving = _undecided(stores, business_day, batches, before)
    if not len(arriving):
        count_shadow_hits(stores, business_day)  # a run may have been cut short before it
        draw_inspectors(stores, business_day, key)
        return lane_counts(pd.DataFrame({"lane": pd.Series(dtype="str"), "selected_by": pd.Series(dtype="str")}))
    before = before[before["declaration_id"].isin(arriving.column("declaration_id").to_pylist())]
    again = list(before.loc[~before["to_inspect"], "declaration_id"])
    earlier = earlier_today(stores, business_day, batches, again)
    decision = decide(stores, arriving, business_day, key, earlier, by_whom, before)
    record_batch(stores, f"{business_day}-{sequence}", business_day, sequence, decision)
    count_shadow_hits(stores, business_day)
    draw_inspectors(stores, business_day, key)
    return lane_counts(decision.lanes.decided)


def decide(
    stores: Stores,
    arriving: pa.Table,
    business_day: date,
    key: bytes,
    earlier: EarlierToday,
    by_whom: str = THREADS,
    before: pd.DataFrame | None = None,
) -> Decision:
    """Lanes of declarations by the parameters, the rating and the policies that hold on `business_day`.

    arriving: goods items, columns of the lake's declarations. earlier: what the day's other batches used up. before:
    earlier decisions on amended ones of them, see `decisions_before`. A parameter or rating that fails is left out and
    recorded as a failure: a declaration always gets a lane.
    """
    units = Organisation(organisation(business_day))
    active = active_parameters_on(stores, business_day, units)
    hits = matched_by(by_whom, arriving, active.parameters)
    items = arriving.to_pandas()
    declarations = items.drop_duplicates("declaration_id", ignore_index=True).fillna({"office": ""})
    declarations = declarations.assign(importer=traders(declarations), direction=directions_of(declarations))
    declarations = declarations[_DECLARED]
    policies = lane_policies_by_direction(stores, sorted(declarations["office"].unique()), business_day, units)
    rating = rated(stores, items, policies, business_day - timedelta(days=1))
    screened = Screened(
        declarations=declarations,
        hits=hits.merge(active.meaning, on="parameter"),
        ratings=rating.ratings,
        thresholds=rating.thresholds,
        policies=policies,
        draws=draws(declarations["declaration_id"], key),
        limits=active.limits,
        suppressed=active.suppressed,
        earlier=earlier,
    )
    lanes = assign_lanes(screened) if before is None or before.empty else lanes_with_amended(screened, before)
    failures = [Failure(parameter, reason, len(declarations)) for parameter, reason in active.unreadable.items()]
    return Decision(lanes, active.owners, [*failures, *rating.failures])


def _undecided(stores: Stores, business_day: date, batches: pd.DataFrame, before: pd.DataFrame) -> pa.Table:
    frames = {
        "committed": batches,
        "before": before,
        "categories": categories_of_importers(stores, business_day, business_day),
    }
    with stores.lake.connect("declarations", "decisions", frames=frames) as lake:
        rows = lake.sql(query("declarations_without_decision"), params={"business_day": business_day}).to_arrow_table()
    return conformed(rows, SCHEMAS["declarations"])
