"""What is open in a register and nobody is told of, as the third promise of the desk has it."""

from datetime import date

from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import CaseFile, Hint, OutboxEvent
from sql.stores import Stores
from sql.terms import Severity, TaskState
from tasks.answering.asked import KINDS
from tasks.answering.due import escalated_on
from tasks.answering.reminders import ESCALATION, REMINDER
from tasks.post_clearance.case_states import ENDED


def nobody_told(stores: Stores, as_of: date) -> list[str]:
    """A line for each open instruction, warning, hint or case of which its unit, or the one above, heard nothing."""
    events = stores.register.read(OutboxEvent, ["key", "unit", "kind", "reference", "occurred_on"])
    keys = set(events["key"])
    first = set(zip(events["unit"], events["occurred_on"].dt.date, strict=True)) if len(events) else set()
    units = Organisation(organisation(as_of))
    missing = []
    tables = [(kind.name, kind.table, kind.since) for kind in KINDS] + [("hint", Hint, "raised_on")]
    for name, table, since in tables:
        columns = ["key", "unit", "severity", "due_on", since]
        for row in stores.register.read(table, columns, col(table.state) == TaskState.OPEN).to_dict("records"):
            unit, due = str(row["unit"]), row["due_on"].date()
            if (unit, row[since].date()) not in first:
                missing.append(f"{name} {row['key']}: {unit} was not told")
            reference = f"{name}|{unit}|{due}|{row['severity']}"
            if due < as_of and f"{REMINDER}|{reference}" not in keys:
                missing.append(f"{name} {row['key']}: {unit} was not reminded")
            above, up = units.above(unit), escalated_on(name, Severity(row["severity"]), due)
            if up <= as_of and above is not None and f"{ESCALATION}|{reference}|{above}" not in keys:
                missing.append(f"{name} {row['key']}: {above} was not told")
    cases = stores.register.read(CaseFile, ["number", "deadline_on"], col(CaseFile.state).not_in(list(ENDED)))
    of_cases = {str(each).split("|")[0] for each in events.loc[events["kind"] == "case", "reference"]}
    for row in cases.to_dict("records"):
        number, until = str(row["number"]), row["deadline_on"]
        if number not in of_cases:
            missing.append(f"case {number}: nobody was told")
        if until == until and until.date() < as_of and f"deadline|{number}|{until.date()}" not in keys:
            missing.append(f"case {number}: its deadline {until.date()} was not told")
    return missing
