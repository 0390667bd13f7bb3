"""Measures that wait, as a form shows them."""

from datetime import date

import pytest

from sql.jurisdiction import UnknownUnitError
from sql.messages import as_written
from sql.register import insert_new
from sql.register.tables import Finding, HandlingMeasure
from sql.register.tables.handling import MeasureContent
from sql.stores import Stores
from sql.terms import HandlingState
from tasks.handling.waiting import waiting_for

STATEMENT = as_written("Far under its peers")
CONTENT = MeasureContent(
    "undervaluation", "importer", ["IMP1"], STATEMENT, as_written("Compare with the invoice"), days=30
)


@pytest.fixture
def measures(stores: Stores) -> Stores:
    finding = {
        "key": "F",
        "analysis": "weekly",
        "detector": "undervaluation",
        "method": "regression",
        "priority": "revenue",
        "subject_kind": "importer",
        "subject": "IMP1",
        "unit": "SH",
        "score": 1.0,
        "statement": STATEMENT,
        "amount_at_stake": 10.0,
        "declarations": 1,
        "compared": "{}",
        "analysed_on": date(2021, 4, 1),
    }
    common = {
        "finding": "F",
        "kind": "set_parameter",
        "priority": "revenue",
        "content": CONTENT,
        "amount_at_stake": 10.0,
        "proposed_on": date(2021, 4, 1),
        "proposed_by": "risk analysis",
    }
    rows = [
        common | {"key": "weak", "unit": "SH", "approving_unit": "SH", "score": 0.2, "state": HandlingState.PROPOSED},
        common | {"key": "strong", "unit": "SH", "approving_unit": "SH", "score": 0.9, "state": HandlingState.PROPOSED},
        common | {"key": "done", "unit": "SH", "approving_unit": "SH", "score": 0.9, "state": HandlingState.APPROVED},
        common | {"key": "other", "unit": "QD", "approving_unit": "QD", "score": 0.9, "state": HandlingState.PROPOSED},
    ]
    with stores.register.writing() as session:
        insert_new(session, Finding, [finding])
        session.flush()
        insert_new(session, HandlingMeasure, rows)
    return stores


def test_a_unit_is_shown_what_waits_for_it_the_strongest_first(measures: Stores) -> None:
    assert [each.key for each in waiting_for(measures, "SH", 5)] == ["strong", "weak"]
    assert [each.key for each in waiting_for(measures, "SH", 1)] == ["strong"]


def test_the_form_says_what_is_proposed_and_names_nobody(measures: Stores) -> None:
    """Everybody who signs in to Prefect sees it, of whatever unit."""
    text = waiting_for(measures, "SH", 1)[0].text
    for part in ("Set parameter", "Subjects: 1", "`strong`"):
        assert part in text
    for hidden in ("IMP1", "Far under its peers", "Compare with the invoice"):
        assert hidden not in text


def test_an_unknown_unit_is_refused(measures: Stores) -> None:
    with pytest.raises(UnknownUnitError):
        waiting_for(measures, "NOWHERE", 5)
