"""The Prefect tasks of performance feedback."""

from tasks.feedback import apply
from tasks.feedback import give_feedback as feedback
from tasks.running.refusing import act
from tasks.running.retrying import retrying

give_feedback = retrying(feedback.give_feedback, "measure performance", "feedback {as_of}")
apply_feedback = retrying(apply.apply_feedback, "apply feedback", "apply feedback {as_of}")
decide_on_proposal = act("decide on a proposal", "{decision} {key}")(apply.decide_on_proposal)
