"""Every detector keeps its contract, and the four methods serve the four priorities."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from sql.contents.borders import FINDINGS
from sql.terms import Method, Priority
from tasks.analysis.method import DETECTOR_KIND, Detector, detectors, with_sensitive
from tests.borders import conforms
from tests.tasks.analysis.trade import coffee, declared, given, recent_day


def test_names_are_unique_and_the_order_is_fixed() -> None:
    names = [detector.name for detector in detectors()]
    assert len(set(names)) == len(names)
    assert [detector.name for detector in replace(DETECTOR_KIND).members] == names


def test_every_method_and_every_priority_is_served() -> None:
    assert {detector.method for detector in detectors()} == set(Method)
    assert {detector.priority for detector in detectors()} == set(Priority)


@pytest.mark.parametrize("detector", detectors(), ids=lambda detector: detector.name)
def test_no_declarations_lead_to_no_findings(detector: Detector) -> None:
    none = coffee(0)
    assert detector.find(given(none, none)).empty


@pytest.mark.parametrize("detector", detectors(), ids=lambda detector: detector.name)
def test_first_declarations_without_a_past_are_no_error(detector: Detector) -> None:
    table = detector.find(given(coffee(0), coffee(20).assign(lodged_on=recent_day())))
    assert conforms(table, FINDINGS) == []


@pytest.mark.parametrize("detector", detectors(), ids=lambda detector: detector.name)
def test_declarations_with_every_optional_value_missing_are_no_error(detector: Detector) -> None:
    bare = declared(
        importer=[None] * 30,
        seller=None,
        declarant=None,
        hs_code=["090121"] * 30,
        country_of_origin=None,
        country_of_departure=None,
        item_value=0.0,
        net_mass=0.0,
        enterprise_category=None,
    )
    for name in ("importer", "seller", "declarant", "country_of_origin", "country_of_departure"):
        bare[name] = bare[name].astype("str")
    detector.find(given(bare, bare.iloc[:5].assign(lodged_on=recent_day())))


def test_findings_carry_scores_sentences_values_and_declarations() -> None:
    strange = declared(
        importer=["N"] * 5, lodged_on=recent_day(), item_value=5.0, duty_rate=40.0, probability=[0.9] * 5, net_mass=90.0
    )
    kinds = [detector.find(given(coffee(80), strange)) for detector in detectors()]
    table = pd.concat([kind for kind in kinds if not kind.empty], ignore_index=True)
    assert len(table) >= 4
    assert table["score"].between(0, 1).all()
    assert table["statement"].map(str).str.len().between(20, 250).all()
    assert all(json.loads(text) for text in table["compared"])
    assert table["declaration_ids"].map(len).ge(1).all()
    assert (table["amount_at_stake"] >= 0).all()


def test_sensitive_goods_are_found_by_prefixes_of_any_length() -> None:
    codes = pd.DataFrame(
        {"hs_prefix": ["42", "64041"], "priority": ["ipr", "ipr"], "label": ["leather", "sports shoes"]}
    )
    rows = pd.DataFrame({"hs_code": ["420212", "640411", "640299"]}, index=[5, 6, 7])
    assert with_sensitive(rows, codes, Priority.IPR)["label"].to_dict() == {5: "leather", 6: "sports shoes"}
    assert with_sensitive(rows, codes, Priority.DRUGS).empty
