"""Which case files a unit sees, and everything that is known of one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlmodel import and_, col, func, or_, select

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import CaseDeclaration, CaseFile, CaseGround, CaseJournalEntry, CaseSubject
from sql.stores import Stores
from sql.terms import CaseKind, CaseState
from tasks.post_clearance.case_states import ENDED, CaseRefusedError
from tasks.post_clearance.journal import first_broken_entry

OPEN = tuple(state for state in CaseState if state not in ENDED)
_BEGIN_OF_A_NUMBER = re.compile(r"(ta|as)-[a-z0-9]+-")
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

    search: words, each of which stands in the number, subject, unit or state of a case. page: from 1 on, of `per_page`
    cases; None for all on one.
    """
    chosen = select(*[col(getattr(CaseFile, name)) for name in _LISTED])
    wanted = _wanted(unit, states, kind, search)
    order = (col(CaseFile.deadline_on).is_(None), col(CaseFile.deadline_on), col(CaseFile.number))
    if per_page is not None:  # the numbers of a page are found by the index, and its rows alone are read whole
        numbers = select(CaseFile.number).where(*wanted).order_by(*order).limit(per_page)
        wanted = [col(CaseFile.number).in_(numbers.offset((page - 1) * per_page).correlate(None))]
    return stores.register.frame(chosen.where(*wanted).order_by(*order))


def number_of_cases(
    stores: Stores,
    unit: str,
    states: Sequence[CaseState] = OPEN,
    kind: CaseKind | None = None,
    *,
    search: str = "",
) -> int:
    """How many cases `cases_seen` has over all pages. Raises UnknownUnitError."""
    counted = select(func.count()).select_from(CaseFile).where(*_wanted(unit, states, kind, search))
    with stores.register.reading() as session:
        return int(session.exec(counted).one())


def _wanted(unit: str, states: Sequence[CaseState], kind: CaseKind | None, search: str) -> list[Any]:
    seen = Organisation(organisation()).seen_by(unit)
    conditions: list[Any] = [
        col(CaseFile.unit).in_(seen),
        col(CaseFile.state).in_(states),
    ]
    if kind is not None:
        conditions.append(col(CaseFile.kind) == kind)
    conditions += [_speaks_of(word, states, seen) for word in search.lower().split()]
    return conditions


def _speaks_of(word: str, states: Sequence[CaseState], seen: Sequence[str]) -> Any:
    """The condition that a word stands in the number, a subject or person concerned, unit or state of a case."""
    if _BEGIN_OF_A_NUMBER.match(word):  # found by the index alone
        start = word.upper()
        return and_(col(CaseFile.number) >= start, col(CaseFile.number) < f"{start}\uffff")
    return or_(
        col(CaseFile.state).in_([state for state in states if word in state.replace("_", " ")]),
        col(CaseFile.unit).in_([code for code in seen if word in code.lower()]),
        col(CaseFile.number).contains(word.upper(), autoescape=True),
        func.lower(CaseFile.subject).contains(word, autoescape=True),
        col(CaseFile.number).in_(
            select(CaseSubject.case_number).where(func.lower(CaseSubject.name).contains(word, autoescape=True))
        ),
    )


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
