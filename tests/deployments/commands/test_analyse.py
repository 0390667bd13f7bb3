"""An ad-hoc analysis from a shell."""

from datetime import date
from pathlib import Path

import pytest

from sql.stores import Stores
from tasks.collection.collect import collect_file
from tasks.simulation.into_inbox import simulate_into_inbox
from tests.deployments.commands.shell import shell

LAST = date(2020, 12, 31)


@pytest.fixture
def trade(stores: Stores) -> Stores:
    simulate_into_inbox(stores, 2_000, date(2020, 1, 1), LAST, LAST, 3)
    for path in sorted((stores.folder / "inbox").glob("declarations-*")):
        collect_file(stores, path, LAST, LAST)
    return stores


def test_an_analysis_is_answered_with_its_report_and_once(trade: Stores) -> None:
    asked = ("analyse", "--priority", "revenue", "--method", "regression", "--customs", "SH", "--commodity", "85")
    told = shell(trade, *asked, "--as-of", str(LAST), "--json").json
    report = Path(told["report"])
    assert report.is_file()
    assert "(SH)" in report.read_text(encoding="utf-8")
    assert shell(trade, *asked, "--as-of", str(LAST), "--json").json == told
    assert str(report) in shell(trade, *asked, "--as-of", str(LAST)).out


def test_a_question_that_nobody_may_ask_or_answer_is_refused(stores: Stores) -> None:
    assert "SH may not analyse QD" in shell(stores, "analyse", "--unit", "SH", "--customs", "QD").refusal
    assert "MARS is no unit" in shell(stores, "analyse", "--unit", "MARS").refusal
    assert "no HS code" in shell(stores, "analyse", "--commodity", "cars").refusal
