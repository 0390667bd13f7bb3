"""The published policy of feedback: conditions, steps, and which changes need no approval."""

from dataclasses import dataclass
from math import inf, isnan

from sql.reference import reference_table


@dataclass(frozen=True)
class ActionPolicy:
    """One row of the policy.

    threshold: see the row's statement. odds: how many times likelier the evidence must be if the change is right than
    if it is wrong. least_inspected: number of inspections required. largest_step: largest change of a figure at once,
    as a share. least, most: bounds of the figure. wait_days: days until the next change of it.
    """

    applies_itself: bool
    threshold: float
    odds: float
    least_inspected: float
    largest_step: float
    least: float
    most: float
    wait_days: int


def feedback_policy() -> dict[str, ActionPolicy]:
    """The policy by action."""
    rows = reference_table("feedback_policy").to_dict("records")
    return {
        str(row["action"]): ActionPolicy(
            applies_itself=row["applies_itself"] == "yes",
            threshold=_number(row["threshold"], 0.0),
            odds=_number(row["odds"], inf),
            least_inspected=_number(row["least_inspected"], 0.0),
            largest_step=_number(row["largest_step"], 0.0),
            least=_number(row["least"], 0.0),
            most=_number(row["most"], inf),
            wait_days=int(_number(row["wait_days"], 0.0)),
        )
        for row in rows
    }


def _number(text: object, missing: float) -> float:
    number = float(str(text))
    return missing if isnan(number) else number
