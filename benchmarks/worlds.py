"""The view of detectors on simulated worlds, and their strongest findings."""

from datetime import date, timedelta

import pandas as pd

from sql.lake import SCHEMAS, conformed
from sql.lake.money import Money
from sql.reference import reference_table
from tasks.analysis.analysis_input import derived, of_declarations, rated
from tasks.analysis.method import AnalysisInput, Detector
from tasks.analysis.request import FOCUS_DAYS, WINDOW_DAYS
from tasks.enterprises.lodged_declarations import frame_of
from tasks.rating import Rating
from tasks.simulation.world import World


def input_at(world: World, as_of: date, rating: Rating | None = None) -> AnalysisInput:
    """The input of detectors at the end of `as_of`, with outcomes of the inspected history."""
    rows = frame_of(Money().with_values(conformed(world.declarations, SCHEMAS["declarations"])))
    first, focus = as_of - timedelta(days=WINDOW_DAYS - 1), as_of - timedelta(days=FOCUS_DAYS - 1)
    window = derived(rows[rows["lodged_on"].between(pd.Timestamp(first), pd.Timestamp(as_of))])
    lately = window["lodged_on"] >= pd.Timestamp(focus)
    recent = window[lately].reset_index(drop=True)
    return AnalysisInput(
        as_of=as_of,
        recent=rated(recent, pd.Series(True, index=recent.index), rating),
        past=window[~lately].reset_index(drop=True),
        outcomes=of_declarations(world.outcomes[world.outcomes["inspected_on"] <= pd.Timestamp(as_of)]),
        sensitive=reference_table("sensitive_commodities"),
        routes=reference_table("risk_routes"),
        licences=world.licences[world.licences["valid_from"] <= pd.Timestamp(as_of)],
    )


def strongest(detector: Detector, analysis_input: AnalysisInput, capacity: int) -> pd.DataFrame:
    """The strongest findings of a detector up to its capacity, in the order of an analysis."""
    order = ["score", "amount_at_stake", "subject"]
    return (
        detector.find(analysis_input).sort_values(order, ascending=[False, False, True], kind="stable").head(capacity)
    )
