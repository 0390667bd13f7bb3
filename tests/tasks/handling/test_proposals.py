"""Which handling a finding deserves, by the published rules."""

import pandas as pd
import pytest

from sql.messages import as_written
from sql.reference import reference_table
from tasks.analysis.method import detectors
from tasks.handling.past_tests import strongest
from tasks.handling.proposals import proposals, still_standing
from tasks.records.subjects import conditions_on

RULES = pd.DataFrame(
    {
        "detector": ["undervaluation", "rated_importers_ipr"],
        "kind": ["set_parameter", "special_operation"],
        "min_score": ["0.6", "0.6"],
        "least_findings": ["1", "2"],
        "combine": ["no", "yes"],
        "days": ["90", "42"],
    }
)


def findings(detector: str, *subjects: str, score: float = 0.9, region: str = "SHA") -> pd.DataFrame:
    count = len(subjects)
    return pd.DataFrame(
        {
            "key": [f"{detector}-{region}-{subject}" for subject in subjects],
            "detector": detector,
            "priority": "revenue",
            "subject_kind": "importer",
            "subject": list(subjects),
            "unit": f"{region}1",
            "region": region,
            "score": score,
            "statement": as_written("declares less than its peers"),
            "amount_at_stake": [100.0 * (number + 1) for number in range(count)],
            "what_to_check": "the value",
        }
    )


def test_every_detector_has_its_handling() -> None:
    rules = reference_table("handling_rules")
    assert set(rules["detector"]) == {detector.name for detector in detectors()}
    assert set(rules["kind"]) <= set(reference_table("handling_policy")["kind"])


def test_a_weak_finding_deserves_nothing() -> None:
    assert proposals(findings("undervaluation", "X", score=0.59), RULES).empty


def test_the_findings_of_a_region_become_one_operation_and_one_alone_none() -> None:
    both = pd.concat([findings("rated_importers_ipr", "X", "Y"), findings("rated_importers_ipr", "Z", region="QDG")])
    table = proposals(both, RULES)
    assert table[["kind", "unit", "amount_at_stake"]].values.tolist() == [["special_operation", "SHA", 300.0]]
    assert table["content"].iloc[0].subjects == ["X", "Y"]


def test_findings_on_imports_and_on_exports_become_operations_of_their_own() -> None:
    imports = findings("rated_importers_ipr", "X", "Y")
    exports = findings("rated_importers_ipr", "E+export", "F+export").assign(subject_kind="exporter+direction")
    table = proposals(pd.concat([imports, exports.assign(score=0.8)]), RULES)
    assert [content.subjects for content in table["content"]] == [["X", "Y"], ["E+export", "F+export"]]
    hit = [conditions_on(content.subject_kind, content.subjects) for content in table["content"]]
    assert hit == [
        {"importer": {"in": ["X", "Y"]}},
        {"exporter": {"in": ["E", "F"]}, "direction": {"in": ["export"]}},
    ]


def test_the_strongest_come_first() -> None:
    table = proposals(findings("undervaluation", "X", "Y", "Z"), RULES)
    assert [content.subjects for content in table["content"]] == [["Z"], ["Y"], ["X"]]


def test_no_more_of_a_kind_than_the_policy_allows_and_what_the_past_speaks_against_takes_no_place() -> None:
    table = pd.DataFrame({"kind": "set_parameter", "speaks_against": [True, False, True, False, False], "n": range(5)})
    before = table.iloc[:0]
    assert strongest(table, {"set_parameter": 1}, before)["n"].tolist() == [0, 1]
    assert strongest(table, {"set_parameter": 2}, table.iloc[[1]])["n"].tolist() == [0, 1, 2]
    assert strongest(table, {"set_parameter": 2}, before)["n"].tolist() == [0, 1, 2, 3]


def test_the_same_subject_found_again_is_the_same_measure() -> None:
    again = findings("undervaluation", "X").assign(key="next week")
    first = proposals(findings("undervaluation", "X"), RULES)
    assert proposals(again, RULES)["identity"].equals(first["identity"])


@pytest.mark.parametrize(
    ("state", "stands"),
    [("proposed", True), ("approved", True), ("executed", True), ("measured", False), ("rejected", True)],
)
def test_a_measure_stands_in_the_way_of_the_same_until_it_was_measured(state: str, stands: bool) -> None:
    day = pd.Timestamp("2021-01-03")
    measures = pd.DataFrame({"identity": ["A"], "state": state, "decided_on": [day], "days": [28]})
    assert ("A" in still_standing(measures, day + pd.Timedelta(days=27))) is stands
    long_after = still_standing(measures, day + pd.Timedelta(days=28))
    assert ("A" in long_after) is (stands and state != "rejected")


def test_conditions_hit_just_the_subjects() -> None:
    assert conditions_on("importer", ["Y", "X+1"]) == {"importer": {"in": ["X+1", "Y"]}}
    assert conditions_on("hs4+country_of_origin", ["0901+CO"]) == {
        "hs_code": {"prefix": ["0901"]},
        "country_of_origin": {"in": ["CO"]},
    }
