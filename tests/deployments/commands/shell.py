"""Running a command on the stores of a test."""

import json
import re
from dataclasses import dataclass
from typing import Any

from typer.testing import CliRunner

from deployments.command_line import app
from sql.stores import Stores
from tests.persons import CHIEF, Officer, at_the_shell


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed as JSON."""
        return json.loads(self.out)

    @property
    def refusal(self) -> str:
        """The one sentence of a user's error; fails where it was none."""
        assert self.status == 2, (self.status, self.out, self.err)
        sentence = self.err.strip()
        assert sentence.startswith("customs-risk: "), sentence
        assert "Traceback" not in sentence
        return sentence.removeprefix("customs-risk: ")


def shell(stores: Stores, *arguments: str | Officer, columns: int = 240, piped: bool = False) -> Answer:
    """Run `customs-risk` with these arguments and the data folder of the stores; see `run`.

    An officer among the arguments sits at the shell; else the chief of the nation, in every role.
    """
    officer = next((each for each in arguments if isinstance(each, Officer)), CHIEF)
    with at_the_shell(stores, officer):
        words = [each for each in arguments if isinstance(each, str)]
        return run(*words, "--data", str(stores.folder), columns=columns, piped=piped)


def run(*arguments: str, columns: int = 240, piped: bool = False) -> Answer:
    """Run `customs-risk` with just these arguments, in a terminal of so many columns or into a pipe."""
    terminal = {"COLUMNS": str(columns), "NO_COLOR": "1", "TTY_COMPATIBLE": "0" if piped else "1"}
    told = CliRunner().invoke(app, list(arguments), env=terminal)
    if told.exception is not None and not isinstance(told.exception, SystemExit):
        raise told.exception
    out, err = (re.sub(r"\x1b\[[0-9;]*m", "", text) for text in (told.stdout, told.stderr))
    return Answer(told.exit_code, out, err)
