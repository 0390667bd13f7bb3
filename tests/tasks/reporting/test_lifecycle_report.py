"""The report is complete and safe to open, even on the first day of an installation."""

import re
from datetime import date, datetime

import pandas as pd

from sql.stores import Stores
from tasks.clearance.decision.screen import screen_day
from tasks.reporting.chapter import chapter
from tasks.reporting.lifecycle_report import report_lifecycle
from tasks.reporting.report_data import ReportData
from tasks.reporting.sections import section_writers
from tests.tasks.clearance.decision.test_screen import SUSPECT, policy
from tests.tasks.clearance.lodged import DAY, KEY, enforce, lodge, parameter

FIRST_DAY, LAST_DAY = date(2021, 1, 1), date(2021, 1, 31)


def test_a_report_on_an_empty_period_has_every_section_and_agrees(stores: Stores) -> None:
    summary = report_lifecycle(stores, FIRST_DAY, LAST_DAY, seed=1)
    assert summary["disagreements"] == []
    assert summary["declarations_screened"] == 0
    assert summary["high_lane_precision"] is None
    page = (stores.folder / "reports" / "director-cycle-2021-01-31.html").read_text(encoding="utf-8")
    assert page.count('<details id="section-') == len(section_writers())


def test_the_report_opens_without_a_network(stores: Stores) -> None:
    report_lifecycle(stores, FIRST_DAY, LAST_DAY, seed=1)
    page = (stores.folder / "reports" / "director-cycle-2021-01-31.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert 'src="http' not in page
    assert "@import" not in page


def test_writing_the_report_again_changes_nothing(stores: Stores) -> None:
    first = report_lifecycle(stores, FIRST_DAY, LAST_DAY, seed=1)
    path = stores.folder / "reports" / "director-cycle-2021-01-31.html"
    page = path.read_bytes()
    assert report_lifecycle(stores, FIRST_DAY, LAST_DAY, seed=1) == first
    assert path.read_bytes() == page


def test_items_directions_and_amendments_are_counted_apart_and_agree(stores: Stores) -> None:
    """A: amended and screened twice; B: three items; C and D: exports; E: cancelled after it got its lane."""
    policy(stores, inspections_per_day=2)
    enforce(stores, parameter("CN-1", SUSPECT))
    lodge(stores, [{"declaration_id": each} for each in "AE"], "imports")
    lodge(stores, [{"declaration_id": "B", "item_number": number} for number in (1, 2, 3)], "items")
    lodge(stores, [{"declaration_id": each, "direction": "export"} for each in "CD"], "exports")
    screen_day(stores, DAY, KEY)
    for name, function in (("A", "amended"), ("E", "cancelled")):
        header = {"version": 2, "function": function, "received_at": datetime(DAY.year, DAY.month, DAY.day, 9)}
        lodge(stores, [{"declaration_id": name, "importer": "I9"} | header], name)
        row = {"declaration_id": name, "lodged_on": DAY, "office": "SHA1"} | header
        stores.lake.write("declaration_changes", f"{DAY:%Y-%m}", name, pd.DataFrame([row]))
    screen_day(stores, DAY, KEY)
    data = ReportData(stores, DAY, DAY, seed=1)
    assert len(data.every_decision) == len(data.decisions) + 1
    assert report_lifecycle(stores, DAY, DAY, seed=1)["disagreements"] == []
    lanes = chapter(stores, "lanes", DAY, seed=1)
    assert "5 declarations with 7 goods items were screened" in lanes.message
    page = (stores.folder / "reports" / f"director-cycle-{DAY}.html").read_text(encoding="utf-8")
    rows = re.findall(r"<tr>(.*?)</tr>", page[page.index('id="lanes-by-direction"') :], re.DOTALL)[:2]
    cells = [re.findall(r"<td.*?>(.*?)</td>", row) for row in rows]
    assert [row[:3] for row in cells] == [["export", "2", "2"], ["import", "3", "5"]]
