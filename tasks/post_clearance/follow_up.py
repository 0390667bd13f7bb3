"""Following up on clearance: audits and anti-smuggling cases from what inspections found, and missed deadlines."""

from collections.abc import Callable
from datetime import date, timedelta
from math import isinf
from typing import Any

import pandas as pd
from sqlmodel import Session, col, func, select

from sql.jurisdiction import Organisation
from sql.messages import Message, word
from sql.reference import organisation, reference_table
from sql.register import complete_once
from sql.register.tables import CaseFile, CaseGround, Inspection
from sql.stores import Stores
from sql.terms import CaseKind, Party, Severity, TaskState
from tasks.notification.outbox import Announcement, announce
from tasks.post_clearance.audit_selection import by_amount, by_expected_recovery
from tasks.post_clearance.case_matters import case_matter
from tasks.post_clearance.case_states import ENDED
from tasks.post_clearance.grounds import audit_grounds, smuggling_grounds
from tasks.post_clearance.open_cases import open_or_join
from tasks.post_clearance.procedure.crime_line import amount_of_line, kinds_without_line, line_for
from tasks.post_clearance.stakes import with_stakes

Grounds = Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]
First = Callable[[pd.DataFrame, int], list[str]]


def open_targeted_audits(stores: Stores, as_of: date, key: bytes, occasion: str = "") -> dict[str, Any]:
    """Open audits of importers with repeated violations, chosen by expected recovery and by lot, or join new grounds.

    `key`: of the lot, see `audit_selection`. Happens once per business date and occasion.
    Returns: targeted_audits_opened, targeted_audits_joined.
    """
    today = pd.Timestamp(as_of)

    def grounds(done: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
        return audit_grounds(done, rules, today)

    def first(new: pd.DataFrame, most: int) -> list[str]:
        return by_expected_recovery(new, most, f"audit|{as_of}|{occasion}", key)

    return _open(stores, CaseKind.TARGETED_AUDIT, "targeted_audits", as_of, occasion, grounds, first)


def open_anti_smuggling_cases(stores: Stores, as_of: date, occasion: str = "") -> dict[str, Any]:
    """Open anti-smuggling clues on importers with critical findings or evaded duty over the line, or join new grounds.

    All duty that an importer evaded counts together, against the line for units. Happens once per business date and
    occasion. Returns: anti_smuggling_cases_opened and _joined; and smuggling_line, a sentence, where the line is not
    known in the currency of the installation, so that nothing was held against it.
    """
    lines = reference_table("smuggling_lines")
    line = line_for(Party.UNIT, lines, as_of)
    handled = _handled(stores)
    reached = amount_of_line(line, None if line is None else stores.lake.money.rate(line[1], as_of))

    def grounds(done: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
        unhandled = done[~done["declaration_id"].isin(handled)]  # what was handled is not held against them twice
        return smuggling_grounds(unhandled, rules, reached, kinds_without_line(lines, as_of))

    summary = _open(stores, CaseKind.ANTI_SMUGGLING, "anti_smuggling_cases", as_of, occasion, grounds, by_amount)
    if isinf(reached):
        unknown = f"not known in {stores.lake.currency} on {as_of}: load exchange rates"
        return summary | {"smuggling_line": unknown}
    return summary


def escalate_overdue(stores: Stores, as_of: date) -> dict[str, Any]:
    """Remind the unit of every case whose deadline has passed, and tell the unit above; once per case and deadline.

    Returns: cases_overdue.
    """
    units = Organisation(organisation(as_of))
    with stores.register.writing() as session:
        late = session.exec(
            select(CaseFile)
            .where(col(CaseFile.deadline_on) < as_of, col(CaseFile.state).not_in(list(ENDED)))
            .order_by(CaseFile.number)
        ).all()
        told = [
            _missed(case, unit, as_of, stores.lake.currency)
            for case in late
            for unit in dict.fromkeys([case.unit, units.above(case.unit) or case.unit])
        ]
        announce(session, told)
        return {"cases_overdue": len(late)}


def _missed(case: CaseFile, unit: str, as_of: date, currency: str) -> Announcement:
    """What a unit is told of a case whose deadline has passed."""
    return Announcement(
        "deadline",
        f"{case.number}|{case.deadline_on}|{unit}",
        unit,
        Severity.HIGH,
        as_of,
        Message("Deadline missed: {number}", {"number": case.number}),
        Message(
            "{number} is {state} at {unit}; {deadline} was due on {day}.",
            {
                **{"number": case.number, "state": word(case.state), "unit": case.unit},
                **{"deadline": word(case.deadline_for), "day": case.deadline_on},
            },
        ),
        about=[case_matter(case, word(case.deadline_for), currency)],
    )


def _open(
    stores: Stores, kind: CaseKind, name: str, as_of: date, occasion: str, find: Grounds, first: First
) -> dict[str, Any]:
    rules = reference_table("case_rules")
    rules = rules[rules["kind"] == kind]

    def compute() -> pd.DataFrame:
        done = stores.register.read(
            Inspection,
            ["declaration_id", "importer", "office", "violation", "kind", "recovered_duty", "inspected_on"],
            col(Inspection.state) == TaskState.DONE,
            col(Inspection.inspected_on) <= as_of,
            order_by=["declaration_id"],
        )
        return with_stakes(stores, find(done, rules), as_of)

    def record(session: Session, grounds: pd.DataFrame) -> dict[str, Any]:
        most = int(rules["most_per_week"].astype("int64").max()) - _opened_in_a_week(session, kind, as_of)
        opened, joined = open_or_join(session, kind, grounds, as_of, most, first)
        return {f"{name}_opened": len(opened), f"{name}_joined": len(joined)}

    return complete_once(stores.register, f"open_{name}", as_of, occasion, compute, record)


def _handled(stores: Stores) -> list[str]:
    """Sources of grounds of anti-smuggling cases that have ended."""
    ended = select(CaseFile.number).where(CaseFile.kind == CaseKind.ANTI_SMUGGLING, col(CaseFile.state).in_([*ENDED]))
    rows = stores.register.read(CaseGround, ["source"], col(CaseGround.case_number).in_(ended), order_by=["key"])
    return [str(each) for each in rows["source"]]


def _opened_in_a_week(session: Session, kind: CaseKind, as_of: date) -> int:
    """How many cases of a kind were opened in the seven days that end with `as_of`."""
    week = col(CaseFile.opened_on).between(as_of - timedelta(days=6), as_of)
    counted = select(func.count()).select_from(CaseFile).where(CaseFile.kind == kind, week)
    return int(session.exec(counted).one())
