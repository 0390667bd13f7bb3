"""What a person can name as the ground of a case, as it stands in the register."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from sqlmodel import SQLModel, col, select

from sql.messages import Message, as_written
from sql.register import records_of
from sql.register.tables import CaseGround, Finding, FindingDeclaration, Hint, InformationItem, Inspection
from sql.stores import Stores
from sql.terms import CaseKind, GroundKind, HintFamily, TaskState, Violation
from tasks.post_clearance.case_priority import priority_of_ground, priority_rules
from tasks.post_clearance.case_states import CaseRefusedError
from tasks.post_clearance.open_cases import Ground
from tasks.post_clearance.open_subjects import KINDS, Subject
from tasks.post_clearance.stakes import with_stakes

Row = Mapping[str, Any]
_MOST_TO_JOIN = 20


def named_ground(stores: Stores, text: str, seen: list[str]) -> tuple[Ground, Subject | None]:
    """The ground that `finding:KEY` names, and whom it speaks of, where a case can be on them.

    seen: units whose records the person sees. Raises CaseRefusedError, in the same words for what is not there and for
    what they do not see.
    """
    kind, _, source = text.partition(":")
    if kind not in _SOURCES or not source.strip():
        raise CaseRefusedError(f"{text or '(empty)'} names no ground: write KIND:KEY with one of {', '.join(_SOURCES)}")
    return _SOURCES[kind](stores, source.strip(), seen)


def grounds_to_join(
    stores: Stores, kind: CaseKind, subjects: Sequence[str], seen: Sequence[str], most: int = _MOST_TO_JOIN
) -> list[dict[str, Any]]:
    """What the register knows of subjects and no case of a kind rests on yet, the latest first, at most `most` of each.

    seen: units whose records the person sees. Returns kind (of the ground), key, day, says.
    """
    of_trade = col(Hint.family) != HintFamily.LAW_ENFORCEMENT
    violated = (col(Inspection.state) == TaskState.DONE, col(Inspection.violation) != Violation.NONE)
    sources: list[tuple[GroundKind, Sequence[Any], Any, Sequence[Any]]] = [
        (GroundKind.FINDING, [Finding.key, Finding.analysed_on, Finding.statement, Finding.subject], Finding.unit, []),
        (GroundKind.HINT, [Hint.key, Hint.raised_on, Hint.evidence, Hint.subject], Hint.unit, [of_trade]),
        (
            GroundKind.INFORMATION,
            [InformationItem.key, InformationItem.received_on, InformationItem.summary, InformationItem.subject],
            *(InformationItem.unit, []),
        ),
        (
            GroundKind.INSPECTION,
            [Inspection.declaration_id, Inspection.inspected_on, Inspection.declaration_id, Inspection.importer],
            *(Inspection.office, violated),
        ),
    ]
    found = []
    for ground, (key, day, says, subject), unit, more in sources:
        rested_on = select(CaseGround.source).where(col(CaseGround.key).startswith(f"{ground}|{kind}|"))
        chosen = select(key.label("key"), day.label("day"), says.label("says"))
        chosen = chosen.where(subject.in_(subjects), unit.in_(seen), key.not_in(rested_on), *more)
        rows = stores.register.frame(chosen.order_by(day.desc(), key).limit(most))
        found += [{"kind": ground.value, **row} for row in records_of(rows)]
    return found


def _inspection(stores: Stores, source: str, seen: list[str]) -> tuple[Ground, Subject | None]:
    columns = ["declaration_id", "importer", "office", "violation", "kind", "recovered_duty", "inspected_on"]
    done = stores.register.read(
        Inspection, columns, col(Inspection.declaration_id) == source, col(Inspection.state) == TaskState.DONE
    )
    done = done[done["office"].astype("str").isin(seen)]
    if done.empty:
        raise _missing("inspection with a result", source)
    row = {str(name): value for name, value in with_stakes(stores, done).iloc[0].items()}
    ground = _ground(GroundKind.INSPECTION, source, _INSPECTED, row, (row["kind"], row["violation"]))
    return ground, _who("importer", row["importer"])


def _finding(stores: Stores, source: str, seen: list[str]) -> tuple[Ground, Subject | None]:
    row = _row(stores, Finding, "finding", source, seen)
    behind = stores.register.read(
        FindingDeclaration,
        ["declaration_id"],
        col(FindingDeclaration.finding) == source,
        order_by=["declaration_id"],
    )["declaration_id"].tolist()
    evidence = {name: row[name] for name in ("detector", "method", "priority", "subject_kind", "subject", "score")}
    evidence |= {"amount": row["amount_at_stake"], "compared": row["compared"], "declarations": behind}
    evidence |= {"currency": stores.lake.currency}
    ground = _ground(GroundKind.FINDING, source, row["statement"], evidence, (row["priority"],), behind)
    return ground, _who(row["subject_kind"], row["subject"])


def _hint(stores: Stores, source: str, seen: list[str]) -> tuple[Ground, Subject | None]:
    row = _row(stores, Hint, "hint", source, seen)
    if row["family"] == HintFamily.LAW_ENFORCEMENT:  # seen by the supervising unit alone, and no matter of a trader
        raise _missing("hint", source)
    evidence = {name: row[name] for name in ("family", "rule", "subject_kind", "subject", "severity", "compared")}
    declared = [row["subject"]] if row["subject_kind"] == "declaration_id" else []
    evidence |= {"declarations": declared}
    ground = _ground(GroundKind.HINT, source, row["evidence"], evidence, (row["family"],), declared)
    return ground, _who(row["subject_kind"], row["subject"])


def _information(stores: Stores, source: str, seen: list[str]) -> tuple[Ground, Subject | None]:
    row = _row(stores, InformationItem, "information item", source, seen)
    names = ("kind", "source", "reliability", "priority", "subject_kind", "subject", "summary")
    evidence = {name: row[name] for name in names} | {"received_on": str(row["received_on"])[:10]}
    evidence["information_kind"] = evidence.pop("kind")
    ground = _ground(GroundKind.INFORMATION, source, as_written(row["summary"]), evidence, (row["priority"],))
    return ground, _who(row["subject_kind"], row["subject"])


_INSPECTED = Message("An inspection found a violation")
_SOURCES: dict[str, Callable[[Stores, str, list[str]], tuple[Ground, Subject | None]]] = {
    GroundKind.INSPECTION.value: _inspection,
    GroundKind.FINDING.value: _finding,
    GroundKind.HINT.value: _hint,
    GroundKind.INFORMATION.value: _information,
}


def _row(stores: Stores, table: type[SQLModel], name: str, key: str, seen: list[str]) -> dict[str, Any]:
    columns = list(table.model_fields)
    rows = stores.register.read(table, columns, table.key == key, table.unit.in_(seen))  # type: ignore[attr-defined]
    if rows.empty:
        raise _missing(name, key)
    return {str(column): value for column, value in rows.iloc[0].items()}


def _missing(name: str, key: str) -> CaseRefusedError:
    return CaseRefusedError(f"there is no {name} {key} that you see: copy its key from the list")


def _ground(
    kind: GroundKind,
    source: str,
    statement: Message,
    evidence: Row,
    named: tuple[Any, ...],
    declarations: list[str] | None = None,
) -> Ground:
    amount = evidence.get("amount")
    return Ground(
        kind=kind,
        source=source,
        statement=statement,
        evidence=dict(evidence),
        priority=priority_of_ground(named, kind, priority_rules()),
        declarations=[source] if declarations is None and kind is GroundKind.INSPECTION else declarations or [],
        amount=0.0 if amount is None or pd.isna(amount) else float(amount),
    )


def _who(kind: str, name: Any) -> Subject | None:
    return Subject(kind, str(name)) if kind in KINDS and isinstance(name, str) and name else None
