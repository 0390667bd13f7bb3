"""Which case files a unit sees, and everything that is known of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlmodel import col, func, select

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.found import rows_found
from sql.register.listed import Listed, Sought, listed
from sql.register.tables import CaseDeclaration, CaseFile, CaseGround, CaseJournalEntry, CaseSubject
from sql.sought_words import words_typed
from sql.stores import Stores
from sql.terms import CaseKind, CaseState
from tasks.post_clearance.case_states import ENDED, CaseRefusedError
from tasks.post_clearance.journal import first_broken_entry

OPEN = tuple(state for state in CaseState if state not in ENDED)
_LISTED = (
    *("number", "kind", "priority", "subject_kind", "subject", "unit", "state", "opened_on", "deadline_on"),
    *("deadline_for", "amount_at_stake", "acknowledged_by", "acknowledged_on", "opened_by", "outcome", "closed_on"),
)


@dataclass(frozen=True)
class CaseSeen:
    """A case file: its columns, the grounds it rests on, the declarations involved, and whom it is on or concerns."""

    case: dict[str, Any]
    grounds: pd.DataFrame
    declarations: list[str]
    subjects: pd.DataFrame


@dataclass(frozen=True)
class JournalSeen:
    """Entries of a case journal in order, and the first that does not verify; None where all do."""

    entries: pd.DataFrame
    broken: int | None


def cases_seen(
    stores: Stores,
    unit: str,
    states: Sequence[CaseState] = OPEN,
    kind: CaseKind | None = None,
    *,
    search: str = "",
    page: int = 1,
    per_page: int | None = None,
) -> pd.DataFrame:
    """Cases in these states of `unit` and the units below, the nearest deadline first. Raises UnknownUnitError.

    search: words, each of which begins one in the number, a subject, kind, unit, priority or state of a case. page:
    from 1 on, of `per_page` cases; None for all on one.
    """
    return cases_sought(stores, unit, states, kind, Sought(words_typed(search), page, per_page)).rows


def number_of_cases(
    stores: Stores,
    unit: str,
    states: Sequence[CaseState] = OPEN,
    kind: CaseKind | None = None,
    *,
    search: str = "",
) -> int:
    """How many cases `cases_seen` has over all pages. Raises UnknownUnitError."""
    conditions = _wanted(unit, states, kind)
    if search.strip():
        conditions.append(rows_found(stores.register, CaseFile, words_typed(search), {}).condition)
    counted = select(func.count()).select_from(CaseFile).where(*conditions)
    with stores.register.reading() as session:
        return int(session.exec(counted).one())


def cases_sought(
    stores: Stores, unit: str, states: Sequence[CaseState], kind: CaseKind | None, sought: Sought
) -> Listed:
    """The part of `cases_seen` that is sought. Raises UnknownUnitError."""
    order = [col(CaseFile.deadline_on).is_(None), col(CaseFile.deadline_on), col(CaseFile.number)]
    conditions = _wanted(unit, states, kind)
    return listed(stores.register, CaseFile, _LISTED, conditions, order=order, sought=sought)


def _wanted(unit: str, states: Sequence[CaseState], kind: CaseKind | None) -> list[Any]:
    conditions: list[Any] = [
        col(CaseFile.unit).in_(Organisation(organisation()).seen_by(unit)),
        col(CaseFile.state).in_(states),
    ]
    return conditions if kind is None else [*conditions, col(CaseFile.kind) == kind]


def case_seen(stores: Stores, unit: str, number: str) -> CaseSeen:
    """One case. Raises CaseRefusedError, in the same words for what is not there and for what `unit` does not see."""
    register = stores.register
    units = Organisation(organisation()).seen_by(unit)
    row = register.read(
        CaseFile, list(CaseFile.model_fields), col(CaseFile.number) == number, col(CaseFile.unit).in_(units)
    )
    if row.empty:
        raise CaseRefusedError(f"{unit} has no case {number}: list its cases with cases list --unit {unit}")
    grounds = register.read(
        CaseGround,
        ["added_on", "ground_kind", "source", "statement", "content_hash"],
        col(CaseGround.case_number) == number,
        order_by=["added_on", "key"],
    )
    declarations = register.read(
        CaseDeclaration, ["declaration_id"], col(CaseDeclaration.case_number) == number, order_by=["declaration_id"]
    )
    case = {str(name): value for name, value in row.iloc[0].items()}
    subjects = register.read(
        CaseSubject,
        ["role", "kind", "name", "party", "added_on", "added_by"],
        col(CaseSubject.case_number) == number,
        order_by=["added_on", "key"],
    )
    return CaseSeen(case, grounds, declarations["declaration_id"].tolist(), subjects)


def journal_seen(stores: Stores, unit: str, number: str) -> JournalSeen:
    """The journal of a case that `unit` sees, verified; see `case_seen`."""
    case_seen(stores, unit, number)
    with stores.register.reading() as session:
        entries = session.exec(
            select(CaseJournalEntry)
            .where(CaseJournalEntry.case_number == number)
            .order_by(col(CaseJournalEntry.sequence))
        ).all()
        broken = first_broken_entry(entries)
        columns = ["sequence", "happened_on", "actor", "event", "text", "content_hash"]
        rows = [{name: getattr(entry, name) for name in columns} for entry in entries]
    return JournalSeen(pd.DataFrame(rows, columns=pd.Index(columns)), broken)
