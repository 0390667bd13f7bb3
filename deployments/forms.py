"""The forms of the user interface: the fields that a person fills in, and what there is to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.exc import InterfaceError, OperationalError

from blocks.settings import Settings
from blocks.stores import load_stores
from deployments.deployment import ServedDeployment
from flows.choices import choice
from sql.queries import query
from sql.reference import open_units
from sql.stores import Stores

_TITLES = {"as_of": "Business date", "declaration_id": "Declaration", "hs_code": "HS code"}
_FILLED_IN = frozenset({"occasion", "files", "mappings"})  # by events and commands
_OF_THE_SHELL = frozenset({"as_of"})  # what a person does in the user interface, they do today
_UNITS = frozenset({"customs", "acting_unit", "to"})
_COMMODITIES = frozenset({"commodities"})

Field = dict[str, Any]


@dataclass(frozen=True)
class Choices:
    """What forms offer for the codes of an installation; where there is nothing yet, they take what is written.

    units: codes with names. commodities: HS chapters and headings that were declared; whole codes would be thousands.
    """

    units: tuple[str, ...] = ()
    commodities: tuple[str, ...] = ()


NO_CHOICES = Choices()


def current_choices() -> Choices:
    """What the installation offers now; nothing where its register or lake cannot be read."""
    try:
        return choices_of(load_stores(), Settings().today())
    except (OperationalError, InterfaceError, OSError):
        return NO_CHOICES


def choices_of(stores: Stores, day: date) -> Choices:
    """Units that are open on a day, and HS chapters and headings of all declarations."""
    units = open_units(day)
    with stores.lake.connect("declarations") as lake:
        headings = {str(heading) for (heading,) in lake.execute(query("headings_declared")).fetchall()}
    chapters = {heading[:2] for heading in headings}
    return Choices(tuple(map(choice, units["code"], units["name_en"])), tuple(sorted(chapters | headings)))


def form_of(deployment: ServedDeployment, fields: Mapping[str, Field], choices: Choices) -> dict[str, Field]:
    """The fields of a deployment's form by name.

    What events and commands fill in is left out; so is the date where a person acts. The flow keeps its parameters.
    """
    left_out = _FILLED_IN | _OF_THE_SHELL if deployment.form else _FILLED_IN
    return {
        name: _with_choices(name, _shown(name, field), choices)
        for name, field in fields.items()
        if name not in left_out
    }


def _shown(name: str, field: Mapping[str, Any]) -> Field:
    """A field with a title, and empty if it may be None.

    Prefect uses the Python name as the title, and offers a choice between a type and "None".
    """
    shown = {**field, "title": _TITLES.get(name, name.replace("_", " ").capitalize())}
    kinds = [kind for kind in field.get("anyOf", []) if kind.get("type") != "null"]
    if field.get("default", "") is None and len(kinds) == 1:
        del shown["anyOf"], shown["default"]
        shown |= kinds[0]
    return shown


def _with_choices(name: str, field: Field, choices: Choices) -> Field:
    if name in _UNITS and choices.units:
        return field | {"enum": list(choices.units)}
    if name in _COMMODITIES and choices.commodities:
        return field | {"items": {"type": "string", "enum": list(choices.commodities)}}
    return field
