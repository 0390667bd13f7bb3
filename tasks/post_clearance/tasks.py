"""The Prefect tasks of post-clearance follow-up."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from prefect import task

from sql.stores import Stores
from sql.terms import CaseKind, DocumentFormat, Language
from tasks.post_clearance import case_file, case_moves, follow_up, measure_terms, merging, opening, reassignment
from tasks.running.refusing import act
from tasks.running.retrying import RETRYING

Summary = dict[str, Any]


@task(name="open targeted audits", task_run_name="audits {as_of}", **RETRYING)
def open_targeted_audits(stores: Stores, as_of: date, key: bytes, occasion: str = "") -> Summary:
    """See `follow_up.open_targeted_audits`."""
    return follow_up.open_targeted_audits(stores, as_of, key, occasion)


@task(name="open anti-smuggling cases", task_run_name="anti-smuggling {as_of}", **RETRYING)
def open_anti_smuggling_cases(stores: Stores, as_of: date, occasion: str = "") -> Summary:
    """See `follow_up.open_anti_smuggling_cases`."""
    return follow_up.open_anti_smuggling_cases(stores, as_of, occasion)


@task(name="escalate missed deadlines", **RETRYING)
def escalate_overdue(stores: Stores, as_of: date) -> Summary:
    """See `follow_up.escalate_overdue`."""
    return follow_up.escalate_overdue(stores, as_of)


@task(name="tell of terms of measures", **RETRYING)
def tell_measure_terms(stores: Stores, as_of: date) -> Summary:
    """See `measure_terms.tell_measure_terms`."""
    return measure_terms.tell_measure_terms(stores, as_of)


@act("open a case", "open {kind}")
def open_by_decision(
    stores: Stores,
    kind: CaseKind,
    *,
    subjects: Sequence[str],
    concerned: Sequence[str],
    grounds: Sequence[str],
    for_unit: str | None,
    actor: str,
    unit: str,
    as_of: date,
    reason: str,
) -> Summary:
    """See `opening.open_by_decision`."""
    return opening.open_by_decision(
        stores,
        kind,
        subjects=subjects,
        concerned=concerned,
        grounds=grounds,
        for_unit=for_unit,
        actor=actor,
        unit=unit,
        as_of=as_of,
        reason=reason,
    )


@act("acknowledge a case", "acknowledge {number}")
def acknowledge_case(stores: Stores, number: str, *, actor: str, unit: str, as_of: date) -> Summary:
    """See `case_moves.acknowledge_case`."""
    return case_moves.acknowledge_case(stores, number, actor=actor, unit=unit, as_of=as_of)


@act("close a case", "close {number}")
def close_case(
    stores: Stores,
    number: str,
    *,
    outcome: str,
    recovered_duty: float | None,
    officer_hours: float | None,
    actor: str,
    unit: str,
    as_of: date,
) -> Summary:
    """See `case_moves.close_case`."""
    return case_moves.close_case(
        stores,
        number,
        outcome=outcome,
        recovered_duty=recovered_duty,
        officer_hours=officer_hours,
        actor=actor,
        unit=unit,
        as_of=as_of,
    )


@act("move a case", "{event} {number}")
def move_case(
    stores: Stores,
    number: str,
    event: str,
    *,
    actor: str,
    unit: str,
    as_of: date,
    text: str = "",
    details: Mapping[str, str] | None = None,
) -> Summary:
    """See `case_moves.move_case`."""
    by = {"actor": actor, "unit": unit}
    return case_moves.move_case(stores, number, event, **by, as_of=as_of, text=text, details=details)


@act("merge cases", "{number} into {into}")
def merge_cases(stores: Stores, number: str, into: str, *, actor: str, unit: str, as_of: date, reason: str) -> Summary:
    """See `merging.merge_cases`."""
    return merging.merge_cases(stores, number, into, actor=actor, unit=unit, as_of=as_of, reason=reason)


@act("hand over a case", "{number} to {to}")
def reassign_case(stores: Stores, number: str, to: str, *, actor: str, unit: str, as_of: date, reason: str) -> Summary:
    """See `reassignment.reassign_case`."""
    return reassignment.reassign_case(stores, number, to, actor=actor, unit=unit, as_of=as_of, reason=reason)


@act("write a case file", "write {number}")
def write_case_file(stores: Stores, number: str, unit: str, language: Language, document_format: DocumentFormat) -> str:
    """See `case_file.case_document`."""
    return case_file.case_document(stores, number, unit, language, document_format)
