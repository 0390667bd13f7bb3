"""The page of a run counts what was found, and a unit may analyse its own jurisdiction only."""

from datetime import timedelta

import pytest

from sql.jurisdiction import Organisation, UnknownUnitError
from sql.reference import organisation
from sql.stores import Stores
from tasks.analysis.findings_reported import reported_findings
from tasks.analysis.request import AnalysisRefusedError, AnalysisRequest, check_request
from tests.tasks.handling.findings import EVE, finding, found

UNITS = Organisation(organisation())


def test_the_page_of_a_run_counts_findings_and_names_nobody(stores: Stores) -> None:
    request = AnalysisRequest()
    found(stores, finding("surge"), finding("surge", subject="NAMED"), finding("undervaluation", subject="NAMED"))
    page = reported_findings(stores, EVE, request, 12)
    assert "| surge | revenue | 2 |" in page
    assert "3 findings" in page
    assert "NAMED" not in page
    before = EVE - timedelta(days=7)
    assert "Nothing unusual was found in 12 declarations." in reported_findings(stores, before, request, 12)
    assert "no all-clear" in reported_findings(stores, before, request, 0)
    assert "Nothing unusual" not in reported_findings(stores, before, request, 0)


def test_a_unit_may_analyse_itself_and_below_but_no_other() -> None:
    check_request(AnalysisRequest(customs="SH"), "CN", UNITS)
    check_request(AnalysisRequest(customs="SH"), "SH", UNITS)
    with pytest.raises(AnalysisRefusedError, match="SH may not analyse QD"):
        check_request(AnalysisRequest(customs="QD"), "SH", UNITS)


def test_an_unknown_unit_and_a_wrong_hs_code_are_refused() -> None:
    with pytest.raises(UnknownUnitError):
        check_request(AnalysisRequest(), "NOWHERE", UNITS)
    with pytest.raises(AnalysisRefusedError, match="87x is no HS code"):
        check_request(AnalysisRequest(commodities=("87x",)), "CN", UNITS)


def test_an_occasion_repeats_the_same_analysis() -> None:
    regular, second = AnalysisRequest(), AnalysisRequest(occasion="files-2")
    assert regular == second
    assert regular.key == second.key == regular.scope == "weekly"
    assert second.scope == "weekly-files-2"
