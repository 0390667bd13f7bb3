"""A parameter-center officer moves a risk parameter along its life."""

from datetime import date
from typing import Literal

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.acting import check_other_hands, signed
from flows.publishing import Summary, Thing, publish
from flows.refusals import with_plain_refusals
from tasks.parameters import tasks as parameters
from tasks.parameters.life import author_of
from tasks.parameters.life_rules import ACTIONS, ParameterMove


@flow(name="review-parameter", flow_run_name="{move} {parameter}")
@with_plain_refusals
def review_parameter(
    parameter: str,
    move: Literal["test", "approve", "shadow", "activate", "suspend", "retire"],
    reason: str,
    as_of: date | None = None,
) -> Summary:
    """Test, approve, activate, suspend or retire one version of a risk parameter, or count its hits in shadow.

    Its author cannot approve it, and nobody approves in Prefect what was written there: its login is one for all.

    Args:
        parameter: Code and version, as in SH-REV-0001|1.
        move: Move to make.
        reason: Why, in a sentence.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    by = signed(stores, ACTIONS[ParameterMove(move)], as_of)
    if move == "approve":
        check_other_hands(stores, author_of(stores, parameter))
    summary = parameters.review_parameter(stores, parameter, move=move, reason=reason, **by)
    publish("review-parameter", None, as_of, summary, about=[Thing("parameter", parameter)])
    return summary
