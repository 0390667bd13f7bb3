"""Inspections and re-routing from a shell."""

import pytest

from sql.stores import Stores
from tasks.clearance.decision.screen import screen_day
from tests.deployments.commands.shell import shell
from tests.persons import Officer
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
    given = ("inspections", "re-route", "A", "--lane", "high", "--reason", "the driver was nervous", *ACTS)
    assert "not in the care of QD" in shell(screened, *given, Officer("Zhao", "QD")).refusal
    assert "lane after high" in shell(screened, *given, Officer("Zhao", "SH")).out
    assert "re-routed before" in shell(screened, *given, Officer("Zhao", "SH")).refusal
    assert len(shell(screened, "inspections", "list", "--json").json) == 2
