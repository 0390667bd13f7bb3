"""Over HTTP: one declaration in, its lane out; a refusal names its reason; strangers get no answer."""

import errno
from pathlib import Path
from random import Random

import pytest
from fastapi.testclient import TestClient

import deployments.web.upkeep
from deployments.web.guard import Endpoint, EndpointRefusedError
from deployments.web.screening import LARGEST, screening_application
from deployments.web.upkeep import Upkeep
from sql.register.tables import Inspection
from sql.stores import Stores
from sql.terms import Role
from tasks.clearance.endpoint.current_rules import current_rules
from tasks.clearance.inspections.roster import load_roster, roster_of_persons
from tasks.parameters.columns import COLUMNS
from tasks.parameters.conditions import Condition
from tasks.records.decisions import decisions_up_to
from tests.deployments.web.conftest import Browse
from tests.persons import Officer, enter
from tests.tasks.clearance.decision.test_screen import policy
from tests.tasks.clearance.endpoint.answering import SUSPECT, answering, declared, found
from tests.tasks.clearance.lodged import DAY, enforce, parameter
from tests.tasks.parameters.cases import parameter as random_parameter
from tests.tasks.parameters.test_matching import expected

ITEM = {"hs_code": "870310", "country_of_origin": "CN", "duty_rate": 8.0, "net_mass": 10.0, "item_value": 100.0}


@pytest.fixture
def client(stores: Stores, browse: Browse) -> TestClient:
    policy(stores)
    enforce(stores, parameter("CN-1", SUSPECT))
    return browse(screening_application(answering(stores), "secret"), headers={"X-API-Key": "secret"})


def test_a_suspect_declaration_is_answered_with_the_high_lane(client: TestClient) -> None:
    answer = client.post("/declarations", json=declared("A", importer="I9"))
    assert answer.status_code == 200
    decision = answer.json()
    assert (decision["lane"], decision["parameters"]) == ("high", "CN-1")
    assert decision["what_to_check"] == "instruction of CN-1"
    assert decision["advice"].startswith("High risk! Targeted check!")
    assert client.post("/declarations", json=declared("B")).json()["advice"] == "OK"
    assert client.get("/health").json()["answered"] == 2


def test_a_refusal_names_column_value_and_reason(client: TestClient) -> None:
    answer = client.post("/declarations", json=declared("A", net_mass=-1))
    assert answer.status_code == 422
    assert answer.json() == {"column": "net_mass", "value": "-1", "reason": "is negative"}
    assert client.post("/declarations", json=["no declaration"]).status_code == 422


def test_before_any_parameter_is_active_nothing_is_answered(stores: Stores, browse: Browse) -> None:
    policy(stores)
    screening = answering(stores)
    client = browse(screening_application(screening, None))
    refused = client.post("/declarations", json=declared("A", importer="I9"))
    assert refused.status_code == 503
    assert refused.json()["detail"].startswith("no parameter was in force yet")
    assert client.get("/health").json()["answered"] == 0

    enforce(stores, parameter("CN-1", SUSPECT))
    screening.use(current_rules(stores, DAY))
    assert client.post("/declarations", json=declared("A", importer="I9")).json()["lane"] == "high"


def test_another_content_under_the_same_number_is_an_amendment(client: TestClient) -> None:
    assert client.post("/declarations", json=declared("A")).json()["version"] == 1
    amended = client.post("/declarations", json=declared("A", importer="I9")).json()
    assert (amended["version"], amended["lane"]) == (2, "high")


def test_a_declaration_of_several_items_is_answered_by_item(client: TestClient) -> None:
    header = {name: value for name, value in declared("A", importer="I9").items() if name not in ITEM}
    body = header | {"items": [ITEM, ITEM | {"hs_code": "090121"}]}
    answer = client.post("/declarations", json=body).json()
    assert (answer["lane"], answer["items"]) == ("high", "1;2")
    assert answer["what_to_check"] == "items 1, 2: instruction of CN-1"
    assert client.post("/declarations", json=header | {"items": []}).status_code == 422


def test_a_caller_without_the_key_and_a_request_that_is_too_large_get_no_lane(client: TestClient) -> None:
    assert client.post("/declarations", json=declared("A"), headers={"X-API-Key": "guess"}).status_code == 401
    assert client.get("/openapi.json", headers={"X-API-Key": ""}).status_code == 401
    assert client.post("/declarations", json=declared("A", seller="x" * LARGEST)).status_code == 413
    assert client.post("/declarations", content=iter([b"{}"])).status_code == 411
    assert client.get("/health").json()["answered"] == 0


def test_without_a_key_only_this_machine_may_call() -> None:
    for host in ("127.0.0.1", "localhost", "::1"):
        Endpoint(host, 4201, None).check()
    Endpoint("0.0.0.0", 4201, "secret").check()
    with pytest.raises(EndpointRefusedError, match="CUSTOMS_RISK_ENDPOINT_KEY"):
        Endpoint("0.0.0.0", 4201, None).check()


def test_random_parameters_hit_over_http_what_the_oracle_hits(stores: Stores, browse: Browse) -> None:
    policy(stores)
    columns = sorted(set(COLUMNS) & {"hs_code", "importer", "net_mass", "item_value", "unit_value", "licences"})
    made = [random_parameter("http", number, Random(number).sample(columns, 2)) for number in range(40)]
    national = [each for each in made if each.owner == "CN" and Condition() not in each.conditions.values()]
    enforce(stores, *national)
    screening = answering(stores)
    client = browse(screening_application(screening, None))
    active = [each.parameter for each in screening.current.parameters.parameters]
    assert len(active) > 5
    rows = [
        declared(f"D{number}", hs_code=code, net_mass=mass, item_value=value, licences=licences)
        for number, (code, mass, value, licences) in enumerate(
            [("870310", 0, 3.5, ["8"]), ("090121", 0.3, 1.0, []), ("870310", 1e-9, 1e12, ["中国石油", "a;b"])] * 3
        )
    ]
    hits = {
        (row["declaration_id"], hit["parameter"], hit["items"])
        for row in rows
        for hit in client.post("/declarations", json=row).json()["hits"]
    }
    assert hits == expected(
        [row | {"lodged_on": DAY, "item_number": 1, "value": row["item_value"]} for row in rows], active
    )
    assert hits


def test_upkeep_records_answers_and_loads_changed_rules(stores: Stores, tmp_path: Path, browse: Browse) -> None:
    policy(stores)
    found(stores)
    screening = answering(stores)
    client, upkeep = browse(screening_application(screening, None)), Upkeep(stores, screening, tmp_path, lambda: DAY)
    before = client.post("/declarations", json=declared("A", importer="I9")).json()
    assert not upkeep.take_up()
    enforce(stores, parameter("CN-1", SUSPECT))
    assert upkeep.take_up()
    after = client.post("/declarations", json=declared("B", importer="I9")).json()
    assert (before["lane"], after["lane"]) == ("low", "high")
    assert upkeep.record() == 2
    assert decisions_up_to(stores, DAY)["declaration_id"].tolist() == ["A", "B"]


def test_upkeep_goes_on_after_a_full_disk_and_draws_inspectors(
    stores: Stores,
    tmp_path: Path,
    browse: Browse,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    policy(stores)
    enforce(stores, parameter("CN-1", SUSPECT))
    enter(stores, Officer("W1", "SHA1", (Role.INSPECTOR,)))
    everyday = roster_of_persons(stores, "CN", DAY).assign(weekdays="1234567")
    load_roster(stores, everyday, actor="Li", unit="CN", as_of=DAY)
    screening = answering(stores)
    client, upkeep = browse(screening_application(screening, None)), Upkeep(stores, screening, tmp_path, lambda: DAY)
    client.post("/declarations", json=declared("A", importer="I9"))
    monkeypatch.setattr(deployments.web.upkeep, "_RECORD_AFTER", -1.0)
    with monkeypatch.context() as outage:
        outage.setattr("os.replace", full)
        upkeep.work()
        upkeep.work()
    assert [record.getMessage().split(":")[0] for record in caplog.records] == ["the disk is full"]  # told once
    assert decisions_up_to(stores, DAY).empty
    upkeep.work()
    assert decisions_up_to(stores, DAY)["declaration_id"].tolist() == ["A"]
    assert stores.register.read(Inspection, ["inspector"])["inspector"].tolist() == ["W1"]


def test_upkeep_does_not_hide_a_fault_of_the_program(
    stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object) -> None:
        raise ValueError("a fault")

    policy(stores)
    upkeep = Upkeep(stores, answering(stores), tmp_path, lambda: DAY)
    monkeypatch.setattr(upkeep, "take_up", wrong)
    with pytest.raises(ValueError, match="a fault"):
        upkeep.work()
