"""Enterprises as a unit sees them: those that declare at its offices, found by words, and what is known of one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.queries import query
from sql.reference import organisation
from sql.refusal import RefusedError
from sql.register import records_of
from sql.register.found import keys_found
from sql.register.tables import CategoryChange, Enterprise, Inspection
from sql.register.words import ENTERPRISES
from sql.stores import Stores
from sql.terms import TaskState
from tasks.records.spoken_of import one_of, spoken_of_by_numbers

_BUSIEST_DECLARANT = 20  # traders; who declares for more is an agent for everybody, and links nobody
_OUTCOME = ["declaration_id", "inspected_on", "violation", "kind", "recovered_duty", "officer_hours"]


class EnterpriseNotSeenError(RefusedError):
    """There is no such enterprise, or the unit does not see it."""


@dataclass(frozen=True)
class EnterpriseSeen:
    """One enterprise, as far as a unit sees it; the latest first in each table.

    registered: name, address, office and registered_on of the administration's list; entered: category, first_seen_on
    and last_seen_on of the register. Both are empty where it does not stand there. categories: changed_on,
    category_before, category_after, rule, grounds. declarations: declaration_id, lodged_on, office, direction,
    declarant, first_hs_code, goods_description, items, value. outcomes: declaration_id, inspected_on, violation, kind,
    recovered_duty, officer_hours.
    """

    registered: dict[str, Any]
    entered: dict[str, Any]
    categories: pd.DataFrame
    declarations: pd.DataFrame
    outcomes: pd.DataFrame


def enterprises_sought(
    stores: Stores,
    unit: str,
    words: Sequence[str],
    since: date,
    *,
    registered: bool,
    named: Collection[str] = (),
    page: int,
    per_page: int,
) -> tuple[pd.DataFrame, int]:
    """A page of the traders of declarations lodged from `since` on at offices of `unit` and below.

    words, named: as `spoken_of_by_numbers` takes them. registered: also enterprises in the charge of these offices that
    declared nothing since. Returns, who declared last first: code, name, declarations, value, last_lodged_on, category;
    and how many there are on all pages. Raises UnknownUnitError.
    """
    spoken, (offices, every) = spoken_of_by_numbers(words, named), _offices(unit)
    seen = {"since": since, "every_office": every}
    asked = {**seen, "registered": registered, "most": per_page, "skipped": (page - 1) * per_page, **spoken.values}
    with stores.lake.connect("declarations", "enterprises", frames=offices) as lake:
        fitting = query("enterprises_that_speak_of_words").format(spoken=spoken.condition)
        numbers = lake.execute(fitting, asked).fetchall()
        codes = [code for code, _ in numbers]
        lake.register("asked", pd.DataFrame({"code": codes}, dtype="str"))
        shown = one_of("page", codes or [""])
        of_page = query("enterprises_of_a_page").format(page=shown.condition)
        found = lake.execute(of_page, {**seen, **shown.values}).df()
    entered = stores.register.read(Enterprise, ["code", "category"], col(Enterprise.code).in_(codes))
    return found.merge(entered, on="code", how="left"), int(numbers[0][1]) if numbers else 0


def enterprises_named(stores: Stores, words: Sequence[str]) -> Sequence[str]:
    """Numbers of registered enterprises whose number, name and address speak of all words, as `words_typed` has them.

    None where these are too many to say anything.
    """
    return keys_found(stores.register, ENTERPRISES, words, {}).keys or ()


def enterprise_seen(stores: Stores, unit: str, code: str, as_of: date) -> EnterpriseSeen:
    """What is known of one enterprise, with outcomes known at the end of `as_of`.

    Raises EnterpriseNotSeenError, in the same words for what is not there and for what `unit` does not see.
    """
    offices, every = _offices(unit)
    with stores.lake.connect("declarations", "enterprises", "outcomes", frames=offices) as lake:
        registered = records_of(lake.execute(query("registration_of_an_enterprise"), {"enterprise": code}).df())
        asked = {"enterprise": code, "every_office": every}
        declarations = lake.execute(query("declarations_of_an_enterprise"), asked).df()
        lake.register("asked", declarations[["declaration_id"]])
        past = lake.execute(query("past_outcomes_of_declarations"), {"as_of": as_of}).df()
    if declarations.empty and not any(_in_charge(unit, row["office"]) for row in registered):
        raise EnterpriseNotSeenError(f"{unit} has no enterprise {code}")
    register = stores.register
    entered = records_of(
        register.read(Enterprise, ["category", "first_seen_on", "last_seen_on"], col(Enterprise.code) == code)
    )
    categories = register.read(
        CategoryChange,
        ["changed_on", "category_before", "category_after", "rule", "grounds"],
        col(CategoryChange.enterprise) == code,
        order_by=["changed_on"],
    )
    ordered = register.read(
        Inspection,
        _OUTCOME,
        col(Inspection.importer) == code,
        col(Inspection.state) == TaskState.DONE,
        col(Inspection.inspected_on) <= as_of,
    )
    ordered = ordered[ordered["declaration_id"].isin(declarations["declaration_id"])]
    parts = [part for part in (past, ordered) if len(part)] or [past]
    outcomes = pd.concat(parts, ignore_index=True).sort_values(
        ["inspected_on", "declaration_id"], ascending=False, ignore_index=True
    )
    return EnterpriseSeen(
        registered[0] if registered else {},
        entered[0] if entered else {},
        categories.iloc[::-1],
        declarations,
        outcomes,
    )


def latest_declarations(stores: Stores, unit: str, code: str, most: int) -> pd.DataFrame:
    """The latest declarations of one enterprise at offices of `unit` and below; columns as in `EnterpriseSeen`."""
    offices, every = _offices(unit)
    with stores.lake.connect("declarations", frames=offices) as lake:
        asked = {"enterprise": code, "every_office": every}
        return lake.execute(query("declarations_of_an_enterprise"), asked).df().head(most)


def enterprises_linked(stores: Stores, unit: str, code: str, most: int) -> pd.DataFrame:
    """Other enterprises that `unit` sees and that share a declarant or the registered address with one, at most `most`.

    A declarant who serves many links nobody. Returns: code, shared (declarant or address), by_what, declarations
    (lodged by the shared declarant; missing for an address).
    """
    offices, every = _offices(unit)
    asked = {"enterprise": code, "every_office": every, "busiest": _BUSIEST_DECLARANT, "most": most}
    with stores.lake.connect("declarations", "enterprises", frames=offices) as lake:
        return lake.execute(query("enterprises_linked_to_an_enterprise"), asked).df()


def _offices(unit: str) -> tuple[dict[str, pd.DataFrame], bool]:
    """The offices that a unit sees and those that units have, and whether it sees also what no unit has."""
    units = Organisation(organisation())
    frames = {
        "seen": pd.DataFrame({"code": units.seen_by(unit)}),
        "known": pd.DataFrame({"code": list(units.lineages)}),
    }
    return frames, units.above(unit) is None


def _in_charge(unit: str, office: str | None) -> bool:
    units = Organisation(organisation())
    return units.holds(unit, units.nation if office is None else units.holder(office))
