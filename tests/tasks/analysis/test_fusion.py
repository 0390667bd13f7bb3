"""Findings on one subject make one ranked subject with all its grounds."""

import pandas as pd

from sql.terms import Method
from tasks.analysis.fusion import ranked_subjects, within_capacity


def finding(
    subject: str, detector: str, score: float, amount: float = 1.0, method: Method = Method.REGRESSION
) -> dict[str, object]:
    return {
        "subject_kind": "importer",
        "subject": subject,
        "detector": detector,
        "method": method.value,
        "score": score,
        "statement": f"{detector} said so.",
        "amount_at_stake": amount,
    }


def test_two_weak_grounds_outrank_one_middling() -> None:
    ranked = ranked_subjects(pd.DataFrame([finding("A", "x", 0.6), finding("B", "x", 0.5), finding("B", "y", 0.5)]))
    assert ranked["subject"].tolist() == ["B", "A"]
    assert ranked["score"].tolist() == [0.75, 0.6]
    assert ranked["detectors"].tolist() == ["x;y", "x"]
    assert ranked["grounds"][0] == ["x said so.", "y said so."]


def test_one_detector_counts_once_and_order_does_not_matter() -> None:
    table = pd.DataFrame([finding("A", "x", 0.6), finding("A", "x", 0.3), finding("B", "x", 0.6)])
    assert ranked_subjects(table)["score"].tolist() == [0.6, 0.6]
    pd.testing.assert_frame_equal(ranked_subjects(table), ranked_subjects(table.iloc[::-1]))


def test_no_findings_make_no_subjects() -> None:
    assert ranked_subjects(pd.DataFrame([finding("A", "x", 0.6)]).iloc[:0]).empty


def test_the_rating_counts_once_whatever_its_priority() -> None:
    rated = [finding("A", f"rated_{name}", 0.6, method=Method.PROBABILITY_EVALUATION) for name in ("ipr", "drugs")]
    assert ranked_subjects(pd.DataFrame([*rated, finding("A", "x", 0.5)]))["score"].tolist() == [0.8]


def test_the_threshold_follows_from_how_many_can_be_looked_into() -> None:
    ranked = ranked_subjects(
        pd.DataFrame([finding(name, "x", score) for name, score in zip("ABC", (0.9, 0.7, 0.4), strict=True)])
    )
    chosen = within_capacity(ranked, 2)
    assert chosen.subjects["subject"].tolist() == ["A", "B"]
    assert chosen.threshold == 0.7
    assert within_capacity(ranked, 3).threshold is None
