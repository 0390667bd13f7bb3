"""Two runs at once on one data folder, and what the one that works there tells."""

import pytest

from sql.register.tables import Finding, Hint
from sql.stores import Stores
from tests.flows.conftest import Undisturbed
from tests.in_chinese import left_english, untold

pytestmark = pytest.mark.timeout(1_800)  # as in test_killed


def test_the_second_run_is_told_to_wait_and_the_first_ends_right(undisturbed: Undisturbed) -> None:
    assert undisturbed.second.returncode == 2
    assert undisturbed.second.stdout == ""
    told = undisturbed.second.stderr.strip()
    assert told == (
        f"customs-risk: another run works in {undisturbed.folder}, or it is served: wait until it ends, "
        "or name another folder with --data."
    )
    assert "Report, register and lake agree" in undisturbed.printed


def test_whatever_a_cycle_tells_it_can_tell_in_chinese(undisturbed: Undisturbed) -> None:
    stores = Stores.embedded(undisturbed.folder)
    assert untold(stores) == []
    assert left_english(stores.register.read(Finding, ["statement"])["statement"]) == []
    assert left_english(stores.register.read(Hint, ["evidence"])["evidence"]) == []
