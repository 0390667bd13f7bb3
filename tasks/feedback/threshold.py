"""Whether the rating sends too many or too few to the high lane: judged by the least of what it selects."""

import pandas as pd

from tasks.feedback.policy import ActionPolicy
from tasks.feedback.proposal import Proposal
from tasks.parameters.evidence import Record, probability_of_lift

_UNLIKELY, _LIKELY = 0.1, 0.9


def threshold_proposal(done: pd.DataFrame, chance: Record, used: float, policy: ActionPolicy) -> list[Proposal]:
    """Lower or raise the share of declarations in the high lane by one step; nothing where the evidence is open.

    done: inspections with a result: selected_by, rating, violated. Of those that the rating selected, the lowest rated
    third tells what more would find, or fewer would miss: the threshold lies beside them. `used`: share of the
    inspection capacity in use; more are sent only where the step finds room.
    """
    rated = done[done["selected_by"] == "rating"].sort_values(["rating", "declaration_id"], kind="stable")
    third = rated.head(len(rated) // 3)
    if len(third) < policy.least_inspected:
        return []
    marginal = Record(len(third), int(third["violated"].sum()))
    likely = probability_of_lift(marginal, chance, policy.threshold)
    told = f"the lowest rated third of the rating's selections finds {marginal.rate:.0%}, chance {chance.rate:.0%}"
    bounds = {"least": policy.least, "most": policy.most}
    if likely < _UNLIKELY:
        return [Proposal("move_threshold", "rating", "CN", told, {"scale": 1 - policy.largest_step} | bounds)]
    if likely > _LIKELY and used * (1 + policy.largest_step) <= 1:
        return [Proposal("move_threshold", "rating", "CN", told, {"scale": 1 + policy.largest_step} | bounds)]
    return []
