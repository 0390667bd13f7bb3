"""A person as others see them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import AuditEntry, RegisteredPerson
from sql.stores import Stores
from tasks.persons.person import PersonRefusedError
from tasks.persons.register import persons_seen
from tasks.persons.roles import MAY


@dataclass(frozen=True)
class PersonSeen:
    """A person with accounts and actions, and the changes: happened_on, action, actor, reason, before, after."""

    person: dict[str, Any]
    changes: pd.DataFrame


def person_seen(stores: Stores, unit: str, number: str) -> PersonSeen:
    """One person of `unit` or below. Raises PersonRefusedError in the same words for all others."""
    rows = persons_seen(stores, unit)
    row = rows[rows["number"] == number]
    if row.empty:
        raise PersonRefusedError(f"there is no person {number}: list them with persons list")
    person = {str(name): value for name, value in row.iloc[0].items()}
    roles = set(person["roles"].split(";"))
    person["may"] = [str(action) for action, entitled in MAY.items() if not entitled.isdisjoint(roles)]
    changes = stores.register.read(
        AuditEntry,
        ["happened_on", "action", "actor", "reason", "before", "after"],
        col(AuditEntry.entity) == "person",
        col(AuditEntry.entity_key) == number,
        order_by=["sequence"],
    )
    return PersonSeen(person, changes)


def persons_among(stores: Stores, unit: str, numbers: Collection[str]) -> set[str]:
    """Which of some numbers are those of persons of `unit` or below: what acts by itself in a journal is nobody."""
    seen = Organisation(organisation()).seen_by(unit)
    of_them = (col(RegisteredPerson.number).in_(numbers), col(RegisteredPerson.unit).in_(seen))
    return set(stores.register.read(RegisteredPerson, ["number"], *of_them)["number"])
