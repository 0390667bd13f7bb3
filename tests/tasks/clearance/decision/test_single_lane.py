"""One declaration alone gets what the batch of just this one gives it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from sql.terms import Lane, Priority
from tasks.clearance.decision.earlier_today import UsedToday
from tasks.clearance.decision.lanes import SingleRated, assign_lanes, single_lane
from tasks.parameters.matching import MatchedParameter
from tasks.parameters.prepared import MatchedItems
from tasks.parameters.published_format import Parameter
from tasks.records.lane_policy import LanePolicy
from tests.examples import examples
from tests.tasks.clearance.decision.test_lanes import CODES, OFFICES, SUPPRESSED, batches, screened

FACTS = ("declaration_id", "version", "office", "importer")


def matched(code: str) -> MatchedParameter:
    """The parameter of a code as `screened` describes it."""
    meaning = {"lane": Lane(CODES[code]), "reason": f"why {code}", "instruction": f"check {code}"}
    valid = {"valid_from": date(2021, 1, 1), "valid_to": None}
    return MatchedParameter(Parameter(code, "CN", Priority.REVENUE, **meaning, **valid, conditions={}), 1, None)  # type: ignore[arg-type]


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None)
@given(batches(most=1))
def test_one_declaration_gets_what_a_batch_of_one_gives_it(batch: dict[str, Any]) -> None:
    row, left, earlier = batch["rows"][0], batch["left"], batch["earlier"]
    row["rating"] = None if row["rating"] is None else row["rating"] + 0.005
    decided = assign_lanes(screened(batch))
    figures = batch["policies"][row["office"]]
    used = UsedToday(left={"REQUEST-1": left})
    if row["office"] == OFFICES[0]:
        used = UsedToday(earlier["declarations"], earlier["inspections"], earlier["selected"], {"REQUEST-1": left})
    one = single_lane(
        [MatchedItems(matched(code), items) for code, items in row["codes"].items()],
        frozenset([SUPPRESSED[0]] if row["importer"] == SUPPRESSED[1] else []),
        SingleRated(
            row["rating"],
            None if row["rating"] is None else "because",
            "" if row["rating"] is None else row["rated_items"],
            figures["rating_high"],
            figures["rating_medium"],
        ),
        LanePolicy(
            random_rate=figures["random_rate"],
            parameter_cap=float(figures["parameter_cap"]),
            inspections_per_day=figures["inspections_per_day"],
        ),
        row["draw"],
        used,
    )
    plain = decided.decided.astype("object").where(decided.decided.notna(), None).iloc[0]
    told = {str(name): value for name, value in plain.items() if name not in FACTS}
    assert {name: getattr(one, name) for name in told} == told
    assert {(hit.parameter.parameter.code, hit.effect) for hit in one.hits if hit.effect} == set(
        zip(decided.hits_not_steering["parameter"], decided.hits_not_steering["effect"], strict=True)
    )
