"""Detectors look at goods items and count declarations, however many items a declaration has."""

from dataclasses import replace
from datetime import date, timedelta
from typing import cast

import numpy as np
import pandas as pd
import pytest

from sql.contents.borders import FINDINGS
from sql.lake import SCHEMAS, conformed
from sql.lake.money import Money
from sql.stores import Stores
from tasks.analysis.analyse import analyse
from tasks.analysis.analysis_input import derived, of_declarations, rated
from tasks.analysis.counting import declarations_by, number_of_declarations
from tasks.analysis.findings import findings_seen
from tasks.analysis.method import AnalysisInput, Detector, detectors
from tasks.analysis.request import AnalysisRequest
from tasks.analysis.trend import subject_rows, weekly_trend
from tasks.enterprises.lodged_declarations import frame_of
from tasks.rating import Rating
from tasks.simulation.change import PriceChange
from tasks.simulation.world import SimulationPlan, simulate
from tests.borders import conforms
from tests.conftest import lake_frame
from tests.tasks.analysis.trade import (
    AS_OF,
    coffee,
    declared,
    detector,
    findings,
    given,
    in_items,
    know_one_enterprise,
    recent_day,
)

PLAN = SimulationPlan(4, 25_000, date(2020, 1, 1), date(2020, 12, 20), date(2020, 11, 23))
PARTS = 3


def seen(declarations: pd.DataFrame, outcomes: pd.DataFrame) -> AnalysisInput:
    """What detectors see of a simulated world; every fourth importer is rated likely to violate."""
    rows = derived(declarations)
    likely = rows["importer"].str[-1].isin(["1", "5"])
    rows = rows.assign(probability=np.where(likely, 0.75, 0.1), drives=True)
    recent = rows["lodged_on"] > pd.Timestamp(PLAN.last_day - timedelta(days=28))
    none = given(coffee(0), coffee(0))
    return AnalysisInput(
        as_of=PLAN.last_day,
        past=rows[~recent].reset_index(drop=True),
        recent=rows[recent].reset_index(drop=True),
        outcomes=of_declarations(outcomes),
        sensitive=none.sensitive,
        routes=none.routes,
    )


@pytest.fixture(scope="module")
def worlds() -> tuple[AnalysisInput, AnalysisInput]:
    """The same trade twice: as it was simulated, and with every item in three equal parts."""
    world = simulate(PLAN, PriceChange(PLAN.last_day - timedelta(days=13), "8708", 0.6))
    lodged = frame_of(Money().with_values(conformed(world.declarations, SCHEMAS["declarations"])))
    return seen(lodged, world.outcomes), seen(in_items(lodged, PARTS), world.outcomes)


@pytest.mark.parametrize("detector", detectors(), ids=lambda detector: detector.name)
def test_declarations_of_several_items_give_the_findings_of_declarations_of_one(
    worlds: tuple[AnalysisInput, AnalysisInput], detector: Detector
) -> None:
    whole, parts = (detector.find(world).set_index("subject") for world in worlds)
    common = whole.index.intersection(parts.index)
    assert len(common) >= 0.9 * max(len(whole), len(parts))
    assert conforms(parts.reset_index(), FINDINGS) == []
    stakes = [table.loc[common, "amount_at_stake"].sum() for table in (whole, parts)]
    assert stakes[1] == pytest.approx(stakes[0], rel=0.1, abs=1)  # quantiles of rates between two rates differ a little
    for subject in common:
        one, several = whole.loc[subject], parts.loc[subject]
        assert set(several["declaration_ids"]) == set(one["declaration_ids"])
        assert len(several["declaration_ids"]) == len(set(several["declaration_ids"]))
        assert len(several["items"]) >= len(several["declaration_ids"])
        assert {name.rsplit("#")[0] for name in several["items"]} == set(several["declaration_ids"])
        assert "items in" in str(several["statement"])


def test_a_finding_names_the_items_that_are_suspicious_and_no_others() -> None:
    honest = declared(declaration_id=["MIXED", "MIXED"], importer="CHEAP", item_number=[1, 3], lodged_on=recent_day())
    cheap = honest.iloc[:1].assign(item_number=2, item_value=100.0)
    alone = declared(declaration_id=["ALONE"], importer="CHEAP", item_value=100.0, lodged_on=recent_day())
    table = findings("undervaluation", coffee(150), pd.concat([honest, cheap, alone], ignore_index=True))
    (finding,) = table.to_dict("records")
    assert finding["declaration_ids"] == ["MIXED", "ALONE"]
    assert finding["items"] == ["MIXED#2"]
    assert "items in" not in str(finding["statement"])


def test_a_consignment_of_several_items_is_split_by_its_total() -> None:
    """Four declarations of 4,800 in all, each with other items, are one purchase kept under 5,000."""
    numbers = ["P1", "P2", "P3", "P4"]
    first = declared(declaration_id=numbers, importer="SPLIT", seller="S", item_value=[4000.0, 3000.0, 2000.0, 1000.0])
    rest = first.assign(item_number=2, item_value=4800.0 - first["item_value"], hs_code="090122")
    both = pd.concat([first, rest], ignore_index=True).assign(lodged_on=recent_day(), currency="CNY")
    (of_coffee, _) = findings("splitting", coffee(150), both).to_dict("records")
    assert of_coffee["subject"] == "SPLIT+090121"
    assert of_coffee["items"] == [f"{number}#1" for number in numbers]
    assert "4 consignments of nearly equal value (4,800 to 4,800 CNY)" in str(of_coffee["statement"])
    assert "just under 5,000 CNY" in str(of_coffee["statement"])


def test_the_expected_violations_of_an_importer_count_each_declaration_once() -> None:
    rows = in_items(declared(importer=["N"] * 2, lodged_on=recent_day(), probability=[0.6, 0.9]), PARTS)
    (finding,) = findings("rated_importers_revenue", coffee(50), rows).to_dict("records")
    assert "violate: 2; mean probability 75%, expected violations 1.50" in str(finding["statement"])


class _Rating:
    """Rates A and B likely and C not; of A items 1 and 3 drive the rating."""

    def probability_of(self, items: pd.DataFrame) -> np.ndarray:
        return items["declaration_id"].map({"A": 0.9, "B": 0.6, "C": 0.2}).to_numpy()

    def rate(self, items: pd.DataFrame) -> pd.DataFrame:
        assert set(items["declaration_id"]) == {"A"}
        return pd.DataFrame({"declaration_id": ["A"], "items": ["1;3"]})


def test_the_evidence_of_a_likely_violation_is_the_items_that_drive_its_rating() -> None:
    rows = declared(importer=["N"] * 7, lodged_on=recent_day(), declaration_id=list("AAABCCC"))
    rows = rows.assign(item_number=[1, 2, 3, 1, 1, 2, 3])
    recent = rated(given(coffee(0), rows).recent, pd.Series(True, index=rows.index), cast(Rating, _Rating()))
    assert recent["drives"].tolist() == [True, False, True, True, True, True, True]
    (finding,) = (
        detector("rated_importers_revenue").find(replace(given(coffee(9), rows), recent=recent)).to_dict("records")
    )
    assert finding["declaration_ids"] == ["A", "B"]
    assert finding["items"] == ["A#1", "A#3"]
    assert "violate: 2; mean probability 75%" in str(finding["statement"])


def test_outcomes_of_items_become_the_gravest_of_their_declaration() -> None:
    outcomes = pd.DataFrame(
        {
            "declaration_id": ["A", "A", "B", "A"],
            "item_number": [1, 2, 1, 3],
            "inspected_on": pd.Timestamp(AS_OF),
            "violation": ["none", "critical", "none", "violation"],
        }
    )
    assert of_declarations(outcomes).set_index("declaration_id")["violation"].to_dict() == {
        "A": "critical",
        "B": "none",
    }


def test_a_chart_counts_declarations_and_sums_the_duty_of_items() -> None:
    rows = given(coffee(0), in_items(declared(importer=["N"] * 4, lodged_on=recent_day()), PARTS))
    theirs = subject_rows({"subject_kind": "importer", "subject": "N"}, rows)
    assert weekly_trend(theirs, "declarations", pd.Timestamp(AS_OF)).tolist() == [4.0]
    assert weekly_trend(theirs, "duty", pd.Timestamp(AS_OF)).tolist() == [pytest.approx(4 * 40.0)]


def test_declarations_are_counted_once_for_each_value_of_their_items() -> None:
    rows = declared(hs_code=["090121", "090122"], value=500.0).assign(declaration_id=["A", "B"])
    rows = derived(in_items(rows, 2))
    rows = pd.concat([rows, rows.iloc[:1].assign(hs_code="090122")], ignore_index=True)
    assert declarations_by(rows, "hs_code").to_dict() == {"090121": 1, "090122": 2}
    assert number_of_declarations(rows) == 2


def test_values_are_compared_in_the_currency_of_the_installation_and_without_a_rate_not_at_all(stores: Stores) -> None:
    """Coffee at 5 CNY a kilogram: 0.7 USD is the same price, 0.7 CNY is cheap, and 0.7 without a rate is nothing."""
    know_one_enterprise(stores)
    recent = declared(importer=["DOLLAR", "CHEAP", "UNKNOWN"], item_value=70.0, lodged_on=recent_day())
    rows = pd.concat([coffee(150), recent.assign(currency=["USD", "CNY", "XOF"])], ignore_index=True)
    rows = rows.assign(currency=rows["currency"].fillna("CNY"), declaration_id=[f"N{n:03d}" for n in range(len(rows))])
    stores.lake.write_by_month("declarations", "lodged_on", "test", rows)
    rate = {"currency": "USD", "base": "CNY", "valid_from": recent_day(5), "rate": 7.1, "loaded_at": AS_OF}
    stores.lake.write("exchange_rates", "2020-12", "test", lake_frame("exchange_rates", [rate]))
    report = stores.folder / analyse(stores, AS_OF, AnalysisRequest())["report"]
    found = findings_seen(stores, "CN", detector="undervaluation")
    assert found["subject"].tolist() == ["CHEAP+090121"]
    assert "Unit value 0.70 CNY per kg" in str(found["statement"].iloc[0])
    page = report.read_text(encoding="utf-8")
    assert "Amounts are in CNY. Comparisons of values leave out 1 items, because no exchange rate is known" in page
