"""Whether the rating sends too many or too few to the high lane: judged by the least of what it selects."""

from tasks.feedback.policy import ActionPolicy
from tasks.feedback.proposal import Proposal
from tasks.parameters.evidence import Record, probability_of_lift

_UNLIKELY, _LIKELY = 0.1, 0.9


def threshold_proposal(margin: Record, chance: Record, used: float, policy: ActionPolicy) -> list[Proposal]:
    """Lower or raise the share of declarations in the high lane by one step; nothing where the evidence is open.

    margin: the lowest rated third of what the rating selected: it tells what more would find, or fewer would miss,
    for the threshold lies beside it. `used`: share of the inspection capacity in use; more are sent only where the
    step finds room. Without inspections by chance there is nothing to compare with.
    """
    if not chance.inspected or not margin.inspected or margin.inspected < policy.least_inspected:
        return []
    likely = probability_of_lift(margin, chance, policy.threshold)
    told = f"the lowest rated third of the rating's selections finds {margin.rate:.0%}, chance {chance.rate:.0%}"
    bounds = {"least": policy.least, "most": policy.most}
    if likely < _UNLIKELY:
        return [Proposal("move_threshold", "rating", "CN", told, {"scale": 1 - policy.largest_step} | bounds)]
    if likely > _LIKELY and used * (1 + policy.largest_step) <= 1:
        return [Proposal("move_threshold", "rating", "CN", told, {"scale": 1 + policy.largest_step} | bounds)]
    return []
