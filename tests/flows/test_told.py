"""After a run nothing is open that nobody is told of, and every message says what is decided on, in Chinese too."""

from datetime import date
from pathlib import Path

import pytest

from sql.register.tables import Instruction, OutboxEvent
from sql.stores import Stores
from sql.terms import TaskState
from tasks.lifecycle.weeks import weeks_of
from tasks.notification.kinds import KINDS
from tests.flows.conftest import CYCLE, Undisturbed
from tests.flows.cycle import Cycle, run_cycle, without_engine
from tests.in_chinese import untold
from tests.tasks.answering.told import nobody_told, not_escalated


def silent_messages(stores: Stores) -> list[str]:
    """A line for each thing of a message that lacks what the kind of the message says of things."""
    events = stores.register.read(OutboxEvent, ["key", "kind", "about", "subject"])
    return [
        f"{row['key']}: {thing.kind} {thing.key} lacks {part}"
        for row in events.to_dict("records")
        for thing in row["about"].first
        for part in KINDS[str(row["kind"])].says
        if getattr(thing, part) is None or thing.kind not in KINDS[str(row["kind"])].about
    ]


def test_after_a_run_everything_open_is_told_and_told_in_full(undisturbed: Undisturbed) -> None:
    stores = Stores.embedded(undisturbed.folder)
    assert nobody_told(stores, CYCLE.last_day) == []
    assert silent_messages(stores) == []
    assert untold(stores) == []
    kinds = stores.register.read(OutboxEvent, ["kind", "about"])
    assert {"instruction", "warning"} <= set(kinds.loc[kinds["about"].map(lambda about: bool(about.first)), "kind"])
    stores.register.engine.dispose()


@pytest.mark.exhaustive
def test_after_a_simulated_quarter_officers_answered_most_and_the_rest_is_told(tmp_path: Path) -> None:
    quarter = Cycle(declarations=6_000, screened_from=date(2021, 1, 1), last_day=date(2021, 3, 31))
    with without_engine():
        run_cycle(quarter, tmp_path / "data")
    stores = Stores.embedded(tmp_path / "data")
    weeks = weeks_of(quarter.screened_from, quarter.last_day)
    assert nobody_told(stores, quarter.last_day) == []
    told_on = [*(week.eve for week in weeks), quarter.last_day]
    assert not_escalated(stores, told_on, [week.last_day for week in weeks]) == []
    assert silent_messages(stores) == []
    states = stores.register.read(Instruction, ["state"])["state"]
    assert (states == TaskState.DONE).mean() > 0.5
