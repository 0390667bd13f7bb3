"""What is open in a register and nobody is told of it, as the third promise of the desk has it.

Every row of the register is held against the outbox and what was delivered of it: a message stands for a thing if it
names it, or counts it among the others that its unit was told of.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import CaseFile, CaseJournalEntry, Hint, Notification, OutboxEvent
from sql.register.tables.notifications import Matters
from sql.stores import Stores
from sql.terms import CaseKind, CaseState, DeliveryState, HintFamily, Severity, TaskState
from tasks.answering.asked import KINDS
from tasks.answering.due import escalated_on
from tasks.answering.reminders import ESCALATION, HINT, REMINDER
from tasks.post_clearance.case_states import ENDED, FIRST_STATE, MOVES
from tasks.post_clearance.open_cases import deadline

_ASKED = [(kind.name, kind.table, kind.since) for kind in KINDS] + [(HINT, Hint, "raised_on")]
_INTEGRITY = "integrity_hint"  # which names nothing, and counts in its subject


@dataclass(frozen=True)
class _Message:
    """An event of the outbox that reached its unit."""

    unit: str
    kind: str
    on: date
    about: Matters
    subject: Any

    def counts(self, kind: str) -> int:
        """How many things of a kind it stands for."""
        if self.kind == _INTEGRITY:
            return int(self.subject.values["count"]) if kind == HINT else 0
        return len(self.about.first) + self.about.more if any(each.kind == kind for each in self.about.first) else 0


def nobody_told(stores: Stores, as_of: date) -> list[str]:
    """A line for each open instruction, warning, hint or case of which its unit, or the one above, heard nothing."""
    return [*_asked_untold(stores, as_of), *_cases_untold(stores, as_of)]


def not_escalated(stores: Stores, told_on: Sequence[date], followed_up_on: Sequence[date]) -> list[str]:
    """A line for each thing whose deadline passed while it was open, answered since or not, and nobody was told then.

    told_on, followed_up_on: the days on which answers were reminded of, and on which cases were followed up.
    """
    return [*_late_answers_untold(stores, told_on), *_late_cases_untold(stores, followed_up_on)]


def _messages(stores: Stores) -> dict[str, _Message]:
    """What was delivered, by the key of the event."""
    events = stores.register.read(OutboxEvent, ["key", "unit", "kind", "occurred_on", "about", "subject"])
    delivered = Notification.state == DeliveryState.DELIVERED
    reached = stores.register.read(Notification, ["event", "unit"], delivered)
    arrived = set(zip(reached["event"], reached["unit"], strict=True))
    return {
        str(row["key"]): _Message(
            str(row["unit"]), str(row["kind"]), row["occurred_on"].date(), row["about"], row["subject"]
        )
        for row in events.to_dict("records")
        if (row["key"], row["unit"]) in arrived
    }


def _asked_untold(stores: Stores, as_of: date) -> Iterator[str]:
    messages = _messages(stores)
    units = Organisation(organisation(as_of))
    named = {(each.unit, thing.kind, thing.key) for each in messages.values() for thing in each.about.first}
    for name, table, since in _ASKED:
        counted: Counter[tuple[str, date]] = Counter()
        for each in messages.values():
            if each.kind not in (REMINDER, ESCALATION):
                counted[each.unit, each.on] += each.counts(name)
        columns = ["key", "unit", "severity", "due_on", "state", since, *(["family"] if table is Hint else [])]
        rows = stores.register.read(table, columns).to_dict("records")
        issued = Counter((str(row["unit"]), row[since].date()) for row in rows)
        for row in rows:
            if row["state"] != TaskState.OPEN:
                continue
            what, unit, due = f"{name} {row['key']}", str(row["unit"]), row["due_on"].date()
            told_on = (unit, row[since].date())
            may_be_named = row.get("family") != HintFamily.LAW_ENFORCEMENT
            if (unit, name, row["key"]) not in named and counted[told_on] < issued[told_on]:
                yield f"{what}: {unit} was not told"
            if not may_be_named and (unit, name, row["key"]) in named:
                yield f"{what}: a message names it"
            reference = f"{name}|{unit}|{due}|{row['severity']}"
            if due < as_of and not _reached(messages, f"{REMINDER}|{reference}", unit):
                yield f"{what}: {unit} was not reminded"
            above, up = units.above(unit), escalated_on(name, Severity(row["severity"]), due)
            if up <= as_of and above is not None and not _reached(messages, f"{ESCALATION}|{reference}|{above}", above):
                yield f"{what}: {above} was not told"


def _cases_untold(stores: Stores, as_of: date) -> Iterator[str]:
    messages = _messages(stores)
    units = Organisation(organisation(as_of))
    cases = stores.register.read(CaseFile, ["number", "unit", "deadline_on"], col(CaseFile.state).not_in(list(ENDED)))
    told = {(each.unit, thing.key) for each in messages.values() if each.kind == "case" for thing in each.about.first}
    for row in cases.to_dict("records"):
        number, unit, until = str(row["number"]), str(row["unit"]), row["deadline_on"]
        if (unit, number) not in told:
            yield f"case {number}: {unit} was not told"
        if pd.isna(until):
            yield f"case {number}: it has no deadline, so that nobody is told when it stays"
        elif until.date() < as_of:
            yield from _missed_untold(messages, units, number, unit, until.date())


def _missed_untold(
    messages: dict[str, _Message], units: Organisation, number: str, unit: str, until: date
) -> Iterator[str]:
    for each in dict.fromkeys([unit, units.above(unit) or unit]):
        if not _reached(messages, f"deadline|{number}|{until}|{each}", each):
            yield f"case {number}: {each} was not told that its deadline {until} passed"


def _reached(messages: dict[str, _Message], key: str, unit: str) -> bool:
    return key in messages and messages[key].unit == unit


def _late_answers_untold(stores: Stores, told_on: Sequence[date]) -> Iterator[str]:
    messages = _messages(stores)
    units = Organisation(organisation(told_on[-1]))
    for name, table, _ in _ASKED:
        columns = ["key", "unit", "severity", "due_on", "state", "answered_on"]
        for row in stores.register.read(table, columns, table.state != TaskState.WITHDRAWN).to_dict("records"):
            unit, due, answered = str(row["unit"]), row["due_on"].date(), row["answered_on"]
            end = date.max if pd.isna(answered) else answered.date()
            reference = f"{name}|{unit}|{due}|{row['severity']}"
            up, above = escalated_on(name, Severity(row["severity"]), due), units.above(unit)
            if any(due < day < end for day in told_on) and not _reached(messages, f"{REMINDER}|{reference}", unit):
                yield f"{name} {row['key']}: {unit} was not reminded"
            late = any(up <= day < end for day in told_on)
            if late and above and not _reached(messages, f"{ESCALATION}|{reference}|{above}", above):
                yield f"{name} {row['key']}: {above} was not told"


def _late_cases_untold(stores: Stores, followed_up_on: Sequence[date]) -> Iterator[str]:
    """Of the states that each case went through, by its journal, those that it left later than it had to."""
    messages = _messages(stores)
    units = Organisation(organisation(followed_up_on[-1]))
    cases = stores.register.read(CaseFile, ["number", "kind", "unit", "opened_on"]).set_index("number")
    moves: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for row in stores.register.read(
        CaseJournalEntry, ["case_number", "happened_on", "event"], order_by=["case_number", "sequence"]
    ).to_dict("records"):
        moves[str(row["case_number"])].append((row["happened_on"].date(), str(row["event"])))
    for number, case in cases.iterrows():
        stays: list[tuple[CaseState, date]] = [(FIRST_STATE[CaseKind(case["kind"])], case["opened_on"].date())]
        for day, event in moves[str(number)]:
            after = MOVES.get((CaseKind(case["kind"]), stays[-1][0], event))
            stays += [] if after is None else [(after, day)]
        ends = [day for (_, _), (_, day) in pairwise(stays)] + [date.max]
        for (state, begin), end in zip(stays, ends, strict=True):
            until, _ = deadline(CaseKind(case["kind"]), state, begin)
            if until is not None and any(until < day < end for day in followed_up_on):
                yield from _missed_untold(messages, units, str(number), str(case["unit"]), until)
