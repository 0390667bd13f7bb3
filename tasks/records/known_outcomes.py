"""Outcomes known by a business date, and none later."""

from datetime import date

import pandas as pd
from sqlmodel import col

from sql.queries import query
from sql.register.tables import Inspection
from sql.stores import Stores
from sql.terms import TaskState, Violation

_GRAVITY = {Violation.NONE.value: 0, Violation.VIOLATION.value: 1, Violation.CRITICAL.value: 2}


def known_outcomes(stores: Stores, as_of: date) -> pd.DataFrame:
    """Outcomes known at the end of `as_of`, of the inspected history and of inspections that the system requested.

    Returns: declaration_id, item_number (missing where the outcome is that of the whole declaration), inspected_on,
    violation (none, violation, critical), kind, recovered_duty, officer_hours, selected_by and selection_probability
    (both missing for the history), by declaration_id.
    """
    with stores.lake.connect("outcomes") as connection:
        history = connection.execute(query("outcomes_visible_in_history"), {"as_of": as_of}).df()
    ordered = stores.register.read(
        Inspection,
        [*history.columns, "selected_by", "selection_probability"],
        col(Inspection.state) == TaskState.DONE,
        col(Inspection.inspected_on) <= as_of,
        order_by=["declaration_id"],
    )
    if ordered.empty:
        return history.assign(
            selected_by=pd.Series(pd.NA, index=history.index, dtype="str"), selection_probability=float("nan")
        )
    known = pd.concat([history, ordered], ignore_index=True)
    return known.sort_values("declaration_id", ignore_index=True)


def outcomes_of_declarations(outcomes: pd.DataFrame) -> pd.DataFrame:
    """One outcome per declaration: the gravest of its items, on the last day, with duty and hours added up.

    outcomes, and what is returned: columns of `known_outcomes`, without item_number.
    """
    outcomes = outcomes.drop(columns="item_number")
    if not outcomes["declaration_id"].duplicated().any():
        return outcomes
    ranked = outcomes.assign(rank=outcomes["violation"].map(_GRAVITY)).sort_values("rank", kind="stable")
    gravest = ranked.drop_duplicates("declaration_id", keep="last").drop(columns="rank").set_index("declaration_id")
    gravest = gravest.sort_index()
    groups = outcomes.groupby("declaration_id")
    together = gravest.assign(
        inspected_on=groups["inspected_on"].max(),
        recovered_duty=groups["recovered_duty"].sum(min_count=1),
        officer_hours=groups["officer_hours"].sum(min_count=1),
    )
    return together.reset_index()[list(outcomes.columns)]
