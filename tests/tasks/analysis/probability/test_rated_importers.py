"""Importers of likely violations are found with their expected number."""

import json

from tests.tasks.analysis.trade import coffee, declared, findings, found, recent_day


def test_likely_violators_are_found_with_their_expected_violations() -> None:
    recent = declared(importer=["L", "L", "L"], lodged_on=recent_day(), probability=[0.9, 0.7, 0.1])
    table = findings("rated_importers_revenue", coffee(5), recent)
    assert table["subject"].tolist() == ["L"]
    assert json.loads(table["compared"][0])["expected_violations"] == 1.6
    assert len(table["declaration_ids"][0]) == 2


def test_unlikely_violators_are_not_found() -> None:
    recent = declared(importer=["L", "L"], lodged_on=recent_day(), probability=[0.4, 0.1])
    assert found("rated_importers_revenue", coffee(5), recent) == []


def test_goods_outside_a_priority_are_not_found_for_it() -> None:
    recent = declared(importer=["L"], lodged_on=recent_day(), hs_code="847989", probability=[0.9])
    assert found("rated_importers_ipr", coffee(5), recent) == []


def test_without_a_model_nothing_is_found() -> None:
    assert found("rated_importers_revenue", coffee(5), declared(lodged_on=recent_day())) == []
