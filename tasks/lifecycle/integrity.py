"""Verification of records that nobody may alter."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlmodel import Session, col

from sql.register import Register
from sql.register.chains import Verified, verify
from sql.register.notary import GENESIS, AlteredAnchor, Anchor, Head, Notary
from sql.register.protection import missing_protection
from sql.register.seals import AlteredRow, altered_rows
from sql.register.tables import AuditEntry, ChainedEntry, ContentEntry, ScreeningBatch
from tasks.post_clearance.evidence import altered_grounds
from tasks.post_clearance.journal import broken_journals

_CALLED: dict[type[ChainedEntry], str] = {AuditEntry: "the audit trail", ContentEntry: "the chain of contents"}


def altered_records(register: Register, told: Anchor | None = None) -> list[str]:
    """Names of what was altered: entries of the chains, rows that are sealed, journals, evidence, anchors, triggers.

    Chains are signed entry by entry and anchored outside the database; each sealed row has its hash in them: what was
    changed, added, removed, cut off or computed anew is found. `told`: an anchor that a person kept.
    """
    with register.reading() as session:
        return altered_in(session, register.notary, told)


def altered_in(session: Session, notary: Notary, told: Anchor | None = None) -> list[str]:
    """As `altered_records`, of the register as a session sees it."""
    return list(_altered(session, notary, told))


def altered_decisions(register: Register, lake: Path) -> list[str]:
    """Names of the files of decisions that are not as their batch wrote them, by the hash in its sealed row.

    lake: the folder of the lake.
    """
    batches = register.read(
        ScreeningBatch,
        ["key", "business_day", "decisions_hash"],
        col(ScreeningBatch.decisions_hash).is_not(None),
        order_by=["key"],
    )
    found = []
    for batch in batches.to_dict("records"):
        path = lake / "decisions" / f"month={batch['business_day']:%Y-%m}" / f"{batch['key']}.parquet"
        if not path.is_file():
            found.append(f"the decisions of the screening batch {batch['key']}, whose file is gone")
        elif sha256(path.read_bytes()).hexdigest() != batch["decisions_hash"]:
            found.append(f"the decisions of the screening batch {batch['key']}, whose file was changed")
    return found


def _altered(session: Session, notary: Notary, told: Anchor | None) -> Iterator[str]:
    connection = session.connection()
    anchors = [*notary.anchors(), *([] if told is None else [told])]
    trail, contents = (_Chain(model, anchors) for model in (AuditEntry, ContentEntry))
    trail.verified = verify(connection, notary, AuditEntry, trail.compare)
    contents.verified, rows = altered_rows(connection, notary, contents.compare)
    yield from (
        f"{anchor.place}, which is not as it was written" for anchor in anchors if not isinstance(anchor, Anchor)
    )
    if not notary.has_heads():
        yield "the anchors of the chains, which are gone"
    yield from trail.problems()
    yield from contents.problems()
    for case, entry in broken_journals(session).items():
        yield f"the journal of {case} from entry {entry} on"
    for ground in altered_grounds(session):
        yield f"the evidence of the ground {ground}"
    yield from map(_named, rows)
    yield from (f"the trigger {name}, which is gone or does nothing" for name in missing_protection(connection))


def _named(row: AlteredRow) -> str:
    written_since = "" if row.noted_in is None else f" before entry {row.noted_in} of {_CALLED[ContentEntry]}"
    return f"the {row.kind} {row.key}, which was {row.how}{written_since}"


class _Chain:
    """A chain compared with its anchors."""

    def __init__(self, table: type[ChainedEntry], anchors: Sequence[Anchor | AlteredAnchor]) -> None:
        self._called = _CALLED[table]
        kept = [anchor.heads.get(str(table.__tablename__)) for anchor in anchors if isinstance(anchor, Anchor)]
        self._hashes: dict[int, set[str]] = {}
        for head in filter(None, kept):
            self._hashes.setdefault(head.sequence, set()).add(head.content_hash)
        self._others: list[int] = []
        self.verified = Verified(Head(0, GENESIS), None)

    def compare(self, entry: Mapping[str, Any]) -> None:
        """Note an entry that is another than the one that was anchored."""
        kept = self._hashes.get(entry["sequence"], ())
        if not all(entry["content_hash"].startswith(each) for each in kept):
            self._others.append(entry["sequence"])

    def problems(self) -> Iterator[str]:
        """What is wrong with the chain."""
        yield from (
            f"{self._called} at entry {number}, which is not the one that was anchored" for number in self._others
        )
        last = self.verified.head.sequence
        if self.verified.broken is not None:
            yield f"{self._called} from entry {self.verified.broken} on"
        elif any(number > last for number in self._hashes):
            yield f"{self._called} after entry {last}, where {max(self._hashes) - last} entries were cut off"
