"""A detector finds the same alone and among all, and the evidence of a finding is its declarations."""

from datetime import date, timedelta

import pandas as pd
import pytest

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register import insert_new
from sql.register.tables import Unit
from sql.stores import Stores
from tasks.analysis.analyse import analyse, findings_by
from tasks.analysis.analysis_input import gather_input
from tasks.analysis.findings import UnknownFindingError, evidence_of, findings_seen
from tasks.analysis.method import AnalysisInput, Detector, detectors
from tasks.analysis.request import FOCUS_DAYS, AnalysisRequest
from tasks.rating.retraining import retrain
from tasks.simulation.change import PriceChange
from tasks.simulation.world import SimulationPlan, simulate
from tests.tasks.analysis.trade import know_one_enterprise

AS_OF = date(2020, 12, 20)
PLAN = SimulationPlan(2, 25_000, date(2020, 1, 1), AS_OF, date(2020, 11, 23))


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Stores, pd.DataFrame]:
    """Trade with everything that detectors look for, and what an analysis by all of them found."""
    stores = Stores.embedded(tmp_path_factory.mktemp("world"))
    with stores.register.writing() as session:
        insert_new(session, Unit, organisation())
    know_one_enterprise(stores)
    world = simulate(PLAN, PriceChange(AS_OF - timedelta(days=13), "8708", 0.6))
    stores.lake.write_by_month("declarations", "lodged_on", "world", world.declarations)
    stores.lake.write_by_month("outcomes", "inspected_on", "world", world.outcomes)
    licences = world.licences.assign(version=1, received_on=pd.Timestamp(PLAN.first_day))
    stores.lake.write_by_month("licences", "received_on", "world", licences)
    retrain(stores, PLAN.screened_from - timedelta(days=1), seed=1, reason="for this test")
    analyse(stores, AS_OF, AnalysisRequest())
    return stores, findings_seen(stores, "CN")


@pytest.fixture(scope="module")
def given(analysed: tuple[Stores, pd.DataFrame]) -> AnalysisInput:
    return gather_input(analysed[0], AS_OF, AnalysisRequest())


@pytest.mark.parametrize("detector", detectors(), ids=lambda detector: detector.name)
def test_the_evidence_of_a_finding_is_exactly_what_it_claims(
    analysed: tuple[Stores, pd.DataFrame], detector: Detector
) -> None:
    stores, findings = analysed
    focus = pd.Timestamp(AS_OF) - pd.Timedelta(days=FOCUS_DAYS - 1)
    for finding in findings[findings["detector"] == detector.name].head(5).to_dict("records"):
        rows = evidence_of(stores, str(finding["key"]), "CN")
        assert rows["declaration_id"].nunique() == finding["declarations"] > 0
        assert not rows.duplicated(["declaration_id", "item_number"]).any()
        assert rows["lodged_on"].between(focus, pd.Timestamp(AS_OF)).all()
        for column, value in zip(
            str(finding["subject_kind"]).split("+"), str(finding["subject"]).split("+"), strict=True
        ):
            assert set(rows[column]) == {value}


def test_nearly_every_detector_finds_something_in_this_trade(analysed: tuple[Stores, pd.DataFrame]) -> None:
    _, findings = analysed
    silent = {detector.name for detector in detectors()} - set(findings["detector"])
    assert silent <= {"population_drift", "route_mix", "duty_by_volume"}


@pytest.mark.parametrize("detector", detectors(), ids=lambda detector: detector.name)
def test_a_detector_finds_the_same_alone_and_among_all(
    analysed: tuple[Stores, pd.DataFrame], given: AnalysisInput, detector: Detector
) -> None:
    told_before = pd.DataFrame({"detector": [], "declaration_id": []}, dtype="str")
    alone = findings_by(detector, given, told_before, Organisation(organisation()), AnalysisRequest().capacity)
    columns = ["subject", "score", "statement", "compared", "unit"]
    among = analysed[1].loc[analysed[1]["detector"] == detector.name, columns]
    assert sorted(map(tuple, alone[columns].to_numpy())) == sorted(map(tuple, among.to_numpy()))


def test_a_unit_sees_the_evidence_of_its_own_findings_alone(analysed: tuple[Stores, pd.DataFrame]) -> None:
    stores, findings = analysed
    national = findings[findings["unit"] == "CN"].iloc[0]
    with pytest.raises(UnknownFindingError, match="sees no finding"):
        evidence_of(stores, str(national["key"]), "SHA")
    assert set(findings_seen(stores, "SHA")["unit"]) <= {"SHA", "SHA1"}
