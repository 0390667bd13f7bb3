"""An office that no unit has stops nothing: lane, inspection, case and figures are there, for the nation alone."""

from datetime import timedelta
from pathlib import Path

import pytest

from sql.register.tables import CaseFile, InformationItem, ProcessingTradeManual, QualityFault
from sql.stores import Stores
from tasks.clearance.decision.screen import screen_day
from tasks.clearance.inspections.inspections import record_due_inspections
from tasks.clearance.inspections.listing import inspections_seen
from tasks.collection.business_characteristics import business_characteristics
from tasks.collection.collect import collect_file
from tasks.post_clearance.follow_up import open_anti_smuggling_cases
from tasks.records.decisions import decisions_up_to
from tasks.reporting.report_data import ReportData
from tests.tasks.clearance.decision.test_screen import policy
from tests.tasks.clearance.lodged import DAY, EVE, KEY, enforce, parameter

HEADER = "declaration_id,lodged_on,office,importer,hs_code,country_of_departure,country_of_origin,duty_rate,net_mass,"
ROW = f"A,{DAY},9999,I9,870310,DE,DE,10,5,1000,CNY,critical"
LATER = DAY + timedelta(days=5)


@pytest.fixture
def screened(stores: Stores, tmp_path: Path) -> Stores:
    """A declaration at an office that nobody knows, in the high lane; its outcome is sealed."""
    path = tmp_path / "lodged.csv"
    path.write_text(f"{HEADER}item_value,currency,violation\n{ROW}\n")
    collected = collect_file(stores, path, DAY, DAY)
    assert (collected["rows_accepted"], collected["rows_quarantined"]) == (1, 0)
    policy(stores)
    enforce(stores, parameter("CN-1", '{"importer": {"in": ["I9"]}}'))
    screen_day(stores, DAY, KEY)
    return stores


def test_the_declaration_is_kept_and_its_office_is_a_fault_of_the_data(screened: Stores) -> None:
    faults = screened.register.read(QualityFault, ["unit", "column_name", "reason", "example"])

    assert ["CN", "office", "is no known office", "9999"] in faults.to_numpy().tolist()


def test_the_national_policy_gives_its_lane_and_the_nation_alone_sees_it(screened: Stores) -> None:
    assert decisions_up_to(screened, DAY)["lane"].tolist() == ["high"]
    assert inspections_seen(screened, "CN")["declaration_id"].tolist() == ["A"]
    assert all(inspections_seen(screened, unit).empty for unit in ("SH", "SHA", "SHA1", "QD"))


def test_a_critical_finding_becomes_information_and_a_case_of_the_nation(screened: Stores) -> None:
    record_due_inspections(screened, LATER)
    open_anti_smuggling_cases(screened, LATER)

    for table in (InformationItem, CaseFile):
        assert screened.register.read(table, ["unit"])["unit"].tolist() == ["CN"]


def test_figures_show_it_as_not_known(screened: Stores) -> None:
    table = business_characteristics(screened, DAY)
    assert table[["office", "value"]].to_numpy().tolist() == [["9999", 1000.0]]
    data = ReportData(screened, DAY, DAY, 1)
    assert data.unit_names(table["office"]).tolist() == ["9999 (not known)"]


def test_other_contents_at_an_office_that_nobody_knows_are_kept_for_the_nation(stores: Stores, tmp_path: Path) -> None:
    manuals = "number,enterprise,office,hs_code,opened_on,expires_on,"
    manuals += "imported_quantity,exported_quantity,unit_consumption,scrap_share,duty_suspended\n"
    manuals += "M1,E1,9999,870310,2020-01-01,2021-06-01,10,5,1,0,100\n"
    items = "key,kind,source,reliability,priority,subject_kind,subject,summary,received_on,valid_to,unit\n"
    items += "K1,tip_off,letter,A,revenue,importer,I1,hello,2021-01-01,2021-12-31,9999\n"
    actions = "action_id,declaration_id,office,officer,action,happened_at\nA1,D1,9999,O1,release,2021-01-01T10:00:00\n"
    for name, text in (("manuals", manuals), ("items", items), ("actions", actions)):
        (tmp_path / f"{name}.csv").write_text(text)
        collected = collect_file(stores, tmp_path / f"{name}.csv", EVE, EVE)
        assert (collected["rows_accepted"], collected["rows_quarantined"]) == (1, 0), name

    assert stores.register.read(ProcessingTradeManual, ["office"])["office"].tolist() == ["CN"]
    assert stores.register.read(InformationItem, ["unit"])["unit"].tolist() == ["CN"]
    assert set(stores.register.read(QualityFault, ["reason"])["reason"]) == {"is no known office"}
