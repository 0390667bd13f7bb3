"""The kinds of messages: what each is called, which things it is about, and what it says of each.

A message of a kind that is not here cannot be put into the outbox. What a chat service gets of it is its number and the
link to the page of what it is about: keys of these things name nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sql.messages import msgid
from sql.terms import RANK, Severity

DECISION = frozenset({"reason", "amount", "due_on"})
ANSWER = frozenset({"reason", "due_on"})


@dataclass(frozen=True)
class MessageKind:
    """A kind of message. heading: what it is, in a few words, as the catalogues know it.

    about: kinds of things at the desk that it may be about; none where it is about no page. says: what it says of each
    beside its name: reason, amount at stake, due_on (the day by which it is done). alone_from: from this severity on it
    is a message of its own; below it leaves with all that its unit is told at the same time, and None always does.
    """

    heading: str
    about: frozenset[str] = frozenset()
    says: frozenset[str] = field(default_factory=frozenset)
    alone_from: Severity | None = Severity.LOW


KINDS: Mapping[str, MessageKind] = {
    "anchor": MessageKind(msgid("Anchor of the audit trail")),
    "answer_due": MessageKind(
        msgid("An answer is due"), frozenset({"instruction", "warning", "hint"}), ANSWER, alone_from=None
    ),
    "answer_overdue": MessageKind(
        msgid("An answer is overdue"), frozenset({"instruction", "warning", "hint"}), ANSWER, alone_from=None
    ),
    "approval": MessageKind(msgid("Measures for approval"), frozenset({"measure"}), DECISION),
    "case": MessageKind(msgid("Case file"), frozenset({"case"}), ANSWER, alone_from=Severity.HIGH),
    "deadline": MessageKind(msgid("Deadline missed"), frozenset({"case"}), DECISION, alone_from=None),
    "escalation": MessageKind(msgid("A decision is overdue"), frozenset({"measure"}), DECISION, alone_from=None),
    "hint": MessageKind(msgid("Hints of enforcement supervision"), frozenset({"hint"}), ANSWER),
    "instruction": MessageKind(msgid("Instructions for control"), frozenset({"instruction"}), DECISION),
    "integrity_hint": MessageKind(msgid("Hints on the integrity of officers")),
    "operation": MessageKind(msgid("Special operation"), frozenset({"operation"}), DECISION),
    "operation_closed": MessageKind(msgid("Special operation closed"), frozenset({"operation"})),
    "parameter_cap": MessageKind(msgid("A parameter floods its lane"), frozenset({"parameter"})),
    "parameter_review": MessageKind(msgid("A parameter for review"), frozenset({"parameter"}), frozenset({"reason"})),
    "recommendation": MessageKind(msgid("Policy recommendation"), frozenset({"recommendation"}), DECISION),
    "reminder": MessageKind(
        msgid("A decision is waiting"), frozenset({"measure", "recommendation"}), ANSWER, alone_from=None
    ),
    "reporting_duty": MessageKind(
        msgid("Reports are missing"), frozenset({"warning"}), frozenset({"due_on"}), alone_from=None
    ),
    "screening_error": MessageKind(msgid("An error in screening"), frozenset({"parameter"}), frozenset({"reason"})),
    "unread": MessageKind(
        msgid("Not acknowledged"),
        frozenset({"case", "operation", "instruction", "warning", "hint"}),
        alone_from=None,
    ),
    "warning": MessageKind(msgid("Warning"), frozenset({"warning"}), ANSWER),
}


def leaves_alone(kind: str, severity: Severity) -> bool:
    """Whether an event is a message of its own, and not part of one with others: reminders are not."""
    alone_from = KINDS[kind].alone_from if kind in KINDS else Severity.LOW
    return alone_from is not None and RANK[severity] >= RANK[alone_from]
