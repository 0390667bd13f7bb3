"""A parameter-center officer moves a risk parameter along its life."""

from datetime import date
from typing import Literal

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary, publish
from flows.refusals import with_plain_refusals
from tasks.parameters import tasks as parameters


@flow(name="review-parameter", flow_run_name="{move} {parameter}")
@with_plain_refusals
def review_parameter(
    parameter: str,
    move: Literal["test", "approve", "shadow", "activate", "suspend", "retire"],
    officer: str,
    unit: str,
    reason: str,
    as_of: date | None = None,
) -> Summary:
    """Test, approve, activate, suspend or retire one version of a risk parameter, or count its hits in shadow.

    Its author cannot approve it.

    Args:
        parameter: Code and version, as in SH-REV-0001|1.
        move: Move to make.
        officer: Name or number of the officer.
        unit: Code of the officer's unit.
        reason: Why, in a sentence.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    summary = parameters.review_parameter(
        load_stores(),
        parameter,
        move=move,
        actor=officer,
        unit=unit,
        as_of=as_of,
        reason=reason,
    )
    publish("review-parameter", None, as_of, summary)
    return summary
