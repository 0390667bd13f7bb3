"""Stages that happen once: what a stage records and the note that it is done share one transaction."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from sql.register.register import Register
from sql.register.tables.stages import StageCompletion

Computed = TypeVar("Computed")
Summary = dict[str, Any]


def complete_once(
    register: Register,
    stage: str,
    as_of: date,
    scope: str,
    compute: Callable[[], Computed],
    record: Callable[[Session, Computed], Summary],
) -> Summary:
    """Compute and record a stage unless it was completed before; return its summary either way.

    `compute` reads and may take long; it holds no transaction. `record` writes in one transaction, together
    with the note of completion: after a crash the stage either happened whole or did not happen.
    The summary must be JSON-serialisable and equal for equal input.
    """
    earlier = completed_summary(register, stage, as_of, scope)
    if earlier is not None:
        return earlier
    computed = compute()
    with register.writing() as session:
        finished = session.get(StageCompletion, _key(stage, as_of, scope))
        if finished is not None:  # another run was faster
            return _parsed(finished.summary)
        summary = record(session, computed)
        session.add(
            StageCompletion(
                key=_key(stage, as_of, scope),
                stage=stage,
                as_of=as_of,
                scope=scope,
                summary=json.dumps(summary, ensure_ascii=False, sort_keys=True, default=str),
            )
        )
    return _parsed(json.dumps(summary, default=str))


def completed_summary(register: Register, stage: str, as_of: date, scope: str = "") -> Summary | None:
    """The summary of a completed stage, or None where it has not been completed."""
    with register.reading() as session:
        finished = session.get(StageCompletion, _key(stage, as_of, scope))
        return None if finished is None else _parsed(finished.summary)


def first_summary(register: Register, stage: str) -> Summary | None:
    """The summary of the first time that a stage was completed, on whatever business date; None where it never was."""
    completions = select(StageCompletion).where(StageCompletion.stage == stage)
    with register.reading() as session:
        first = session.exec(completions.order_by(col(StageCompletion.as_of), col(StageCompletion.key))).first()
        return None if first is None else _parsed(first.summary)


def _key(stage: str, as_of: date, scope: str) -> str:
    return f"{stage}|{as_of.isoformat()}|{scope}"


def _parsed(text: str) -> Summary:
    summary: Summary = json.loads(text)
    return summary
