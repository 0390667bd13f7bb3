"""Inspections that handling requests: parameters that select a subject until enough declarations are selected."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.register.tables import HandlingMeasure, Inspection, InspectionRequest
from sql.stores import Stores
from sql.terms import Lane, Priority, TaskState
from tasks.parameters.conditions import conditions_from
from tasks.parameters.matching import MatchedParameter
from tasks.parameters.published_format import Parameter
from tasks.parameters.request_codes import MARK
from tasks.records.subjects import conditions_on


@dataclass(frozen=True)
class OpenRequests:
    """Requests that may still select declarations, as the join takes them; limits: parameter, left."""

    parameters: list[MatchedParameter]
    limits: pd.DataFrame


def open_requests(stores: Stores, day: date, units: Organisation) -> OpenRequests:
    """Requests that hold on `day` and are not complete, each with how many declarations it may still select.

    An inspection counts for every request that hit its declaration, whatever else hit it, unless it was withdrawn.
    """
    requests = stores.register.read(
        InspectionRequest,
        [
            *("key", "measure", "unit", "subject_kind", "subject", "what_to_check", "valid_from", "valid_to"),
            "declarations_wanted",
        ],
        col(InspectionRequest.valid_from) <= day,
        col(InspectionRequest.valid_to) >= day,
        order_by=["key"],
    )
    codes = MARK + requests["key"].astype("str")
    left = requests["declarations_wanted"] - codes.map(_selected(stores)).fillna(0).astype("int64")
    still = left > 0
    priorities = stores.register.read(HandlingMeasure, ["key", "priority"]).set_index("key")["priority"]
    open_ones = requests.assign(code=codes, priority=requests["measure"].map(priorities))[still]
    return OpenRequests(
        [_as_parameter(request, units) for request in open_ones.to_dict("records")],
        pd.DataFrame({"parameter": codes[still], "left": left[still]}),
    )


def _selected(stores: Stores) -> "pd.Series[int]":
    """The number of inspections, without withdrawn ones, of declarations that each request hit, by its code."""
    inspections = stores.register.read(
        Inspection,
        ["parameters"],
        col(Inspection.parameters).contains(MARK),
        col(Inspection.state) != TaskState.WITHDRAWN,
    )
    return inspections["parameters"].astype("str").str.split(";").explode().value_counts()


def _as_parameter(request: dict[Any, Any], units: Organisation) -> MatchedParameter:
    parameter = Parameter(
        code=str(request["code"]),
        owner=str(request["unit"]),
        priority=Priority(request["priority"]),
        lane=Lane.HIGH,
        reason="inspection requested by risk handling",
        instruction=str(request["what_to_check"]),
        valid_from=request["valid_from"].date(),
        valid_to=request["valid_to"].date(),
        conditions=conditions_from(conditions_on(str(request["subject_kind"]), [str(request["subject"])])),
    )
    return MatchedParameter(parameter, 1, tuple(units.below(parameter.owner)))
