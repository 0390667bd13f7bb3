"""The record of detectors: what their measures had inspected, each declaration once."""

import pandas as pd

from tasks.handling.detector_record import experience, lowest_rated
from tasks.parameters.evidence import Record


def inspections(*rows: tuple[str, str, bool]) -> pd.DataFrame:
    told = pd.DataFrame(rows, columns=["selected_by", "parameters", "violated"])
    return told.assign(
        declaration_id=[f"D{number}" for number in range(len(told))], selection_probability=0.02, rating=0.5
    )


MEASURES = pd.DataFrame(
    {
        "outcome": ["SH-REV-H1", "SH-REV-H2", "REQUEST-ab12"],
        "detector": ["undervaluation", "undervaluation", "splitting"],
    }
)


def test_measures_of_a_detector_are_put_together_and_a_declaration_counts_once() -> None:
    done = inspections(
        ("parameter", "SH-REV-H1;SH-REV-H2", True),
        ("parameter", "SH-REV-H2", False),
        ("parameter", "REQUEST-ab12-1;REQUEST-ab12-3", True),
    )
    told = experience(done, MEASURES)
    assert told.detectors == {"undervaluation": Record(2, 1), "splitting": Record(1, 1)}
    assert told.codes["SH-REV-H2"] == Record(2, 1)
    assert told.codes["REQUEST-ab12"] == Record(1, 1)


def test_what_the_rating_or_an_officer_would_have_opened_anyway_says_nothing_about_a_parameter() -> None:
    done = inspections(("rating", "SH-REV-H1", True), ("discretion", "SH-REV-H1", True), ("chance", "SH-REV-H1", False))
    assert experience(done, MEASURES).detectors == {"undervaluation": Record(1, 0)}


def test_chance_is_weighed_by_its_probabilities() -> None:
    done = inspections(("chance", "", True), ("chance", "", False), ("chance", "", False), ("rating", "", True))
    assert experience(done, MEASURES).chance == Record(3, 1)
    unequal = done.assign(selection_probability=[0.01, 0.02, 0.02, 1.0])
    assert experience(unequal, MEASURES).chance.rate == 0.5


def test_the_least_of_the_rating_s_selections_are_its_lowest_third_where_that_is_enough_to_judge_by() -> None:
    rated = inspections(*[("rating", "", number >= 5) for number in range(45)])
    rated["rating"] = [number / 100 for number in range(45)]
    assert lowest_rated(rated) == Record(15, 10)
    assert lowest_rated(rated.head(44)) == Record(0, 0)
