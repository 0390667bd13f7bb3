"""Lists in the shell: codes whole in a terminal of any width, plain lines for whatever else reads them."""

import pandas as pd
import pytest

from deployments.presentation import print_list, print_record, print_remark

KEY = "5d41402abc4b2a76b9719d911017c592" * 2
STATEMENT = "Declares a unit price far below that of all its peers of the same goods and origin, for the third time."
ROWS = pd.DataFrame(
    {
        "key": [KEY, "short"],
        "parameters": ["SH-REV-0001;SH-REV-0002", None],
        "statement": [STATEMENT, "a\tb\nc"],
        "amount_at_stake": [1234567.0, 0.5],
        "lodged_on": pd.to_datetime(["2021-03-01", "2021-03-02"]),
        "random": [True, False],
    }
)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A terminal without colours."""
    for name, value in {"TTY_COMPATIBLE": "1", "NO_COLOR": "1", "TERM": "dumb", "LINES": "40"}.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.mark.parametrize("columns", [40, *range(60, 260, 7)])
def test_codes_stand_whole_in_one_line_whatever_the_width(
    columns: int, terminal: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.setenv("COLUMNS", str(columns))
    print_list(ROWS, list(ROWS.columns), title="Findings", as_json=False, currency="CNY")
    lines = capsys.readouterr().out.splitlines()
    for code in (KEY, "SH-REV-0001", "SH-REV-0002", "2021-03-01", "1,234,567"):
        assert [line for line in lines if code in line], code


@pytest.mark.parametrize("columns", range(92, 200, 7))
def test_a_list_is_as_wide_as_the_terminal_and_no_wider(
    columns: int, terminal: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.setenv("COLUMNS", str(columns))
    print_list(ROWS, list(ROWS.columns), title="Findings", as_json=False)
    widest = max(map(len, capsys.readouterr().out.splitlines()))
    assert columns - 5 <= widest <= columns


def test_a_pipe_gets_a_line_for_each_row_with_plain_values(capsys: pytest.CaptureFixture[str]) -> None:
    print_list(ROWS, list(ROWS.columns), title="Findings", as_json=False, currency="CNY")
    print_remark("Page 1 of 3.")
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "key\tparameters\tstatement\tamount at stake (CNY)\tlodged on\trandom",
        f"{KEY}\tSH-REV-0001;SH-REV-0002\t{STATEMENT}\t1234567.0\t2021-03-01\tyes",
        "short\t\ta b c\t0.5\t2021-03-02\tno",
    ]
    assert told.err == "Page 1 of 3.\n"


def test_a_pipe_gets_a_record_as_names_and_values(capsys: pytest.CaptureFixture[str]) -> None:
    print_record({"number": "TA-1", "offices": ["SHA", "NJG"], "closed_on": None}, title="Case", as_json=False)
    assert capsys.readouterr().out == "number\tTA-1\noffices\tSHA;NJG\nclosed on\t\n"
