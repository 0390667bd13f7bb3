"""A form that does not say why changes nothing, and who acts is known from Prefect alone."""

import pytest

from flows.decide_handling import decide_handling
from flows.hand_over_case import hand_over_case
from flows.refusals import FormRefusedError, with_plain_refusals


@pytest.mark.parametrize("reason", ["", " \t"])
def test_nothing_is_done_without_a_reason(reason: str) -> None:
    for state in (
        decide_handling.fn("M-1", "approve", reason),
        hand_over_case.fn("TA-1", "NGB", reason=reason),
    ):
        assert isinstance(state.data, FormRefusedError)  # type: ignore[attr-defined]
        assert "needs a reason" in state.message  # type: ignore[attr-defined]


def test_what_is_filled_in_reaches_the_flow() -> None:
    done = with_plain_refusals(lambda subject, reason: {"of": subject, "why": reason})
    assert done("X", reason="agreed") == {"of": "X", "why": "agreed"}
