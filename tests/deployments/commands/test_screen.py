"""`customs-risk screen` says in one sentence what it did, or what is wrong."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from deployments.command_line import app
from tests.tasks.clearance.files.test_screen_file import ROWS, files


def call(folder: Path, *more: str, out: str = "lanes.csv") -> tuple[int, str]:
    arguments = ["--declarations", str(folder / "declarations.csv"), "--parameters", str(folder / "parameters.yaml")]
    result = CliRunner().invoke(app, ["screen", *arguments, "--out", str(folder / out), *more])
    return result.exit_code, result.output


def test_it_tells_how_many_were_screened_and_where_to(tmp_path: Path) -> None:
    files(tmp_path, *ROWS)
    assert call(tmp_path) == (0, f"4 declarations screened; written to {tmp_path / 'lanes.csv'}\n")


def test_it_tells_how_many_rows_were_refused_and_where_their_reasons_are(tmp_path: Path) -> None:
    files(tmp_path, *ROWS, "D9,2021-13-02,SHA1,I1,870310,CN,CN,8,10,100,")
    status, output = call(tmp_path)
    assert status == 0
    assert output.splitlines()[1] == (f"1 rows refused; written with their reasons to {tmp_path / 'lanes.refused.csv'}")
    assert "lodged_on,2021-13-02,is no possible date" in (tmp_path / "lanes.refused.csv").read_text(encoding="utf-8")


def test_a_policy_adds_its_columns(tmp_path: Path) -> None:
    files(tmp_path, *ROWS)
    (tmp_path / "policy.json").write_text('{"lane_policies": [{"unit": "CN", "random_rate": 1}]}', encoding="utf-8")
    status, _ = call(tmp_path, "--policy", str(tmp_path / "policy.json"))
    assert status == 0
    header = (tmp_path / "lanes.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "declaration_id,lane,parameters,selected_by,selection_probability,advice,items"


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--policy", "nowhere.yaml"), "there is no file nowhere.yaml"),
        (("--policy", "parameters.yaml"), "has no list named lane_policies"),
        (("--ratings", "declarations.csv"), "--ratings needs --policy"),
    ],
)
def test_it_refuses_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...], sentence: str
) -> None:
    files(tmp_path, *ROWS)
    monkeypatch.chdir(tmp_path)
    status, output = call(tmp_path, *more)
    assert status == 2
    assert sentence in output
    assert not (tmp_path / "lanes.csv").exists()


def test_it_tells_every_fault_of_the_parameters_with_its_line(tmp_path: Path) -> None:
    files(tmp_path, *ROWS, parameters="parameters:\n  - code: X\n    lane: red\n")
    status, output = call(tmp_path)
    assert status == 2
    assert "line 3, parameters[0].lane: must be medium or high" in output
    assert output.count("is missing") == 6


def test_a_folder_that_is_not_there_is_told_before_anything_is_screened(tmp_path: Path) -> None:
    files(tmp_path, *ROWS)
    status, output = call(tmp_path, out="nowhere/lanes.csv")
    assert (status, output.count("there is no folder")) == (2, 1)


def test_values_are_compared_by_the_exchange_rates_of_a_file(tmp_path: Path) -> None:
    header = "declaration_id,lodged_on,office,importer,hs_code,country_of_departure,country_of_origin,duty_rate,"
    lines = [f"{each},2021-03-01,SHA1,I1,870310,DE,DE,0,1,100,{each}" for each in ("USD", "CNY")]
    (tmp_path / "lodged.csv").write_text("\n".join([header + "net_mass,item_value,currency", *lines]) + "\n")
    (tmp_path / "rates.csv").write_text("currency,base,valid_from,rate\nUSD,CNY,2021-03-01,6.5\n")
    (tmp_path / "parameters.yaml").write_text(
        "parameters:\n- {code: P1, owner: CN, priority: revenue, lane: high, reason: r, instruction: i, "
        "valid_from: 2021-01-01, conditions: {total_value: {min: 500}}}\n"
    )
    files = {"--declarations": "lodged.csv", "--parameters": "parameters.yaml", "--out": "lanes.csv"}
    command = ["screen", *[part for option, name in files.items() for part in (option, str(tmp_path / name))]]
    runner = CliRunner()

    def lanes(*more: str) -> list[str]:
        assert runner.invoke(app, [*command, *more]).exit_code == 0
        return [line.split(",")[1] for line in (tmp_path / "lanes.csv").read_text().splitlines()[1:]]

    assert lanes() == ["low", "low"]
    assert lanes("--rates", str(tmp_path / "rates.csv")) == ["low", "high"]  # CNY, USD
    refused = runner.invoke(app, [*command, "--rates", str(tmp_path / "lodged.csv")])
    assert refused.exit_code == 2
    assert "holds no exchange rates" in refused.output
