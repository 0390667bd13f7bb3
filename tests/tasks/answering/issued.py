"""Instructions and warnings that persons are tried on."""

from datetime import date, timedelta

from sql.messages import as_written
from sql.register import insert_new
from sql.register.tables import FunctionalWarning, Instruction
from sql.stores import Stores
from sql.terms import Severity, TaskState
from tasks.answering.asked import INSTRUCTION, Asked
from tests.tasks.handling.findings import EVE, finding, found

DUE = EVE + timedelta(days=14)


def issued(
    stores: Stores,
    kind: Asked,
    subject: str = "X",
    detector: str = "undervaluation",
    unit: str = "SHA1",
    severity: Severity = Severity.MEDIUM,
    due_on: date = DUE,
) -> str:
    """An instruction or a warning because of a finding on a subject, issued on `EVE`; returns its key."""
    row = finding(detector, subject)
    found(stores, row)
    common = {"finding": row["key"], "unit": unit, "severity": severity, "due_on": due_on, "state": TaskState.OPEN}
    if kind is INSTRUCTION:
        key = f"{row['key']}|{unit}"
        own = {"key": key, "what_to_check": as_written("the value"), "issued_on": EVE}
        with stores.register.writing() as session:
            insert_new(session, Instruction, [common | own])
        return key
    key = f"finding|{row['key']}"
    own = {"key": key, "what": as_written("Undervaluation"), "department": "duty collection", "since": EVE}
    with stores.register.writing() as session:
        insert_new(session, FunctionalWarning, [common | own | {"magnitude": 1000.0, "raised_on": EVE}])
    return key
