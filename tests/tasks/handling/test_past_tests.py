"""Proposals meet the past before they meet anybody: outcomes known by then decide what the policy may do alone."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from sql.register.tables import AuditEntry, HandlingMeasure, RiskParameter
from sql.register.tables.handling import PastTest
from sql.stores import Stores
from sql.terms import HandlingKind, Priority
from tasks.handling.decide import decide, decide_by_policy
from tasks.handling.execute import execute_approved
from tasks.handling.personal import PersonalProposal, propose_personally
from tasks.handling.propose import propose_handling
from tests.conftest import fill_lake
from tests.tasks.handling.findings import EVE, finding, found

LODGED = EVE - timedelta(days=30)
HONEST, CHEAT = "HONEST", "CHEAT"


def inspected(importer: str, violated: int, clean: int, inspected_on: date = EVE) -> list[tuple[str, str, str, date]]:
    return [
        (f"{importer}{number}", importer, "violation" if number < violated else "none", inspected_on)
        for number in range(violated + clean)
    ]


def remember(stores: Stores, *parts: list[tuple[str, str, str, date]]) -> None:
    rows = [row for part in parts for row in part]
    fill_lake(
        stores.lake,
        "declarations",
        "lodged_on",
        [{"declaration_id": key, "lodged_on": LODGED, "office": "SHA1", "importer": who} for key, who, _, _ in rows],
    )
    fill_lake(
        stores.lake,
        "outcomes",
        "inspected_on",
        [{"declaration_id": key, "inspected_on": day, "violation": outcome} for key, _, outcome, day in rows],
    )


@pytest.fixture
def remembered(stores: Stores) -> Stores:
    remember(stores, inspected("OTHERS", 20, 80), inspected(HONEST, 0, 12), inspected(CHEAT, 8, 2))
    found(stores, finding("importer_price_level", HONEST), finding("importer_price_level", CHEAT))
    propose_handling(stores, EVE)
    return stores


def by_subject(stores: Stores) -> dict[str, HandlingMeasure]:
    with stores.register.reading() as session:
        rows = list(session.exec(select(HandlingMeasure)).all())
        session.expunge_all()
    return {row.content.subjects[0]: row for row in rows}


def test_a_proposal_carries_what_the_past_says_of_its_subject(remembered: Stores) -> None:
    told = {subject: row.content.past_test for subject, row in by_subject(remembered).items()}
    assert told[HONEST] == PastTest(12, 0, 122, 28)
    assert told[CHEAT] == PastTest(10, 8, 122, 28)


def test_the_policy_rejects_what_the_past_speaks_against_and_no_parameter_comes_of_it(remembered: Stores) -> None:
    summary = decide_by_policy(remembered, EVE)
    assert (summary["measures_approved"], summary["measures_rejected"]) == (1, 1)
    execute_approved(remembered, EVE)
    measures = by_subject(remembered)
    assert (measures[HONEST].state, measures[CHEAT].state) == ("rejected", "executed")
    assert remembered.register.read(RiskParameter, ["code"])["code"].tolist() == [measures[CHEAT].outcome]
    trail = remembered.register.read(AuditEntry, ["reason"], AuditEntry.entity_key == measures[HONEST].key)
    assert trail["reason"].tolist() == ["its past test found violations in 0 of 12 inspections, where 23% is usual"]


def test_a_person_may_know_more_than_the_past(remembered: Stores) -> None:
    key = by_subject(remembered)[HONEST].key
    decide(remembered, key, decision="approve", actor="chief", unit="SH", as_of=EVE, reason="a tip-off names it")
    decide_by_policy(remembered, EVE)
    execute_approved(remembered, EVE)
    assert by_subject(remembered)[HONEST].state == "executed"


def test_what_inspections_find_later_is_not_known_yet(stores: Stores) -> None:
    remember(stores, inspected("OTHERS", 2, 8), inspected(HONEST, 0, 12, inspected_on=EVE + timedelta(days=1)))
    found(stores, finding("importer_price_level", HONEST))
    propose_handling(stores, EVE)
    assert by_subject(stores)[HONEST].content.past_test == PastTest(0, 0, 10, 2)
    assert decide_by_policy(stores, EVE)["measures_approved"] == 1


def test_a_rejected_proposal_may_come_back_when_its_days_are_over(remembered: Stores) -> None:
    decide_by_policy(remembered, EVE)
    days = by_subject(remembered)[HONEST].content.days
    for later, proposed in ((7, 0), (days, 1)):
        day = EVE + timedelta(days=later)
        found(remembered, finding("importer_price_level", HONEST, analysed_on=day))
        assert propose_handling(remembered, day)["measures_proposed"] == proposed


def test_asking_for_inspections_of_pairs_is_tried_on_these_pairs_at_the_offices_of_the_unit(stores: Stores) -> None:
    lodged = [
        *(("1", "SHA1", "A", "X"), ("2", "SHA1", "B", "Y"), ("3", "SHA1", "A", "Y"), ("4", "SHA1", "B", "X")),
        *(("5", "NGB1", "A", "X"), ("6", "SHA1", "A", "X")),
    ]
    rows: list[dict[str, object]] = [
        {"declaration_id": name, "lodged_on": LODGED, "office": office, "importer": importer, "seller": seller}
        for name, office, importer, seller in lodged
    ]
    fill_lake(stores.lake, "declarations", "lodged_on", rows)
    outcomes = [{"declaration_id": name, "inspected_on": EVE, "violation": "violation"} for name in "12345"]
    fill_lake(stores.lake, "outcomes", "inspected_on", outcomes)
    pairs = PersonalProposal(
        kind=HandlingKind.ASK_INSPECTION,
        priority=Priority.REVENUE,
        subject_kind="importer+seller",
        subjects=("A+X", "B+Y"),
        unit="SHA",
        statement="a tip-off names them",
        what_to_check="the goods",
        days=28,
    )
    told = propose_personally(stores, pairs, actor="Wang", unit="SHA", as_of=EVE)
    assert (told["past_inspected"], told["past_found"]) == (2, 2)
