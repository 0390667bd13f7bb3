"""A served installation writes the director's page by itself, and every link of it leads to what it serves."""

import json
import re
from datetime import date
from html import unescape

import pytest

from deployments.web.desk.thing import kinds
from flows.report_to_director import report_to_director
from sql.register.tables import CaseFile
from sql.stores import Stores
from sql.terms import CaseKind, CaseState, Priority
from tasks.notification.links import DESK, DOCUMENTS, ticket_of

SUNDAY = date(2021, 3, 21)
ADDRESS, SECRET = "https://risk.test", "a secret of links"


def case() -> CaseFile:
    """A targeted audit that waits for approval."""
    return CaseFile(
        number="TA-SHA-2021-0001",
        kind=CaseKind.TARGETED_AUDIT,
        subject_kind="importer",
        subject="I1",
        priority=Priority.REVENUE,
        unit="SHA",
        opened_on=date(2021, 3, 1),
        state=CaseState.PROPOSED,
        amount_at_stake=900.0,
        deadline_on=date(2021, 3, 23),
    )


@pytest.mark.usefixtures("prefect_server")
def test_a_sunday_brings_the_month_so_far_and_the_week_with_links_that_are_served(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUSTOMS_RISK_DATA_FOLDER", str(stores.folder))
    monkeypatch.setenv("CUSTOMS_RISK_BUSINESS_DATE", str(SUNDAY))
    monkeypatch.setenv("CUSTOMS_RISK_PUBLIC_ADDRESS", ADDRESS)
    monkeypatch.setenv("CUSTOMS_RISK_LINK_SECRETS", json.dumps([SECRET]))
    with stores.register.writing() as session:
        session.add(case())
    summary = report_to_director(as_of=SUNDAY)
    written = [name for pages in summary.values() for name in str(pages).split(", ")]
    assert sorted(written) == sorted(
        f"reports/director-{occasion}-{SUNDAY}{ending}"
        for occasion in ("daily", "weekly")
        for ending in (".html", ".pdf", ".zh.html", ".zh.pdf")
    )
    page = (stores.folder / "reports" / f"director-daily-{SUNDAY}.html").read_text(encoding="utf-8")
    assert "The period is not over: it lasts until 2021-03-31." in page
    links = [link for link in map(unescape, re.findall(r'href="([^"]*)"', page)) if not link.startswith("#")]
    assert f"{ADDRESS}/{DESK}/case/TA-SHA-2021-0001" in links
    led_to = [link.removeprefix(f"{ADDRESS}/").split("/") for link in links]
    assert {parts[0] for parts in led_to} == {DESK, DOCUMENTS}
    assert {parts[1] for parts in led_to if parts[0] == DESK} <= set(kinds())
    documents = [ticket_of(parts[1], [SECRET], SUNDAY, DOCUMENTS).key for parts in led_to if parts[0] == DOCUMENTS]
    assert len(documents) == 2
    assert all((stores.folder / document).is_file() for document in documents)
