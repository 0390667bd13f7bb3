"""What one process or thread alone may do in a data folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from sql.exclusive import HeldElsewhereError, exclusive

HOLDER = """
import sys
from pathlib import Path
from sql.exclusive import exclusive
with exclusive(Path(sys.argv[1]), "run"):
    print("holds", flush=True)
    sys.stdin.read()
"""


def test_the_same_work_twice_at_once_is_refused(tmp_path: Path) -> None:
    with exclusive(tmp_path, "run"), pytest.raises(HeldElsewhereError), exclusive(tmp_path, "run", wait=False):
        pass


def test_other_work_and_work_after_it_are_free(tmp_path: Path) -> None:
    with exclusive(tmp_path, "run"), exclusive(tmp_path, "collection", wait=False):
        pass
    with exclusive(tmp_path, "run", wait=False):
        pass


def test_a_killed_process_leaves_the_work_free(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "holds\n"
    with pytest.raises(HeldElsewhereError), exclusive(tmp_path, "run", wait=False):
        pass
    holder.kill()
    holder.communicate()
    with exclusive(tmp_path, "run", wait=False):
        pass
