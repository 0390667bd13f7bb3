"""A form that says neither who acts nor why changes nothing."""

import pytest

from flows.decide_handling import decide_handling
from flows.hand_over_case import hand_over_case
from flows.move_case import move_case
from flows.refusals import FormRefusedError, with_plain_refusals


@pytest.mark.parametrize(
    ("officer", "reason", "sentence"),
    [("", "agreed", "needs an officer"), (" \t", "agreed", "needs an officer"), ("Li", "", "a reason")],
)
def test_nobody_acts_without_a_name_and_nothing_is_done_without_a_reason(
    officer: str, reason: str, sentence: str
) -> None:
    for state in (
        decide_handling.fn("M-1", "approve", officer, "CN", reason),
        hand_over_case.fn("TA-1", "NGB", officer=officer, unit="SH", reason=reason),
    ):
        assert isinstance(state.data, FormRefusedError)  # type: ignore[attr-defined]
        assert sentence in state.message  # type: ignore[attr-defined]


def test_a_form_that_asks_for_no_reason_asks_for_a_name() -> None:
    state = move_case.fn("TA-1", "approve", "", "SH")
    assert state.message == "Every act needs an officer: enter the name or number of the officer."  # type: ignore[attr-defined]


def test_what_is_filled_in_reaches_the_flow() -> None:
    done = with_plain_refusals(lambda officer, reason: {"by": officer, "why": reason})
    assert done("Li", reason="agreed") == {"by": "Li", "why": "agreed"}
