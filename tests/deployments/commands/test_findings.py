"""Officers list findings and see the declarations behind one."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sql.stores import Stores
from tasks.analysis.analyse import analyse
from tasks.analysis.request import AnalysisRequest
from tests.deployments.commands.shell import shell
from tests.tasks.analysis.trade import AS_OF, coffee, declared, know_one_enterprise, recent_day


@pytest.fixture
def found(stores: Stores) -> Stores:
    know_one_enterprise(stores)
    cheap = declared(importer=["CHEAP", "CHEAP"], lodged_on=recent_day(), item_value=100.0)
    rows = pd.concat([coffee(150), cheap], ignore_index=True)
    rows = rows.assign(declaration_id=[f"A{number:05d}" for number in range(len(rows))])
    stores.lake.write_by_month("declarations", "lodged_on", "first", rows)
    analyse(stores, AS_OF, AnalysisRequest())
    return stores


def test_the_declarations_behind_a_finding_are_shown_and_written(found: Stores, tmp_path: Path) -> None:
    listed = shell(found, "findings", "list", "--detector", "undervaluation", "--json").json
    assert [row["subject"] for row in listed] == ["CHEAP+090121"]
    told = shell(
        found, "findings", "evidence", listed[0]["key"], "--unit", "SHA1", "--out", str(tmp_path / "rows.csv"), "--json"
    )
    assert [row["declaration_id"] for row in told.json] == ["A00150", "A00151"]
    assert set(pd.read_csv(tmp_path / "rows.csv")["importer"]) == {"CHEAP"}


def test_a_unit_beside_sees_neither_the_finding_nor_its_evidence(found: Stores) -> None:
    key = shell(found, "findings", "list", "--detector", "undervaluation", "--json").json[0]["key"]
    assert shell(found, "findings", "list", "--unit", "QD", "--detector", "undervaluation", "--json").json == []
    assert "QD sees no finding" in shell(found, "findings", "evidence", key, "--unit", "QD").refusal
    assert "no unit" in shell(found, "findings", "list", "--unit", "XX").refusal


def test_findings_of_earlier_days_are_left_out_on_request(found: Stores) -> None:
    assert shell(found, "findings", "list", "--since", date(2021, 1, 1).isoformat(), "--json").json == []
