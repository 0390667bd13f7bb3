"""Tested means run on past declarations first: what a parameter would have hit, found and cost."""

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd
from sqlmodel import col, select

from sql.register import insert_new
from sql.register.tables import ParameterTest, RiskParameter
from sql.stores import Stores
from tasks.clearance.known_outcomes import known_outcomes
from tasks.clearance.lodged import lodged_between
from tasks.parameters.active import as_matched, parameters_in_force
from tasks.parameters.matching import match_parameters

TEST_DAYS = 180
HOURS_PER_INSPECTION = 2.0


def figures_of(
    hits: pd.DataFrame, active_hits: pd.DataFrame, outcomes: pd.DataFrame, keys: Sequence[str], days: int
) -> pd.DataFrame:
    """Figures of each tested parameter over a past period.

    hits: declaration_id, key: hits of the tested parameters. active_hits: declaration_id hit by active ones.
    outcomes: declaration_id, violation of the period. Returns, by key: hits, inspected, found, hit_rate, base_rate,
    overlapping, inspections_per_day, officer_hours_per_day.
    """
    known = hits.merge(outcomes, on="declaration_id", how="left")
    known["inspected"] = known["violation"].notna()
    known["found"] = known["inspected"] & (known["violation"] != "none")
    known["overlapping"] = known["declaration_id"].isin(active_hits["declaration_id"])
    known["hits"] = True
    sums = known.groupby("key")[["hits", "inspected", "found", "overlapping"]].sum().astype("int64")
    table = sums.reindex(pd.Index(keys, name="key"), fill_value=0)
    base = float((outcomes["violation"] != "none").mean()) if len(outcomes) else float("nan")
    return table.assign(
        hit_rate=table["found"] / table["inspected"].where(table["inspected"] > 0),
        base_rate=base,
        inspections_per_day=table["hits"] / days,
        officer_hours_per_day=table["hits"] / days * HOURS_PER_INSPECTION,
    ).reset_index()


def record_past_test(stores: Stores, keys: Sequence[str], as_of: date) -> None:
    """Run versions on the declarations of the last 180 days and record the figures; once per version and date."""
    if not keys:
        return
    with stores.register.reading() as session:
        rows = list(session.exec(select(RiskParameter).where(col(RiskParameter.key).in_(keys))).all())
        session.expunge_all()
    first_day = as_of - timedelta(days=TEST_DAYS - 1)
    # A test asks what the conditions would have hit, so validity does not bound it.
    tested = as_matched(row.model_copy(update={"valid_from": first_day, "valid_to": None}) for row in rows)
    active = as_matched(
        row.model_copy(update={"valid_from": first_day, "valid_to": None})
        for row in parameters_in_force(stores, as_of + timedelta(days=1))
        if row.key not in keys
    )
    past = lodged_between(stores, first_day, as_of)
    with stores.lake.connect() as lake:
        hits = match_parameters(lake, past, [*tested, *active])
    hits["key"] = hits["parameter"] + "|" + hits["version"].astype(str)
    is_tested = hits["key"].isin(keys)
    hits, active_hits = hits[is_tested], hits[~is_tested]
    outcomes = known_outcomes(stores, as_of)
    lodged = pd.Index(past.column("declaration_id").to_pylist())
    outcomes = outcomes.loc[outcomes["declaration_id"].isin(lodged), ["declaration_id", "violation"]]
    figures = figures_of(hits, active_hits, outcomes, [row.key for row in rows], TEST_DAYS)
    tests = figures.rename(columns={"key": "parameter"}).assign(
        key=figures["key"] + f"|{as_of}",
        tested_on=as_of,
        period_from=first_day,
        period_to=as_of,
        declarations=len(past),
    )
    with stores.register.writing() as session:
        insert_new(session, ParameterTest, tests)
