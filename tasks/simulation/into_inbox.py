"""Writing simulated files to the inbox, once per plan."""

from datetime import date
from typing import Any

from sqlmodel import Session

from sql.register import complete_once
from sql.stores import Stores
from tasks.simulation.files import write_world
from tasks.simulation.persons import enter_demonstration
from tasks.simulation.world import SimulationPlan, simulate


def simulate_into_inbox(
    stores: Stores, declarations: int, first_day: date, last_day: date, screened_from: date, seed: int
) -> dict[str, Any]:
    """Write the files of a simulated world to the inbox, exactly once per plan.

    An installation that knows no other trade is a demonstration: see `enter_demonstration`. Returns:
    declarations_simulated, past_inspections, violations_planted, files_written, persons_entered.
    """
    plan = SimulationPlan(seed, declarations, first_day, last_day, screened_from)

    def compute() -> dict[str, Any]:
        world = simulate(plan)
        files = write_world(world, stores.folder / "inbox", stores.lake)
        return {
            "declarations_simulated": len(world.declarations),
            "past_inspections": len(world.outcomes),
            "violations_planted": int((world.truth["violation"] != "none").sum()),
            "files_written": len(files),
        }

    def record(session: Session, computed: dict[str, Any]) -> dict[str, Any]:
        return computed | {"persons_entered": enter_demonstration(session, first_day)}

    return complete_once(stores.register, "simulate", last_day, repr(plan), compute, record)
