"""Inspections and re-routing from a shell."""

import pytest

from sql.register.tables import Inspection
from sql.stores import Stores
from sql.terms import Role
from tasks.clearance.decision.screen import screen_day
from tests.deployments.commands.shell import run, shell
from tests.persons import Officer, enter
from tests.tasks.clearance.decision.test_screen import policy
from tests.tasks.clearance.lodged import DAY, KEY, enforce, lodge, parameter

ACTS = ("--as-of", "2021-12-31")


@pytest.fixture
def screened(stores: Stores) -> Stores:
    """Importer I9's declaration goes to inspection, the other does not."""
    policy(stores)
    enforce(stores, parameter("CN-1", '{"importer": {"in": ["I9"]}}'))
    lodge(stores, [{"declaration_id": "A"}, {"declaration_id": "B", "importer": "I9"}])
    screen_day(stores, DAY, KEY)
    return stores


def test_an_inspection_is_listed_with_what_to_check_and_its_result_is_recorded_once(screened: Stores) -> None:
    listed = shell(screened, "inspections", "list", "--json").json
    assert [each["declaration_id"] for each in listed] == ["B"]
    assert listed[0]["what_to_check"]
    office = listed[0]["office"]
    given = ("inspections", "record", "B", "--violation", "violation", "--kind", "value", "--recovered-duty", "12.5")
    assert "violation violation" in shell(screened, *given, Officer("Zhao", office), *ACTS).out
    assert "was closed on" in shell(screened, *given, Officer("Zhao", office), *ACTS).refusal
    done = shell(screened, "inspections", "list", "--all", "--json").json
    assert (done[0]["state"], done[0]["recovered_duty"]) == ("done", 12.5)


def test_another_unit_sees_and_records_nothing(screened: Stores) -> None:
    assert shell(screened, "inspections", "list", "--unit", "QD", "--json").json == []
    for declaration in ("B", "unheard-of"):
        given = ("inspections", "record", declaration, "--violation", "none", Officer("Zhao", "QD"), *ACTS)
        assert (
            shell(screened, *given).refusal
            == f"no inspection of {declaration} is requested in the care of QD: re-route it first"
        )


def test_an_officer_re_routes_with_a_reason_in_the_own_jurisdiction(screened: Stores) -> None:
    given = ("inspections", "re-route", "A", "--lane", "high", "--reason", "doubtful_behaviour", *ACTS)
    assert "not in the care of QD" in shell(screened, *given, Officer("Zhao", "QD")).refusal
    assert "lane after high" in shell(screened, *given, Officer("Zhao", "SH")).out
    assert "re-routed before" in shell(screened, *given, Officer("Zhao", "SH")).refusal
    assert len(shell(screened, "inspections", "list", "--json").json) == 2


def test_a_roster_is_loaded_a_draw_explained_and_a_re_assignment_made(screened: Stores) -> None:
    for number in ("W1", "W2"):
        enter(screened, Officer(number, "SHA1", (Role.INSPECTOR,)))
    monday = ("--as-of", "2022-01-03")
    assert "entries 2" in shell(screened, "inspections", "load-roster", "--as-of", "2021-01-01").out
    assert len(shell(screened, "inspections", "roster", "--json").json) == 2
    assert "inspectors drawn 1" in shell(screened, "inspections", "draw", *monday).out
    (listed,) = shell(screened, "inspections", "list", "--json").json
    explained = shell(screened, "inspections", "draw", "--explain", "B")
    assert explained.status == 0
    assert f"2022-01-03: {listed['inspector']} (drawn, needs revenue)" in explained.out
    record = ("inspections", "record", "B", "--violation", "none", *monday)
    assert "was drawn for the inspection of B, not Zhao" in shell(screened, *record, Officer("Zhao", "SHA1")).refusal
    given = ("inspections", "except", "B", *monday, "--reason")
    assert "is no reason of the national list" in shell(screened, *given, "x").refusal
    assert "outcome drawn_anew" in shell(screened, *given, "absent").out
    (kept,) = shell(screened, "inspections", "exceptions", "--json").json
    assert (kept["kind"], kept["reason"], kept["outcome"]) == ("re_assignment", "absent", "drawn_anew")
    assert {each["code"] for each in run("inspections", "reasons", "--json").json} > {"absent"}
    (again,) = shell(screened, "inspections", "list", "--json").json
    with screened.register.writing() as session:
        session.get_one(Inspection, "B").inspector = listed["inspector"]
    assert again["inspector"] != listed["inspector"]
    altered = shell(screened, "inspections", "draw", "--explain", "B")
    assert altered.status == 1
    assert "was altered" in altered.err
    analyst = Officer("An", "CN", (Role.ANALYST,))
    assert "may not draw inspectors" in shell(screened, "inspections", "draw", analyst).refusal
