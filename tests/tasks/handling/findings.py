"""Findings that handling is tried on, and what the past knows of their subjects."""

from datetime import date

from sql.messages import as_written
from sql.register import insert_new, keyed_text
from sql.register.tables import Finding
from sql.stores import Stores
from sql.terms import Method, Priority

EVE = date(2021, 1, 3)


def finding(detector: str, subject: str = "X", **told: object) -> dict[str, object]:
    """One finding of a detector on an importer at Yangshan Port, unless told otherwise."""
    usual: dict[str, object] = {
        "key": keyed_text(detector, subject, told.get("analysed_on", EVE)),
        "analysis": "weekly",
        "analysed_on": EVE,
        "detector": detector,
        "method": Method.REGRESSION,
        "priority": Priority.REVENUE,
        "subject_kind": "importer",
        "subject": subject,
        "unit": "SHA1",
        "score": 0.9,
        "statement": as_written(f"{subject} declares less than its peers"),
        "compared": "{}",
        "amount_at_stake": 1000.0,
        "declarations": 3,
    }
    return usual | told


def found(stores: Stores, *findings: dict[str, object]) -> None:
    """Put findings into the register."""
    with stores.register.writing() as session:
        insert_new(session, Finding, list(findings))
