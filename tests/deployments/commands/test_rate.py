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
    assert "net_mass,-1,is negative" in (files / "rated.refused.csv").read_text(encoding="utf-8")


def test_known_outcomes_measure_the_ratings_beside_published_results_and_change_none(files: Path) -> None:
    assert run(*rate(files)).status == 0
    without = (files / "rated.csv").read_bytes()
    lodged = pd.read_csv(files / "lodged.csv", dtype="str")
    for name, first in (("right.csv", "1"), ("flipped.csv", "0")):
        shown = [first if number % 4 == 0 else str(1 - int(first)) for number in range(8)]
        lodged.assign(**{"Fraud": shown, "Critical Fraud": "0"}).to_csv(files / name, index=False)
    right = run(*rate(files, declarations="right.csv"), "--outcomes", str(files / "right.csv"))
    assert (files / "rated.csv").read_bytes() == without
    assert "Outcomes of 7 rated declarations are known; 28.6% of them violate" in right.out
    rows = {line.split("│")[1].strip(): line for line in right.out.splitlines() if "│" in line}
    assert "1.000" in rows["this rating"]
    assert "0.762" in rows["LightGBM"]
    assert "0.579" in rows["XGBoost"]
    flipped = run(*rate(files, declarations="flipped.csv"), "--outcomes", str(files / "flipped.csv"))
    assert (files / "rated.csv").read_bytes() == without
    assert "│ this rating │              0.000 │" in flipped.out


def test_declarations_that_the_history_holds_too_are_rated_without_their_outcomes(files: Path) -> None:
    history = pd.read_csv(files / "history.csv", dtype="str")
    history.tail(50).assign(Fraud=lambda rows: 1 - rows["Fraud"].astype(int)).to_csv(files / "lied.csv", index=False)
    history.tail(50).to_csv(files / "told.csv", index=False)
    history.head(350).to_csv(files / "earlier.csv", index=False)
    rated = []
    for name in ("lied.csv", "told.csv"):
        both = ("--history", str(files / name))
        assert run(*rate(files, history="earlier.csv", declarations=name), *both).status == 0
        rated.append((files / "rated.csv").read_bytes())
    assert rated[0] == rated[1]
    assert "add a history of earlier ones" in run(*rate(files, declarations="history.csv")).refusal


def test_a_file_of_other_outcomes_or_of_none_is_refused(files: Path) -> None:
    other = run(*rate(files), "--outcomes", str(files / "history.csv"))
    assert "no rated declaration has an outcome" in other.refusal
    assert "lodged.csv holds no outcomes" in run(*rate(files), "--outcomes", str(files / "lodged.csv")).refusal


def test_a_history_without_outcomes_or_a_missing_file_is_refused(files: Path) -> None:
    assert "holds no outcomes to learn from" in run(*rate(files, history="lodged.csv")).refusal
    assert "there is no file" in run(*rate(files, declarations="gone.csv")).refusal
    (files / "empty.csv").write_bytes(b"")
    assert "the file is empty" in run(*rate(files, declarations="empty.csv")).refusal
