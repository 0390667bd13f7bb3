"""Verification of records that nobody may alter."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from sql.register import Register
from sql.register.audit_trail import first_broken_entry
from sql.register.tables import AuditEntry
from tasks.post_clearance.evidence import altered_grounds
from tasks.post_clearance.journal import broken_journals

_AT_ONCE = 1_000  # entries held in memory


def altered_records(register: Register) -> list[str]:
    """Names of the altered parts of the audit trail, the journals of cases and the evidence of grounds.

    Hashes chain the entries, and each evidence has a hash: changed and removed rows are found, except rows removed from
    the end of a chain.
    """
    with register.reading() as session:
        return list(_altered(session))


def _altered(session: Session) -> Iterator[str]:
    trail = select(AuditEntry).order_by(col(AuditEntry.sequence)).execution_options(yield_per=_AT_ONCE)
    broken = first_broken_entry(session.exec(trail))
    if broken is not None:
        yield f"the audit trail from entry {broken} on"
    for case, entry in broken_journals(session).items():
        yield f"the journal of {case} from entry {entry} on"
    for ground in altered_grounds(session):
        yield f"the evidence of the ground {ground}"
