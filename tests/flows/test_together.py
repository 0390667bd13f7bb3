"""Two runs at once on one data folder."""

import pytest

from tests.flows.conftest import Undisturbed

pytestmark = pytest.mark.timeout(1_800)  # as in test_killed


def test_the_second_run_is_told_to_wait_and_the_first_ends_right(undisturbed: Undisturbed) -> None:
    assert undisturbed.second.returncode == 2
    assert undisturbed.second.stdout == ""
    told = undisturbed.second.stderr.strip()
    assert told == (
        f"customs-risk: another run is at work in {undisturbed.folder}, or it is served: wait until it has ended, "
        "or name another folder with --data."
    )
    assert "Report, register and lake agree" in undisturbed.printed
