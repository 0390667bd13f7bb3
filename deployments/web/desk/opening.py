"""Opening a case from the page of what it rests on, or of whom it is on: the same move wherever it is offered."""

from typing import Any

from deployments.web.desk.acts import by_flow
from deployments.web.desk.look import Look
from deployments.web.desk.thing import Field, Move, Summary, Values
from sql.messages import Message, msgid, word
from sql.terms import CaseKind


def opening(**fixed: Any) -> Move:
    """Open a case, or join the one that is open on the subject. fixed: `subjects` or `grounds` as `open_case` has."""
    run = by_flow("open_case", **fixed)

    def act(look: Look, values: Values) -> Summary:
        return run(look, {**values, "kind": CaseKind(values["kind"])})

    fields = [
        Field("kind", msgid("Kind of case"), "choice", choices=[(each.value, word(each)) for each in CaseKind]),
        Field("reason", msgid("Why, in a sentence"), "text"),
    ]
    return Move("open-case", msgid("Open a case"), act, _opened, fields)


def _opened(summary: Summary) -> Message:
    if summary["opened"]:
        return Message("Case {number} is open. Next, an officer of its unit takes it.", {"number": summary["case"]})
    return Message("Joined to case {number}, which is open on the same subject.", {"number": summary["case"]})
