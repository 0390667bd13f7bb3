"""The report is complete and safe to open, even on the first day of an installation."""

from datetime import date

from sql.stores import Stores
from tasks.reporting.lifecycle_report import report_lifecycle
from tasks.reporting.sections import section_writers

FIRST_DAY, LAST_DAY = date(2021, 1, 1), date(2021, 1, 31)


def test_a_report_on_an_empty_period_has_every_section_and_agrees(stores: Stores) -> None:
    summary = report_lifecycle(stores, FIRST_DAY, LAST_DAY, seed=1)
    assert summary["disagreements"] == []
    assert summary["declarations_screened"] == 0
    assert summary["high_lane_precision"] is None
    page = (stores.folder / "reports" / "lifecycle-2021-01-31.html").read_text(encoding="utf-8")
    assert page.count("<section ") == len(section_writers())


def test_the_report_opens_without_a_network(stores: Stores) -> None:
    report_lifecycle(stores, FIRST_DAY, LAST_DAY, seed=1)
    page = (stores.folder / "reports" / "lifecycle-2021-01-31.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert 'src="http' not in page
    assert "@import" not in page


def test_writing_the_report_again_changes_nothing(stores: Stores) -> None:
    first = report_lifecycle(stores, FIRST_DAY, LAST_DAY, seed=1)
    path = stores.folder / "reports" / "lifecycle-2021-01-31.html"
    page = path.read_bytes()
    assert report_lifecycle(stores, FIRST_DAY, LAST_DAY, seed=1) == first
    assert path.read_bytes() == page
