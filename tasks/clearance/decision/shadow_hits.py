"""Parameters in shadow: their hits are counted after the decisions, which they never touch."""

from datetime import date
from typing import Any

import duckdb
import pandas as pd
from sqlmodel import Session, col

from sql.queries import query
from sql.register import complete_once
from sql.register.tables import ScreeningBatch
from sql.stores import Stores
from sql.terms import HitEffect
from tasks.clearance.decision.hits_not_steering import Failure, record_failures, record_hits_not_steering
from tasks.clearance.decision.screened_batches import is_own
from tasks.enterprises.lodged_declarations import lodged_between
from tasks.parameters.active import parameters_in_shadow, readable
from tasks.parameters.matching import match_parameters


def count_shadow_hits(stores: Stores, business_day: date) -> int:
    """Count the hits of parameters in shadow in every screened batch of `business_day`, once each; return their number.

    Batches of the screening endpoint are counted once collection has all of their declarations. A failure is recorded
    as an error; the decisions stay.
    """
    rows = parameters_in_shadow(stores, business_day)
    if not rows:
        return 0
    parameters, unreadable = readable(rows)
    batches = stores.register.read(
        ScreeningBatch, ["key", "declarations"], col(ScreeningBatch.business_day) == business_day, order_by=["key"]
    )

    def counted(batch: str, declarations: int) -> int:
        if is_own(batch, business_day) and len(_offices(_screened(stores, business_day, batch))) < declarations:
            return 0

        def compute() -> tuple[pd.DataFrame, list[Failure]]:
            arriving = _screened(stores, business_day, batch)
            offices = _offices(arriving)
            failures = [Failure(key, reason, len(offices)) for key, reason in unreadable.items()]
            try:
                with stores.lake.connect() as lake:
                    hits = match_parameters(lake, arriving, parameters)
            except duckdb.Error as problem:
                failed = [Failure(row.key, str(problem), len(offices)) for row in rows if row.key not in unreadable]
                return pd.DataFrame(columns=pd.Index(["parameter", "office", "effect"])), [*failures, *failed]
            hits["parameter"] = hits["parameter"] + "|" + hits["version"].astype("str")
            return hits.merge(offices, on="declaration_id").assign(effect=HitEffect.SHADOW.value), failures

        def record(session: Session, found: tuple[pd.DataFrame, list[Failure]]) -> dict[str, Any]:
            hits, failures = found
            record_hits_not_steering(session, batch, business_day, hits)
            record_failures(session, f"{batch}|shadow", business_day, failures)
            return {"shadow_hits": len(hits)}

        done = complete_once(stores.register, "shadow", business_day, batch, compute, record)
        return int(done["shadow_hits"])

    return sum(counted(str(key), int(size)) for key, size in zip(batches["key"], batches["declarations"], strict=True))


def _offices(items: Any) -> pd.DataFrame:
    """Office of each declaration: declaration_id, office."""
    offices: pd.DataFrame = items.select(["declaration_id", "office"]).to_pandas()
    return offices.drop_duplicates("declaration_id", ignore_index=True)


def _screened(stores: Stores, business_day: date, batch: str) -> Any:
    """Goods items of the declarations of one batch, with the columns of the lake's declarations."""
    frames = {"arrived": lodged_between(stores, business_day, business_day)}
    with stores.lake.connect("decisions", frames=frames) as lake:
        return lake.sql(query("declarations_of_a_batch"), params={"batch": batch}).to_arrow_table()
