"""The parameter center from a shell."""

from datetime import date
from pathlib import Path

import pytest

from sql.register import insert_new
from sql.register.tables import CountedHits
from sql.stores import Stores
from tests.deployments.commands.shell import run, shell
from tests.persons import Officer

FILE = """
parameters:
  - code: SH-REV-0001
    owner: SH
    priority: revenue
    lane: high
    reason: Unit price far below its peers
    instruction: Weigh, count, compare with the invoice
    valid_from: 2021-01-01
    conditions:
      hs_code: {prefix: ["8703"]}
"""


@pytest.fixture
def drafted(stores: Stores, tmp_path: Path) -> Stores:
    (tmp_path / "parameters.yaml").write_text(FILE)
    told = shell(stores, "parameters", "draft", str(tmp_path / "parameters.yaml"), Officer("Li", "SH"))
    assert told.out.strip() == "drafts SH-REV-0001|1"
    return stores


def move(stores: Stores, name: str, officer: str, unit: str = "SH", reason: str = "needed") -> list[str | Officer]:
    given: list[str | Officer] = ["parameters", name, "SH-REV-0001", Officer(officer, unit), "--as-of", "2021-03-01"]
    return given if name == "test" else [*given, "--reason", reason]


def test_a_parameter_goes_through_its_life_by_two_officers(drafted: Stores) -> None:
    told = shell(drafted, *move(drafted, "test", "Li"))
    assert "state tested" in told.out
    assert "Tests on past declarations" in told.out
    assert "Li wrote this parameter" in shell(drafted, *move(drafted, "approve", "Li")).refusal
    for name, state in (
        ("approve", "approved"),
        ("activate", "active"),
        ("suspend", "suspended"),
        ("retire", "retired"),
    ):
        assert shell(drafted, *move(drafted, name, "Wang")).out.strip() == f"parameter SH-REV-0001|1, state {state}"
    assert shell(drafted, "parameters", "list", "--json").json == []
    ended = shell(drafted, "parameters", "list", "--all", "--json").json
    assert [(each["key"], each["state"], each["approver"]) for each in ended] == [("SH-REV-0001|1", "retired", "Wang")]


def test_a_move_that_the_life_does_not_allow_says_what_it_allows(drafted: Stores) -> None:
    refusal = shell(drafted, *move(drafted, "approve", "Wang")).refusal
    assert refusal == "a parameter that is draft allows test, retire, not approve"


def test_a_parameter_is_shown_with_its_conditions(drafted: Stores) -> None:
    shown = shell(drafted, "parameters", "show", "SH-REV-0001", "--json").json
    assert shown["conditions"] == {"hs_code": {"prefix": ["8703"]}}
    assert "8703" in shell(drafted, "parameters", "show", "SH-REV-0001|1").out


@pytest.mark.parametrize(("unit", "keys"), [("CN", 1), ("SH", 1), ("QD", 0), ("SHA1", 0)])
def test_a_unit_lists_its_own_parameters_and_those_below(drafted: Stores, unit: str, keys: int) -> None:
    assert len(shell(drafted, "parameters", "list", "--unit", unit, "--json").json) == keys


def test_another_unit_neither_sees_nor_moves_a_parameter(drafted: Stores) -> None:
    expected = "QD has no parameter SH-REV-0001: list them with parameters list --unit QD"
    assert shell(drafted, "parameters", "show", "SH-REV-0001", "--unit", "QD").refusal == expected
    assert shell(drafted, *move(drafted, "test", "Li", unit="QD")).refusal == expected


@pytest.mark.parametrize(("of", "entries"), [([], "parameters"), (["lane-policies"], "lane_policies")])
def test_the_schema_of_a_published_file_is_printed(of: list[str], entries: str) -> None:
    schema = run("parameters", "schema", *of).json
    assert schema["required"] == [entries]


def test_a_file_with_faults_drafts_nothing_and_tells_them_all(stores: Stores, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(FILE.replace("lane: high", "lane: fast").replace("owner: SH", "owner: MARS"))
    refusal = shell(stores, "parameters", "draft", str(path), Officer("Li", "CN")).refusal
    assert "nothing was drafted" in refusal
    assert "parameters[0].lane: must be medium or high" in refusal
    assert "MARS" in refusal
    assert shell(stores, "parameters", "list", "--all", "--json").json == []


def test_a_unit_cannot_draft_for_one_above_it(stores: Stores, tmp_path: Path) -> None:
    path = tmp_path / "parameters.yaml"
    path.write_text(FILE)
    given: list[str | Officer] = ["parameters", "draft", str(path), Officer("Li", "SHA1")]
    assert "only SH and units above it may" in shell(stores, *given).refusal
    assert "there is no file" in shell(stores, "parameters", "draft", "gone.yaml", *given[3:]).refusal


def test_a_file_is_planned_applied_and_changes_nothing_again(stores: Stores, tmp_path: Path) -> None:
    path = tmp_path / "kept.yaml"
    path.write_text(FILE)
    given = ("parameters", "sync", str(path), Officer("Li", "SH"), "--as-of", "2021-03-01")
    assert "1 to add, 0 to change, 0 to retire" in shell(stores, *given, "--plan").out
    assert shell(stores, "parameters", "list", "--json").json == []
    assert "to approve SH-REV-0001|1" in shell(stores, *given).out
    assert shell(stores, *given).out.strip() == "0 to add, 0 to change, 0 to retire, 1 unchanged."
    path.write_text(FILE.replace("lane: high", "lane: medium"))
    told = shell(stores, *given).out
    assert "~ SH-REV-0001: lane high → medium" in told
    assert "to approve SH-REV-0001|2, retired SH-REV-0001|1" in told
    listed = shell(stores, "parameters", "list", "--json").json
    assert [(each["key"], each["state"]) for each in listed] == [("SH-REV-0001|2", "tested")]
    path.write_text("parameters: []")
    assert "- SH-REV-0001|2: no longer in kept.yaml" in shell(stores, *given).out
    assert shell(stores, "parameters", "list", "--json").json == []


def test_a_file_that_cannot_be_kept_is_refused_whole(stores: Stores, tmp_path: Path) -> None:
    path = tmp_path / "kept.yaml"
    path.write_text(FILE)
    given = ("parameters", "sync", str(path))
    assert "only SH and units above it" in shell(stores, *given, Officer("Li", "QD")).refusal
    path.write_text(FILE.replace("lane: high", "lane: fast"))
    assert "nothing was changed" in shell(stores, *given, Officer("Li", "SH")).refusal


def test_an_approved_parameter_runs_in_shadow(drafted: Stores) -> None:
    for name, officer in (("test", "Li"), ("approve", "Wang")):
        shell(drafted, *move(drafted, name, officer))
    assert shell(drafted, *move(drafted, "shadow", "Wang")).out.strip() == "parameter SH-REV-0001|1, state approved"
    with drafted.register.writing() as session:
        batch = {"batch": "b", "parameter": "SH-REV-0001|1", "office": "SHA1", "effect": "shadow"}
        days = [date(2021, 3, 2), date(2021, 3, 3)]
        insert_new(session, CountedHits, [batch | {"key": str(day), "business_day": day, "hits": 4} for day in days])
    shown = shell(drafted, "parameters", "show", "SH-REV-0001", "--json").json
    assert shown["counted"] == [{"effect": "shadow", "hits": 8, "first_day": "2021-03-02", "last_day": "2021-03-03"}]
    assert "Hits without effect: 1" in shell(drafted, "parameters", "show", "SH-REV-0001").out
    assert (shown["shadow_from"], shown["shadow_to"]) == ("2021-03-02", "2021-03-15")


def test_a_parameter_is_held_back_for_an_enterprise(drafted: Stores) -> None:
    given: list[str | Officer] = [Officer("Wang", "SH"), "--reason", "audited", "--as-of", "2021-03-01"]
    told = shell(drafted, "parameters", "suppress", "SH-REV-0001", "I9", "--until", "2021-03-31", *given)
    assert told.out.strip() == "suppression SH-REV-0001|I9|2021-03-02, until 2021-03-31"
    refusal = shell(drafted, "parameters", "suppress", "SH-REV-0001", "I9", "--until", "2021-02-01", *given).refusal
    assert refusal == "2021-02-01 is past: name a last day from 2021-03-02 on"
    elsewhere: list[str | Officer] = [Officer("Wang", "QD"), "--reason", "audited", "--until", "2021-03-31"]
    refusal = shell(drafted, "parameters", "suppress", "SH-REV-0001", "I9", *elsewhere).refusal
    assert refusal.startswith("QD has no parameter SH-REV-0001")
