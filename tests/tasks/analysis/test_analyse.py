"""An analysis records findings with their evidence and the three results, once, within its scope and date."""

from collections.abc import Hashable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sql.reference import organisation
from sql.register import insert_new
from sql.register.tables import (
    AnalysisReport,
    Finding,
    FindingDeclaration,
    FunctionalWarning,
    Instruction,
    OutboxEvent,
    Unit,
)
from sql.stores import Stores
from sql.terms import Method, Priority
from sql.working_days import is_working_day
from tasks.analysis import analyse as analysing
from tasks.analysis.analyse import analyse
from tasks.analysis.request import AnalysisRequest, request_analysis
from tests.in_chinese import untold
from tests.tasks.analysis.trade import AS_OF, coffee, declared, know_one_enterprise, recent_day

TABLES = (Finding, FindingDeclaration, Instruction, FunctionalWarning, AnalysisReport, OutboxEvent)
SCRIPT = "<script>alert(1)</script>"


def numbered(rows: pd.DataFrame, prefix: str) -> pd.DataFrame:
    return rows.assign(declaration_id=[f"{prefix}{number:05d}" for number in range(len(rows))])


def fill(stores: Stores, rows: pd.DataFrame, name: str) -> None:
    stores.lake.write_by_month("declarations", "lodged_on", name, rows)


@pytest.fixture
def traded(stores: Stores) -> Stores:
    know_one_enterprise(stores)
    honest = coffee(40).assign(lodged_on=recent_day(), office="QDG1")
    cheap = declared(importer=["CHEAP", "CHEAP"], lodged_on=recent_day(), item_value=100.0, office=["SHA1", "SHA1"])
    script = declared(importer=[SCRIPT], lodged_on=recent_day(), item_value=100.0, office="QDG1")
    level = declared(importer=["LOW"] * 6, lodged_on=recent_day(), item_value=250.0, office=["SHA1"] * 3 + ["SZN1"] * 3)
    fill(stores, numbered(pd.concat([coffee(150), honest, cheap, script, level], ignore_index=True), "A"), "first")
    return stores


def contents(stores: Stores) -> dict[str, list[dict[Hashable, Any]]]:
    return {
        table.__name__: stores.register.read(
            table, list(table.model_fields), order_by=list(table.model_fields)
        ).to_dict("records")
        for table in TABLES
    }


def findings(stores: Stores) -> pd.DataFrame:
    return stores.register.read(Finding, ["key", "detector", "subject", "unit", "analysed_on"], order_by=["key"])


def test_findings_become_instructions_warnings_and_a_report(traded: Stores) -> None:
    summary = analyse(traded, AS_OF, AnalysisRequest())
    assert summary["findings"] == len(findings(traded)) > 2
    register = traded.register
    instructions = register.read(Instruction, ["unit", "what_to_check", "due_on", "finding"])
    assert summary["instructions"] == len(instructions) > 0
    cheap = instructions[instructions["what_to_check"].map(str).str.contains("CHEAP")]
    assert cheap["unit"].unique().tolist() == ["SHA1"]
    assert all(is_working_day(day.date()) and day > pd.Timestamp(AS_OF) for day in instructions["due_on"])
    assert summary["warnings"] == len(register.read(FunctionalWarning, ["key"])) > 0
    assert (traded.folder / summary["report"]).is_file()


def test_the_unit_of_a_finding_holds_all_its_offices(traded: Stores) -> None:
    analyse(traded, AS_OF, AnalysisRequest())
    rows = findings(traded)
    level = rows[(rows["detector"] == "importer_price_level") & (rows["subject"] == "LOW")]
    assert level["unit"].tolist() == ["CN"]  # Shanghai and Shenzhen lie under different sub-centers


def test_each_unit_is_notified_once_per_kind(traded: Stores) -> None:
    analyse(traded, AS_OF, AnalysisRequest())
    events = traded.register.read(OutboxEvent, ["kind", "unit"])
    assert not events.duplicated().any()
    assert set(events["kind"]) == {"instruction", "warning"}
    assert untold(traded) == []


def test_a_repeated_analysis_changes_nothing(traded: Stores) -> None:
    first = analyse(traded, AS_OF, AnalysisRequest())
    report = (traded.folder / first["report"]).read_bytes()
    before = contents(traded)
    assert analyse(traded, AS_OF, AnalysisRequest()) == first
    assert contents(traded) == before
    assert (traded.folder / first["report"]).read_bytes() == report


def test_an_analysis_killed_before_its_end_is_the_same_when_it_is_repeated(
    traded: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(analysing, "_warn", killed)
        with pytest.raises(KeyboardInterrupt):
            analyse(traded, AS_OF, AnalysisRequest())
    assert all(not rows for rows in contents(traded).values())
    first = analyse(traded, AS_OF, AnalysisRequest())
    report = (traded.folder / first["report"]).read_bytes()

    other = Stores.embedded(tmp_path / "other")
    with other.register.writing() as session:
        insert_new(session, Unit, organisation())
    know_one_enterprise(other)
    with traded.lake.connect("declarations") as lake:
        rows = lake.execute("select * from declarations").df()
    fill(other, rows, "first")
    assert analyse(other, AS_OF, AnalysisRequest()) == first
    assert contents(other) == contents(traded)
    assert (other.folder / first["report"]).read_bytes() == report


def test_nothing_lodged_after_the_business_date_is_seen(traded: Stores) -> None:
    tomorrow = declared(importer=["TOMORROW"], lodged_on=AS_OF + timedelta(days=1), item_value=50.0)
    fill(traded, numbered(tomorrow, "B"), "second")
    analyse(traded, AS_OF, AnalysisRequest())
    assert not findings(traded)["subject"].str.contains("TOMORROW").any()


def test_the_same_evidence_is_not_reported_again_next_week_but_new_evidence_is(traded: Stores) -> None:
    analyse(traded, AS_OF, AnalysisRequest())
    week_later = AS_OF + timedelta(days=7)
    new = declared(importer=[SCRIPT], lodged_on=AS_OF + timedelta(days=3), item_value=90.0, office="QDG1")
    fill(traded, numbered(new, "C"), "third")
    analyse(traded, week_later, AnalysisRequest())
    again = findings(traded)
    again = again[(again["analysed_on"] == pd.Timestamp(week_later)) & (again["detector"] == "undervaluation")]
    assert again["subject"].tolist() == [f"{SCRIPT}+090121"]


def test_a_request_sees_its_own_customs_priority_method_and_capacity(traded: Stores) -> None:
    qingdao = analyse(traded, AS_OF, request_analysis(customs="QD", priorities=[Priority.REVENUE]))
    rows = findings(traded)
    assert qingdao["findings"] == len(rows) > 0
    assert not rows["subject"].str.contains("CHEAP|LOW").any()
    only = request_analysis(methods=[Method.DYNAMIC_FOCUS])
    assert {detector.method for detector in only.detectors()} == {Method.DYNAMIC_FOCUS}
    one = analyse(traded, AS_OF, AnalysisRequest(capacity=1))
    assert one["findings"] <= len(AnalysisRequest().detectors())


def test_ad_hoc_requests_have_their_own_key_and_the_plain_one_is_weekly() -> None:
    assert AnalysisRequest().key == "weekly"
    assert AnalysisRequest(commodities=("09",)).key != AnalysisRequest(commodities=("08",)).key
    assert AnalysisRequest(commodities=("09",)).key == AnalysisRequest(commodities=("09",)).key


def test_the_report_opens_alone_and_escapes_what_traders_wrote(traded: Stores) -> None:
    page = (traded.folder / analyse(traded, AS_OF, AnalysisRequest())["report"]).read_text(encoding="utf-8")
    assert SCRIPT not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<svg" in page
    assert all(name not in page for name in ('src="http', 'href="http', "@import"))


def test_an_empty_lake_is_analysed_without_findings(stores: Stores) -> None:
    know_one_enterprise(stores)
    assert analyse(stores, date(2020, 1, 31), AnalysisRequest())["findings"] == 0
