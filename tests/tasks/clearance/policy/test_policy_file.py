"""A lane policy is refused with every fault and its place, or read whole."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sql.jurisdiction import Organisation
from sql.reference import organisation
from tasks.clearance.policy.policy_file import PolicyFaultsError, policy_schema, read_policy_file
from tasks.parameters.document import read_document
from tasks.records.lane_policy import LanePolicy, figures_of_offices

UNITS = Organisation(organisation())
KNOWN = frozenset(UNITS.lineages)
GOOD = """
lane_policies:
  - {unit: CN, random_rate: 0.03, inspections_per_day: 10}
  - {unit: SHA, inspections_per_day: 20}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_office_takes_each_figure_from_the_nearest_unit_that_says_it(tmp_path: Path) -> None:
    figures = read_policy_file(written(tmp_path, GOOD), KNOWN)
    table = figures_of_offices(figures, ["SHA1", "QDG1"], UNITS).set_index("office")
    assert table["inspections_per_day"].tolist() == [20, 10]
    assert table["random_rate"].tolist() == [0.03, 0.03]
    assert table["high_rate"].tolist() == [LanePolicy().high_rate] * 2


def test_json_says_the_same(tmp_path: Path) -> None:
    content = {"lane_policies": [{"unit": "CN", "random_rate": 3e-2}]}
    assert read_policy_file(written(tmp_path, json.dumps(content, indent="\t")), KNOWN) == {"CN": {"random_rate": 0.03}}


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = """
lane_policies:
  - {unit: MARS}
  - {random_rate: 0.1}
  - {unit: CN, random_rate: 2}
  - {unit: CN, inspections_per_day: 1.5}
  - {unit: SH, hours_per_inspection: 0}
  - {unit: QD, high_rate: 0.6, medium_rate: 0.6}
  - {unit: HP, colour: red, parameter_cap: "0.2"}
  - 7
  - {unit: CN, direction: export, inspections_per_day: 5}
  - {unit: CN, direction: inward}
  - {unit: CN, direction: export}
"""
    with pytest.raises(PolicyFaultsError) as refused:
        read_policy_file(written(tmp_path, text), KNOWN)
    assert str(refused.value).splitlines() == [
        "line 3, lane_policies[0].unit: MARS is no unit",
        "line 4, lane_policies[1].unit: is missing",
        "line 5, lane_policies[2].random_rate: must be a share from 0 to 1",
        "line 6, lane_policies[3].unit: CN stands at lane_policies[2].unit already, in line 5",
        "line 6, lane_policies[3].inspections_per_day: must be a whole number, 0 or more",
        "line 7, lane_policies[4].hours_per_inspection: must be a number of hours above 0",
        "line 8, lane_policies[5].medium_rate: is more than high_rate leaves of all declarations",
        "line 9, lane_policies[6].colour: is no figure of a lane policy",
        "line 9, lane_policies[6].parameter_cap: must be a share from 0 to 1",
        "line 10, lane_policies[7]: is no mapping",
        "line 11, lane_policies[8].inspections_per_day: "
        "is the capacity of an office for both directions: leave it out here",
        "line 12, lane_policies[9].direction: must be import or export",
        "line 13, lane_policies[10].unit: CN stands at lane_policies[8].unit already, in line 11",
    ]


@pytest.mark.parametrize("text", ["", "lane_policies: []", "lane_policies: {unit: CN}", "- CN", "{"])
def test_what_holds_no_policy_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(PolicyFaultsError, match="the file"):
        read_policy_file(written(tmp_path, text), KNOWN)


@pytest.mark.parametrize("figure", ["high_rate", "hours_per_inspection", "inspections_per_day"])
def test_a_number_that_no_computer_holds_is_refused_with_its_place(tmp_path: Path, figure: str) -> None:
    for number in (10**400, -(10**400)):
        text = json.dumps({"lane_policies": [{"unit": "CN", figure: number}]})
        with pytest.raises(PolicyFaultsError, match=rf"line 1, lane_policies\[0\]\.{figure}: must be a"):
            read_policy_file(written(tmp_path, text), KNOWN)
    with pytest.raises(PolicyFaultsError, match="inspections_per_day: is more than an office inspects"):
        read_policy_file(written(tmp_path, "lane_policies: [{unit: CN, inspections_per_day: 1000001}]"), KNOWN)


def test_the_json_schema_takes_what_is_read_and_refuses_what_is_not() -> None:
    schema = policy_schema()
    Draft202012Validator.check_schema(schema)
    check = Draft202012Validator(schema)
    assert check.is_valid(read_document(GOOD).content)
    for bad in ({}, {"unit": "CN", "high_rate": 2}, {"unit": "CN", "inspections_per_day": 1.5}, {"unit": "CN", "a": 1}):
        assert not check.is_valid({"lane_policies": [bad]})
    assert not check.is_valid({"lane_policies": []})


def test_a_direction_has_figures_of_its_own(tmp_path: Path) -> None:
    text = """
lane_policies:
  - {unit: CN, high_rate: 0.1, random_rate: 0.02}
  - {unit: CN, direction: export, high_rate: 0.01}
  - {unit: SH, random_rate: 0.05}
"""
    figures = read_policy_file(written(tmp_path, text), KNOWN)
    names = ["high_rate", "random_rate"]
    exports, imports = (figures_of_offices(figures, ["SHA1", "QDG1"], UNITS, each) for each in ("export", "import"))
    assert exports[names].values.tolist() == [[0.01, 0.05], [0.01, 0.02]]
    assert imports[names].values.tolist() == [[0.1, 0.05], [0.1, 0.02]]
