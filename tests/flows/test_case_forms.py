"""The forms of case files say what the rules allow."""

from typing import get_args

from flows.move_case import Event
from tasks.post_clearance.case_states import MOVES
from tasks.post_clearance.procedure.keeping import record_kinds


def test_the_form_offers_every_move_of_the_table_but_closing_which_has_its_own() -> None:
    entered = {name for name, kind in record_kinds().items() if kind.STATES}
    assert set(get_args(Event)) == {event for _, _, event in MOVES} - {"close"} | entered
