"""What messages say of a case: its kind and subject, why it is told, what is at stake, and its deadline."""

from sql.messages import Message, word
from sql.register.tables import CaseFile
from sql.register.tables.notifications import Matter


def case_matter(case: CaseFile, reason: Message, currency: str | None) -> Matter:
    """What a message says of a case; currency: of the amount at stake, which is not said where it is not known."""
    what = Message("{kind:capitalized} on {subject}", {"kind": word(case.kind), "subject": case.subject})
    amount = None if currency is None else case.amount_at_stake
    return Matter("case", case.number, what, reason, amount, currency or "", case.deadline_on)
