"""What waits for a decision this week."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlmodel import SQLModel, col

from sql.messages import Message, msgid, word
from sql.register.tables import (
    CaseFile,
    FeedbackProposal,
    FunctionalWarning,
    HandlingMeasure,
    Hint,
    Instruction,
    PolicyRecommendation,
    RiskParameter,
)
from sql.stores import Stores
from sql.terms import CaseKind, CaseState, HandlingState, ParameterState, TaskState

WEEK = timedelta(days=7)
_NAMED = 3  # of each kind, those with most at stake


@dataclass(frozen=True)
class One:
    """One thing that waits, named so that a reader knows it. kind, key: where it stands at the desk."""

    kind: str
    key: str
    text: Message


@dataclass(frozen=True)
class Waiting:
    """Things of one kind that wait: how many, how many past their deadline, since when, and the money at stake.

    kind: where all of them stand at the desk. at_stake: currency of the installation; None where no money is known.
    """

    what: str
    kind: str
    count: int
    overdue: int
    since: date | None
    at_stake: float | None = None
    largest: Sequence[One] = field(default=())


def waiting_on(stores: Stores, as_of: date) -> list[Waiting]:
    """What waits on a day, kinds with nothing left out. Cases and recommendations wait that are due within a week."""
    found = [
        _measures(stores, as_of),
        _proposals(stores, as_of),
        _parameters(stores, as_of),
        *_cases(stores, as_of),
        _recommendations(stores, as_of),
        _overdue(stores, as_of, Instruction, msgid("Instructions past their deadline"), "instruction", "issued_on"),
        _overdue(stores, as_of, Hint, msgid("Hints past their deadline"), "hint", "raised_on"),
        _overdue(stores, as_of, FunctionalWarning, msgid("Warnings past their deadline"), "warning", "raised_on"),
    ]
    return [each for each in found if each.count]


def _measures(stores: Stores, as_of: date) -> Waiting:
    rows = stores.register.read(
        HandlingMeasure,
        ["key", "kind", "unit", "amount_at_stake", "proposed_on"],
        col(HandlingMeasure.state) == HandlingState.PROPOSED,
        col(HandlingMeasure.proposed_on) <= as_of,
        order_by=["key"],
    )
    named = Message("{kind} in {unit}", {"kind": "", "unit": ""})
    largest = [
        One("measure", str(row["key"]), Message(named.text, {"kind": word(row["kind"]), "unit": row["unit"]}))
        for row in _largest(rows)
    ]
    return _waiting(rows, msgid("Measures to approve"), "measure", "proposed_on", largest=largest)


def _proposals(stores: Stores, as_of: date) -> Waiting:
    rows = stores.register.read(
        FeedbackProposal,
        ["key", "as_of"],
        col(FeedbackProposal.state) == HandlingState.PROPOSED,
        col(FeedbackProposal.as_of) <= as_of,
    )
    return _waiting(rows, msgid("Changes that feedback proposes"), "proposal", "as_of")


def _parameters(stores: Stores, as_of: date) -> Waiting:
    rows = stores.register.read(
        RiskParameter,
        ["key", "code", "tested_on"],
        col(RiskParameter.state) == ParameterState.TESTED,
        col(RiskParameter.tested_on) <= as_of,
        order_by=["tested_on", "key"],
    )
    oldest = [
        One("parameter", str(row["code"]), Message("{code}", {"code": str(row["code"])}))
        for row in rows.head(_NAMED).to_dict("records")
    ]
    return _waiting(rows, msgid("Tested parameters to approve"), "parameter", "tested_on", largest=oldest)


def _cases(stores: Stores, as_of: date) -> list[Waiting]:
    rows = stores.register.read(
        CaseFile,
        ["number", "kind", "state", "opened_on", "deadline_on", "amount_at_stake"],
        col(CaseFile.closed_on).is_(None),
        col(CaseFile.merged_into).is_(None),
        col(CaseFile.deadline_on) <= as_of + WEEK,
        col(CaseFile.opened_on) <= as_of,
        order_by=["number"],
    )
    undecided = rows["state"].isin([CaseState.PROPOSED, CaseState.CLUE])
    parts = [
        (msgid("Targeted audits to approve"), undecided & (rows["kind"] == CaseKind.TARGETED_AUDIT)),
        (msgid("Clues to accept or to refuse"), undecided & (rows["kind"] == CaseKind.ANTI_SMUGGLING)),
        (msgid("Cases due within a week"), ~undecided),
    ]
    return [
        _waiting(
            rows[chosen],
            what,
            "case",
            "opened_on",
            overdue=int((pd.to_datetime(rows.loc[chosen, "deadline_on"]) < pd.Timestamp(as_of)).sum()),
            largest=[
                One("case", str(row["number"]), Message("{number}", {"number": str(row["number"])}))
                for row in _largest(rows[chosen])
            ],
        )
        for what, chosen in parts
    ]


def _recommendations(stores: Stores, as_of: date) -> Waiting:
    rows = stores.register.read(
        PolicyRecommendation,
        ["key", "issued_on", "follow_up_on"],
        col(PolicyRecommendation.answer).is_(None),
        col(PolicyRecommendation.follow_up_on) <= as_of + WEEK,
    )
    late = int((pd.to_datetime(rows["follow_up_on"]) < pd.Timestamp(as_of)).sum())
    what = msgid("Policy recommendations without an answer")
    return _waiting(rows, what, "recommendation", "issued_on", overdue=late)


def _overdue(stores: Stores, as_of: date, table: type[SQLModel], what: str, kind: str, since: str) -> Waiting:
    columns: Any = table
    rows = stores.register.read(
        table, ["key", since], columns.state == TaskState.OPEN, columns.due_on < as_of, order_by=["key"]
    )
    return _waiting(rows, what, kind, since, overdue=len(rows))


def _largest(rows: pd.DataFrame) -> list[dict[Any, Any]]:
    return rows.sort_values("amount_at_stake", ascending=False, kind="stable").head(_NAMED).to_dict("records")


def _waiting(
    rows: pd.DataFrame, what: str, kind: str, since: str, *, overdue: int = 0, largest: Sequence[One] = ()
) -> Waiting:
    days = pd.to_datetime(rows[since])
    return Waiting(
        what=what,
        kind=kind,
        count=len(rows),
        overdue=overdue,
        since=None if rows.empty else days.min().date(),
        at_stake=float(rows["amount_at_stake"].sum()) if "amount_at_stake" in rows else None,
        largest=largest,
    )
