"""Writing simulated files to the inbox, once per plan."""

from datetime import date
from typing import Any

from sqlmodel import Session, select

from sql.jurisdiction import NATION, Organisation
from sql.reference import organisation
from sql.register import complete_once, insert_new
from sql.register.tables import CollectionBatch, RegisteredPerson, RosterEntry
from sql.stores import Stores
from sql.terms import Role
from tasks.persons.acting import FIRST, INSTALLATION, installer
from tasks.persons.register import enter_in
from tasks.simulation.files import write_world
from tasks.simulation.persons import demonstration_persons, demonstration_roster
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


def enter_demonstration(session: Session, since: date) -> int:
    """Enter these persons, on shift, in the caller's transaction and return how many; none where anything is real.

    Whoever installs gets every role then, to show each act. Real is what a file brought, and a person who was entered.
    """
    persons = set(session.exec(select(RegisteredPerson.number)))
    if persons - {FIRST} or session.exec(select(CollectionBatch.key).limit(1)).first() is not None:
        return 0
    first = session.get(RegisteredPerson, FIRST)
    everything = installer(tuple(Role), since if first is None else first.valid_from)
    units = Organisation(organisation(since))
    entries = [everything, *demonstration_persons(units, since)]
    entered = enter_in(session, entries, actor=INSTALLATION, unit=NATION, as_of=since).new
    insert_new(session, RosterEntry, demonstration_roster(units, since))
    return entered
