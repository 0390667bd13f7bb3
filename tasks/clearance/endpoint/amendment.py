"""The answer to an amended declaration, by the rule of the batch: its lane may only rise."""

from dataclasses import replace
from typing import Any

import pandas as pd

from tasks.clearance.decision.amended import never_lowered
from tasks.clearance.endpoint.answer import Answer
from tasks.clearance.endpoint.current_rules import CurrentRules
from tasks.clearance.endpoint.earlier import Earlier
from tasks.records.lane_policy import LanePolicy

_DECIDED = (
    *("declaration_id", "lane", "demanded_lane", "parameters", "items", "selected_by", "selection_probability"),
    *("advice", "what_to_check"),
)


def unlimited(policy: LanePolicy) -> LanePolicy:
    """A policy without caps and capacity: for a declaration that is to be inspected already."""
    return replace(policy, parameter_cap=1.0, inspections_per_day=2**62)


def unchanged(earlier: Earlier, function: str, current: CurrentRules) -> Answer:
    """The answer to a version that is not screened: its lane stays, and it requests no inspection.

    function: cancelled, or amended after release.
    """
    return replace(
        earlier.answer,
        version=earlier.version + 1,
        business_day=current.day.isoformat(),
        hits=(),
        selected_by=None,
        selection_probability=None,
        version_set=current.identity,
        failures={},
        function=function,
        screened=False,
    )


def never_lower(again: Answer, earlier: Answer, *, to_inspect: bool) -> Answer:
    """The answer to an amended declaration: `again` is its new answer, `earlier` that to the version before.

    to_inspect: whether an inspection of it is requested.
    """
    decided = never_lowered(_row(again), _row(earlier).assign(to_inspect=to_inspect)).iloc[0]
    plain: dict[str, Any] = {name: None if pd.isna(decided[name]) else decided[name] for name in _DECIDED}
    return replace(again, **plain)


def _row(answer: Answer) -> pd.DataFrame:
    row = pd.DataFrame([{name: getattr(answer, name) for name in _DECIDED}])
    return row.astype({"selected_by": "str", "selection_probability": "float64"})
