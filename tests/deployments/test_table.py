"""The table of deployments against the flows and the events that they emit."""

import inspect
import pkgutil
import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

import flows
from deployments.alarms import EXPECTED, RAISED_BY
from deployments.deployment import ServedDeployment, Users
from deployments.forms import Choices, choices_of
from deployments.registration import as_prefect_deployment
from deployments.table import DEPLOYMENTS
from deployments.triggers import triggers_of
from deployments.web.desk import things
from flows.choices import code_of
from flows.events import Event
from flows.naming import named
from flows.publishing import CHAIN, PART_OF
from sql.reference import open_units
from sql.stores import Stores
from tasks.lifecycle.alarms import Alarm
from tests.conftest import fill_lake

FLOWS = Path(flows.__file__).parent
SOURCES = [path for path in sorted(FLOWS.glob("*.py")) if "@flow" in path.read_text(encoding="utf-8")]


def test_every_flow_has_one_deployment() -> None:
    assert sorted(each.flow for each in DEPLOYMENTS) == [path.stem for path in SOURCES]


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda each: each.flow)
def test_a_flow_has_the_name_of_its_deployment_and_says_what_it_and_its_parameters_are_for(
    deployment: ServedDeployment,
) -> None:
    registered = as_prefect_deployment(deployment)
    assert registered.flow_name == deployment.name == registered.name
    assert registered.description
    assert "Args:" not in registered.description
    undescribed = [
        name for name, field in registered._parameter_openapi_schema.properties.items() if not field.get("description")
    ]
    assert undescribed == []
    assert registered.version
    assert "customs-risk" in registered.tags


@pytest.mark.parametrize("deployment", [each for each in DEPLOYMENTS if each.flow_events], ids=lambda each: each.flow)
def test_what_an_event_carries_fits_the_parameters_of_the_flow_it_sets_off(deployment: ServedDeployment) -> None:
    known = inspect.signature(deployment.load().fn).parameters
    for trigger in triggers_of(deployment):
        assert set(trigger.parameters or {}) <= set(known)


def test_every_event_that_sets_a_flow_off_or_is_expected_is_emitted_somewhere() -> None:
    sources = [*FLOWS.glob("*.py"), FLOWS.parent / "deployments" / "inbox.py"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    emitted = {Event[name] for name in re.findall(r"Event\.([A-Z_]+)", text)}
    expected = {event for each in EXPECTED for event in (each.expect, each.after) if event is not None}
    wanted = {flow_event.event for each in DEPLOYMENTS for flow_event in each.flow_events} | expected
    assert wanted <= emitted


def test_no_flow_sets_itself_off_over_any_way_of_events() -> None:
    emits = {
        path.stem: {Event[name] for name in re.findall(r"Event\.([A-Z_]+)", path.read_text(encoding="utf-8"))}
        for path in SOURCES
    }
    emits["follow_up_clearance"] |= emits["open_targeted_audit"] | emits["open_anti_smuggling_case"]
    reached = {
        each.flow: {
            other.flow
            for other in DEPLOYMENTS
            if any(flow_event.event in emits[each.flow] for flow_event in other.flow_events)
        }
        for each in DEPLOYMENTS
    }
    for flow in reached:
        seen: set[str] = set()
        todo = set(reached[flow])
        while todo:
            following = todo.pop()
            seen.add(following)
            todo |= reached[following] - seen
        assert flow not in seen, f"{flow} leads to itself"


def test_events_inside_a_risk_lifecycle_set_nothing_off() -> None:
    triggers = [trigger for each in DEPLOYMENTS for trigger in triggers_of(each)]
    assert triggers
    assert all(trigger.model_dump()["match"] == {PART_OF: CHAIN} for trigger in triggers)


def test_no_event_that_an_alarm_counts_sets_a_flow_off() -> None:
    counted = {event for each in EXPECTED for event in (each.expect, each.after)}
    assert not counted & {flow_event.event for each in DEPLOYMENTS for flow_event in each.flow_events}


def test_every_alarm_has_its_expected_event_and_the_flow_that_warns() -> None:
    # Records that were altered are no event that stays away: the opening of a business day looks for them.
    assert {each.alarm for each in EXPECTED} == set(Alarm) - {Alarm.RECORDS_ALTERED}
    assert RAISED_BY in {each.name for each in DEPLOYMENTS}


def test_a_form_asks_for_a_date_that_may_be_left_empty_without_a_choice_of_types() -> None:
    analyse = next(each for each in DEPLOYMENTS if each.flow == "analyse_risk")
    fields = as_prefect_deployment(analyse)._parameter_openapi_schema.properties
    assert fields["as_of"] == {
        "title": "Business date",
        "type": "string",
        "format": "date",
        "position": 0,
        "description": "Business date; the analysis uses what was known at its end. Empty for today.",
    }
    assert all("anyOf" not in field for field in fields.values())


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda each: each.flow)
def test_a_form_asks_for_nothing_that_events_and_commands_fill_in(deployment: ServedDeployment) -> None:
    asked = set(as_prefect_deployment(deployment)._parameter_openapi_schema.properties)
    assert not asked & {"occasion", "files", "mappings"}
    assert not (deployment.form and "as_of" in asked)


def test_a_form_offers_what_the_installation_knows_and_free_text_where_it_knows_nothing() -> None:
    analyse = next(each for each in DEPLOYMENTS if each.flow == "analyse_risk")
    choices = Choices(units=("SH · Shanghai",), commodities=("8703",))
    fields = as_prefect_deployment(analyse, choices)._parameter_openapi_schema.properties
    assert fields["customs"]["enum"] == ["SH · Shanghai"]
    assert fields["commodities"]["items"] == {"type": "string", "enum": ["8703"]}
    assert fields["priorities"]["items"] == {"$ref": "#/definitions/Priority"}
    without = as_prefect_deployment(analyse)._parameter_openapi_schema.properties
    assert without["customs"]["type"] == without["commodities"]["items"]["type"] == "string"
    assert "enum" not in without["customs"]


def test_choices_follow_the_organisation_and_the_declarations(stores: Stores) -> None:
    lodged = {"lodged_on": date(2021, 3, 1), "office": "SHA1"}
    rows = [{"declaration_id": code, "hs_code": code, **lodged} for code in ("8703210010", "87032200", "0901", "x")]
    fill_lake(stores.lake, "declarations", "lodged_on", rows)
    choices = choices_of(stores, date(2021, 3, 1))
    assert choices.commodities == ("09", "0901", "87", "8703")
    assert [code_of(each) for each in choices.units] == open_units(date(2021, 3, 1))["code"].tolist()


def test_pages_of_runs_lead_to_kinds_of_things_that_the_desk_has() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in FLOWS.glob("*.py"))
    linked = set(re.findall(r'Thing\("(\w+)"', text))
    for listed in re.findall(r"at_the_desk=\[([^\]]*)\]", text):
        linked |= set(re.findall(r'"(\w+)"', listed))
    assert {"case", "measure", "hint", "inspection"} <= linked
    assert linked <= {found.name for found in pkgutil.iter_modules(things.__path__)}


def test_every_deployment_is_found_by_who_uses_it() -> None:
    users = {each.flow: each.users for each in DEPLOYMENTS if each.form}
    assert Users.PLATFORM_ENGINEERS not in users.values()
    assert users["review_parameter"] == "for parameter officers"
    collect = next(each for each in DEPLOYMENTS if each.flow == "collect_risk_information")
    assert collect.groups == ["customs-risk", "for platform engineers", "runs by itself", "collection"]


def test_a_run_whose_date_was_left_empty_is_named_for_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTOMS_RISK_BUSINESS_DATE", "2021-03-31")
    monkeypatch.setattr("flows.naming.flow_run", SimpleNamespace(parameters={"as_of": None}))
    assert named("notify {as_of}")() == "notify 2021-03-31"
