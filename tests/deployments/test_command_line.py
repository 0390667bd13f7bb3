"""Every command lists itself, helps, and refuses in one sentence."""

import errno
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from deployments import command_line
from deployments.command_line import app
from sql.stores import Stores
from tests.deployments.commands.shell import run, shell

GROUPS = ("cases", "handling", "hints", "information", "inspections", "parameters", "quarantine")


def every_command(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from every_command(below, (*path, name))


def test_every_command_and_every_option_says_what_it_is_for() -> None:
    commands = dict(every_command(get_command(app)))
    assert {(name,) for name in (*GROUPS, "run", "screen", "rate", "serve", "analyse")} <= set(commands)
    for path, command in commands.items():
        assert command.help, path
        for parameter in command.params:
            assert getattr(parameter, "help", None), (path, parameter.name)


@pytest.mark.parametrize("name", GROUPS)
def test_help_of_a_group_names_its_commands(name: str) -> None:
    told = run(name, "--help")
    assert told.status == 0
    assert "list" in told.out


def test_help_loads_none_of_the_heavy_machinery() -> None:
    heavy = "{'pandas', 'duckdb', 'sqlalchemy', 'prefect', 'sklearn', 'pyarrow'}"
    program = f"import sys; from deployments.command_line import app; print(sorted({heavy} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_a_command_is_made_without_the_others() -> None:
    program = (
        "import sys; from deployments.command_line import command_line; command_line(['cases']); print(sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert "'deployments.commands.cases'" in told
    assert "'deployments.commands.parameters'" not in told


def test_the_version_is_that_of_the_package() -> None:
    told = run("--version")
    assert (told.status, told.out) == (0, f"customs-risk {version('customs-risk-flows')}\n")


def test_everything_that_is_wrong_with_options_is_told_together() -> None:
    told = run("cases", "list", "--kind", "picnic", "--page", "0", "--state", "asleep", "--json")
    assert told.status == 2
    for option in ("--kind", "--page", "--state"):
        assert f"Invalid value for '{option}'" in told.err
    one = run("cases", "list", "--kind", "picnic")
    assert one.status == 2
    assert one.err.count("Invalid value") == 1
    missing = run("cases", "merge")
    assert "'number'" in missing.err
    assert "'--into'" in missing.err
    assert "'--reason'" in missing.err


@pytest.mark.parametrize("command", [(name, "list") for name in GROUPS])
def test_a_folder_without_data_is_refused_and_stays_empty(command: tuple[str, ...], tmp_path: Path) -> None:
    told = run(*command, "--data", str(tmp_path))
    assert told.refusal == f"{tmp_path} is no data folder: it has no register.sqlite; name another with --data."
    assert list(tmp_path.iterdir()) == []


def test_without_any_data_folder_the_shell_says_how_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CUSTOMS_RISK_DATA_FOLDER", raising=False)
    assert "begin with customs-risk run" in run("cases", "list").refusal


def test_the_folder_that_was_last_run_in_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CUSTOMS_RISK_DATA_FOLDER", raising=False)
    Stores.embedded(tmp_path / ".customs-risk" / "simulation")
    assert run("cases", "list").status == 0


def test_a_register_that_cannot_be_reached_is_told_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUSTOMS_RISK_REGISTER_URL", "postgresql+psycopg://officer:secret@127.0.0.1:1/none")
    told = run("cases", "list", "--data", str(tmp_path))
    assert "CUSTOMS_RISK_REGISTER_URL" in told.refusal
    assert "secret" not in told.err + told.out


@pytest.mark.parametrize("name", [group for group in GROUPS if group != "quarantine"])
def test_an_unknown_unit_is_refused_and_an_empty_list_is_none(name: str, stores: Stores) -> None:
    assert shell(stores, name, "list", "--unit", "MARS").refusal.startswith("MARS is no unit")
    assert "none." in shell(stores, name, "list").out
    assert shell(stores, name, "list", "--json").json == []


@pytest.mark.parametrize("reason", ["", "  "])
def test_nobody_decides_without_a_reason(stores: Stores, reason: str) -> None:
    assert "cannot be empty" in shell(stores, "cases", "merge", "TA-1", "--into", "TA-2", "--reason", reason).refusal


def test_a_date_that_is_none_is_a_users_error(stores: Stores) -> None:
    told = shell(stores, "information", "list", "--as-of", "2021-02-30")
    assert told.status == 2
    assert "2021-02-30" in told.err


def test_an_outage_is_told_in_one_sentence_and_a_fault_of_the_program_is_not_hidden(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(problem: Exception) -> Callable[[object], Callable[[], None]]:
        def called() -> None:
            raise problem

        return lambda names: called

    monkeypatch.setattr(command_line, "command_line", fails(OSError(errno.ENOSPC, "full", "/data")))
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == 75
    told = capsys.readouterr().err
    assert (
        told
        == "customs-risk: /data: the disk is full: make room; nothing is left half done, and the next try does it\n"
    )
    monkeypatch.setattr(command_line, "command_line", fails(ValueError("a fault")))
    with pytest.raises(ValueError, match="a fault"):
        command_line.main()
