"""Proposal on the rating threshold, by the hit rate of the rating's lowest selections."""

from sql.messages import Message
from tasks.feedback.policy import ActionPolicy
from tasks.feedback.proposal import Proposal
from tasks.parameters.evidence import Record, probability_of_lift

_UNLIKELY, _LIKELY = 0.1, 0.9


def threshold_proposal(
    margin: Record, chance: Record, used: float, policy: ActionPolicy, nation: str
) -> list[Proposal]:
    """Lower or raise the share of declarations in the high lane by one step; no proposal without clear evidence.

    margin: the lowest rated third of the rating's selections, next to the threshold: it shows what more selections
    would find, or fewer would miss. `used`: share of the inspection capacity in use. nation: the unit at the top.
    The share in the high lane rises only within capacity. Without inspections by chance there is no comparison.
    """
    if not chance.inspected or not margin.inspected or margin.inspected < policy.least_inspected:
        return []
    likely = probability_of_lift(margin, chance, policy.threshold)
    reason = Message(
        "the lowest rated third of the rating's selections finds {margin:.0%}, chance {chance:.0%}",
        {"margin": margin.rate, "chance": chance.rate},
    )
    bounds = {"least": policy.least, "most": policy.most}
    if likely < _UNLIKELY:
        return [Proposal("move_threshold", "rating", nation, reason, {"scale": 1 - policy.largest_step} | bounds)]
    if likely > _LIKELY and used * (1 + policy.largest_step) <= 1:
        return [Proposal("move_threshold", "rating", nation, reason, {"scale": 1 + policy.largest_step} | bounds)]
    return []
