"""`customs-risk backtest` writes a report in both languages and the figures by week, or says what is wrong."""

from pathlib import Path

import pandas as pd
import pytest

from tests.deployments.commands.shell import Answer, run
from tests.tasks.collection.declared import HEADER

POLICY = "lane_policies:\n  - unit: CN\n    high_rate: 0.05\n    random_rate: 0.02\n"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backtest")
    columns = dict.fromkeys(HEADER, "A")
    rows = [
        columns
        | {
            "Declaration ID": str(number),
            "Date": str((pd.Timestamp("2020-01-01") + pd.Timedelta(days=number // 8)).date()),
            "Office ID": "40",
            "HS6 Code": "870310",
            "Importer ID": f"I{number % 7}",
            "Country of Departure": "CN",
            "Country of Origin": "CN",
            "Tax Rate": "8",
            "Net Mass": str(10 + number % 11),
            "Item Price": str(500 + number),
            "Fraud": "1" if number % 7 < 2 else "0",
            "Critical Fraud": "0",
        }
        for number in range(8 * 48)
    ]
    pd.DataFrame(rows).to_csv(folder / "past.csv", index=False)
    (folder / "own.yaml").write_text(POLICY, encoding="utf-8")
    return folder


def backtested(folder: Path, *others: str) -> Answer:
    return run("backtest", "--declarations", str(folder / "past.csv"), "--out", str(folder / "report.html"), *others)


def test_named_policies_and_a_file_are_compared_in_a_report_and_by_week(files: Path) -> None:
    weeks = files / "weeks.csv"
    policies = ("--policy", "random", "--policy", "product", "--policy", str(files / "own.yaml"))
    told = backtested(files, *policies, "--share", "0.2", "--seed", "4", "--seed", "5", "--weeks", str(weeks))
    assert told.status == 0, told.err
    assert "product: " in told.out
    table = pd.read_csv(weeks)
    assert table.columns.tolist() == [
        "policy", "seed", "week", "declarations", "violations", "inspected", "found", "recovered_duty",
    ]  # fmt: skip
    assert table.groupby(["policy", "seed"]).size().to_dict() == {
        (name, seed): 2 for name in ("own", "product", "random") for seed in (4, 5)
    }
    english = (files / "report.html").read_text(encoding="utf-8")
    chinese = (files / "report.zh.html").read_text(encoding="utf-8")
    assert "112 declarations from 2020-02-01 to 2020-02-14" in english
    assert "<svg" in english
    assert "布控策略回测" in chinese


def test_an_unknown_policy_a_missing_file_and_a_share_of_nothing_are_refused_in_a_sentence(files: Path) -> None:
    assert "best is neither a file nor a policy: name" in backtested(files, "--policy", "best").refusal
    assert "cannot be inspected" in backtested(files, "--policy", "static", "--share", "0").refusal
    assert "there is no file" in run("backtest", "--declarations", "none.csv", "--out", "report.html").refusal
