"""The test of a parameter on past declarations: its hits, violations found and cost, before anybody approves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from sqlmodel import col, select

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register import insert_new
from sql.register.tables import ParameterTest, RiskParameter
from sql.stores import Stores
from tasks.enterprises.lodged_declarations import lodged_between
from tasks.parameters.active import active_parameters, as_matched
from tasks.parameters.matching import match_parameters
from tasks.parameters.past_figures import figures_of
from tasks.records.known_outcomes import known_outcomes, outcomes_of_declarations
from tasks.records.lane_policy import hours_of_inspections

TEST_DAYS = 180


@dataclass(frozen=True)
class Past:
    """A past period as tested and active parameters see it.

    rows: the tested versions. lodged: declaration_id, office, lodged_on. hits: declaration_id, key of tested versions.
    active_hits: declaration_id, key, lane of versions in force that are not tested. outcomes: declaration_id,
    violation, recovered_duty of what was inspected.
    """

    first_day: date
    last_day: date
    rows: list[RiskParameter]
    lodged: pd.DataFrame
    hits: pd.DataFrame
    active_hits: pd.DataFrame
    outcomes: pd.DataFrame

    @property
    def days(self) -> int:
        """Days of the period, counted from the first declaration: nothing is known of the days before it."""
        known_from = self.first_day if self.lodged.empty else pd.Timestamp(self.lodged["lodged_on"].min()).date()
        return (self.last_day - known_from).days + 1


def past_of(stores: Stores, keys: Sequence[str], as_of: date) -> Past:
    """Run versions, and beside them those in force, on the declarations of the last 180 days; all in one join."""
    with stores.register.reading() as session:
        rows = list(session.exec(select(RiskParameter).where(col(RiskParameter.key).in_(keys))).all())
        session.expunge_all()
    first_day = as_of - timedelta(days=TEST_DAYS - 1)
    active = [row for row in active_parameters(stores, as_of + timedelta(days=1)) if row.key not in keys]
    # A test counts the hits of the conditions alone, so validity does not bound it.
    unbounded = [row.model_copy(update={"valid_from": first_day, "valid_to": None}) for row in (*rows, *active)]
    past = lodged_between(stores, first_day, as_of)
    with stores.lake.connect() as lake:
        hits = match_parameters(lake, past, as_matched(unbounded))
    hits = hits.assign(key=hits["parameter"] + "|" + hits["version"].astype("str"))[["declaration_id", "key"]]
    is_tested = hits["key"].isin(keys)
    lodged = past.select(["declaration_id", "office", "lodged_on"]).to_pandas()
    lodged = lodged.drop_duplicates("declaration_id", ignore_index=True).fillna({"office": ""})
    known = outcomes_of_declarations(known_outcomes(stores, as_of))
    outcomes = known[["declaration_id", "violation", "recovered_duty"]]
    lanes = {row.key: row.lane.value for row in active}
    active_hits = hits[~is_tested]
    return Past(
        first_day=first_day,
        last_day=as_of,
        rows=rows,
        lodged=lodged,
        hits=hits[is_tested],
        active_hits=active_hits.assign(lane=active_hits["key"].map(lanes).astype("str")),
        outcomes=outcomes[outcomes["declaration_id"].isin(lodged["declaration_id"])],
    )


def record_past_test(stores: Stores, keys: Sequence[str], as_of: date) -> None:
    """Run versions on the declarations of the last 180 days and record the figures; once per version and date."""
    if not keys:
        return
    past = past_of(stores, keys, as_of)
    outcomes = past.outcomes[["declaration_id", "violation"]]
    places = past.hits.merge(past.lodged[["declaration_id", "office"]], on="declaration_id")
    hits = places.assign(hours=hours_of_inspections(stores, places["office"], as_of, Organisation(organisation(as_of))))
    figures = figures_of(hits, past.active_hits, outcomes, [row.key for row in past.rows], past.days)
    tests = figures.rename(columns={"key": "parameter"}).assign(
        key=figures["key"] + f"|{as_of}",
        tested_on=as_of,
        period_from=past.first_day,
        period_to=as_of,
        declarations=len(past.lodged),
    )
    with stores.register.writing() as session:
        insert_new(session, ParameterTest, tests)
