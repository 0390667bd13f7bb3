"""Hints and measures from a shell."""

from datetime import date

import pytest

from sql.messages import as_written
from sql.register import insert_new
from sql.register.tables import HandlingMeasure, Hint
from sql.register.tables.handling import MeasureContent
from sql.stores import Stores
from tests.deployments.commands.shell import shell
from tests.persons import Officer

DAY = date(2021, 3, 1)
HINT = {
    "key": "H1",
    "family": "revenue",
    "rule": "preference_without_mark",
    "subject_kind": "declaration_id",
    "subject": "D1",
    "evidence": as_written("No mark [of origin]"),
    "compared": "{}",
    "severity": "high",
    "unit": "SHA1",
    "raised_on": DAY,
    "due_on": date(2021, 3, 15),
    "state": "open",
}
MEASURE = {
    "key": "M1",
    "kind": "special_operation",
    "priority": "revenue",
    "unit": "SHA",
    "approving_unit": "SH",
    "amount_at_stake": 12_000.0,
    "score": 0.8,
    "content": MeasureContent("surge", "importer", ["X"], as_written("More"), as_written("the goods"), 30),
    "proposed_on": DAY,
    "proposed_by": "Wang",
    "state": "proposed",
}
ACTS = ("--as-of", "2021-03-02")


@pytest.fixture
def asked(stores: Stores) -> Stores:
    with stores.register.writing() as session:
        insert_new(session, Hint, [HINT, HINT | {"key": "H2", "unit": "QDG1", "family": "customs_control"}])
        insert_new(session, HandlingMeasure, [MEASURE, MEASURE | {"key": "M2", "unit": "QDG", "approving_unit": "QD"}])
    return stores


def test_hints_are_listed_by_unit_and_family_and_answered_once(asked: Stores) -> None:
    assert [each["key"] for each in shell(asked, "hints", "list", "--json").json] == ["H1", "H2"]
    assert [each["key"] for each in shell(asked, "hints", "list", "--unit", "QD", "--json").json] == ["H2"]
    assert "No mark [of origin]" in shell(asked, "hints", "list", "--family", "revenue").out
    given = ("hints", "answer", "H1", "--answer", "the mark was found", Officer("Li", "SHA1"), *ACTS)
    assert shell(asked, *given).out.strip() == "hint H1, answered by Li"
    assert "answered on 2021-03-02 by Li" in shell(asked, *given).refusal
    assert [each["key"] for each in shell(asked, "hints", "list", "--json").json] == ["H2"]
    assert len(shell(asked, "hints", "list", "--all", "--json").json) == 2


def test_a_hint_of_another_unit_cannot_be_answered(asked: Stores) -> None:
    given = ("hints", "answer", "H2", "--answer", "nothing", Officer("Li", "SHA1"), *ACTS)
    assert shell(asked, *given).refusal == "SHA1 has no hint H2"


def test_a_measure_is_decided_by_another_officer_of_the_unit_entitled_to(asked: Stores) -> None:
    listed = shell(asked, "handling", "list", "--unit", "SH", "--json").json
    assert [(each["key"], each["approving_unit"]) for each in listed] == [("M1", "SH")]
    given = ("handling", "decide", "M1", "approve", "--reason", "worth it", "--as-of", "2021-03-02")
    assert "another officer" in shell(asked, *given, Officer("Wang", "SH")).refusal
    assert "may not decide" in shell(asked, *given, Officer("Li", "SHA")).refusal
    assert shell(asked, *given, Officer("Li", "SH")).out.strip() == "measure M1, state approved"
    assert "approved already" in shell(asked, *given, Officer("Li", "SH")).refusal
    states = {each["key"]: each["state"] for each in shell(asked, "handling", "list", "--all", "--json").json}
    assert states == {"M1": "approved", "M2": "proposed"}
