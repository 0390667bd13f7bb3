"""Hints on the integrity of officers: the unit that supervises the officer gets them, and nobody else sees them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.terms import HintFamily
from tasks.persons.person import Person
from tasks.persons.roles import Action, may

_OFFICER = "officer"


@dataclass(frozen=True)
class IntegrityView:
    """Whose hints on integrity somebody may see: those to `unit` itself, without those on `number`, themselves."""

    unit: str
    number: str

    def shows(self, unit: str, officer: str | None) -> bool:
        """Whether a hint to `unit` on `officer` is shown."""
        return unit == self.unit and officer != self.number


def integrity_seen_by(person: Person, on: date) -> IntegrityView | None:
    """What a person sees of hints on integrity; None where they supervise nobody."""
    supervises = may(person, Action.SUPERVISE_INTEGRITY, person.unit, on, Organisation(organisation(on)))
    return IntegrityView(person.unit, person.number) if supervises else None


def shown(family: HintFamily, unit: str, officer: str | None, view: IntegrityView | None) -> bool:
    """Whether a hint may be shown to who has this view of hints on integrity; other hints are not its matter."""
    return family is not HintFamily.LAW_ENFORCEMENT or (view is not None and view.shows(unit, officer))


def officer_of(subject_kind: str, subject: str, compared: str) -> str | None:
    """The number of the officer whom a hint is on; None where it is on an office."""
    if subject_kind.split("+")[0] == _OFFICER:
        return subject.split("+")[0]
    number = json.loads(compared).get(_OFFICER)
    return None if number is None else str(number)


def supervising_unit(units: Organisation, office: str, officer: str | None, homes: Mapping[str, str]) -> str:
    """The unit above an officer: above their own unit where they are registered, else above the office of the act.

    homes: unit of each registered person by number. Above the unit at the top is nobody: it supervises itself.
    """
    home = homes.get(officer, office) if officer is not None else office
    return units.above(home) or home


def supervising_units(
    units: Organisation, hints: pd.DataFrame, subject_kind: str, homes: Mapping[str, str]
) -> list[str]:
    """The supervising unit of each hint: unit (the office), subject, compared."""
    return [
        supervising_unit(units, str(office), officer_of(subject_kind, str(subject), str(compared)), homes)
        for office, subject, compared in zip(hints["unit"], hints["subject"], hints["compared"], strict=True)
    ]
