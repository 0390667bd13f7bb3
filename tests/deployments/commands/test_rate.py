"""`customs-risk rate` says in a sentence what it did, or what is wrong."""

from pathlib import Path

import pandas as pd
import pytest

from tests.deployments.commands.shell import run
from tests.tasks.collection.declared import HEADER

OUTCOMES = ["Fraud", "Critical Fraud"]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A history in which the goods of one importer violate, and declarations to rate, one of which is wrong."""
    columns = dict.fromkeys(HEADER, "A")
    rows = [
        columns
        | {
            "Declaration ID": str(number),
            "Date": f"2020-0{1 + number % 9}-11",
            "Office ID": "40",
            "HS6 Code": "870310",
            "Importer ID": f"I{number % 4}",
            "Country of Departure": "CN",
            "Country of Origin": "CN",
            "Tax Rate": "8",
            "Net Mass": str(10 + number % 7),
            "Item Price": str(500 + number),
            "Fraud": "1" if number % 4 == 0 else "0",
            "Critical Fraud": "0",
        }
        for number in range(400)
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "history.csv", index=False)
    lodged = pd.DataFrame(rows[:8]).drop(columns=OUTCOMES).assign(Date="2020-10-05")
    lodged["Declaration ID"] = "N" + lodged["Declaration ID"]
    lodged.loc[7, "Net Mass"] = "-1"
    lodged.to_csv(tmp_path / "lodged.csv", index=False)
    return tmp_path


def rate(folder: Path, history: str = "history.csv", declarations: str = "lodged.csv") -> tuple[str, ...]:
    given = ("--history", str(folder / history), "--declarations", str(folder / declarations))
    return ("rate", *given, "--out", str(folder / "rated.csv"))


def test_declarations_are_rated_and_refused_rows_are_counted_with_their_reasons(files: Path) -> None:
    told = run(*rate(files))
    assert told.status == 0
    assert told.out.splitlines()[0].startswith("7 declarations rated")
    assert told.out.splitlines()[1].startswith("1 rows refused")
    rated = pd.read_csv(files / "rated.csv").set_index("declaration_id")["probability"]
    assert rated.between(0, 1).all()
    assert min(rated["N0"], rated["N4"]) > rated.drop(["N0", "N4"]).max()
    assert "net_mass,-1.0,is negative" in (files / "rated.refused.csv").read_text(encoding="utf-8")


def test_a_history_without_outcomes_or_a_missing_file_is_refused(files: Path) -> None:
    assert "holds no outcomes to learn from" in run(*rate(files, history="lodged.csv")).refusal
    assert "there is no file" in run(*rate(files, declarations="gone.csv")).refusal
    (files / "empty.csv").write_bytes(b"")
    assert "the file is empty" in run(*rate(files, declarations="empty.csv")).refusal
