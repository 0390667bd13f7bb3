"""Only one serving or run works in a data folder at a time."""

from pathlib import Path

import pytest

from deployments.serving.environment import Place
from deployments.serving.supervisor import NotServedError, supervise
from sql.exclusive import exclusive


def test_what_is_run_or_served_is_not_served_again(tmp_path: Path) -> None:
    with exclusive(tmp_path, "run"), pytest.raises(NotServedError, match="served already, or run in"):
        supervise(Place(tmp_path, "127.0.0.1", 0), report=print, welcome=lambda: None)
