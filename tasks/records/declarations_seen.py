"""Declarations as a unit sees them: those of its offices, found by words, and everything that is known of one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlmodel import col, select

from sql.jurisdiction import Organisation
from sql.queries import query
from sql.reference import organisation
from sql.refusal import RefusedError
from sql.register.tables import CaseDeclaration, CaseFile, LaneChange, ScreeningBatch
from sql.stores import Stores
from tasks.records.spoken_of import one_of, spoken_of_by_items
from tasks.records.subjects import values_of


class DeclarationNotSeenError(RefusedError):
    """There is no such declaration, or the unit does not see it."""


@dataclass(frozen=True)
class DeclarationSeen:
    """One declaration, the latest first in each: goods items of every version, decisions, and an officer's re-routing.

    versions, decisions: columns of the lake's declarations and decisions. re_routed: columns of LaneChange; None where
    nobody re-routed it.
    """

    versions: pd.DataFrame
    decisions: pd.DataFrame
    re_routed: dict[str, object] | None


def declarations_seen(
    stores: Stores,
    unit: str,
    words: Sequence[str],
    since: date,
    *,
    named: Collection[str] = (),
    page: int = 1,
    per_page: int = 25,
) -> tuple[pd.DataFrame, int]:
    """A page of the declarations lodged from `since` on at offices of `unit` and below that speak of all words.

    words, named: as `spoken_of_by_items` takes them. Returns, the latest first: declaration_id, lodged_on, office,
    direction, importer, items, first_hs_code, goods_description, value; and how many there are on all pages. Raises
    UnknownUnitError.
    """
    units = Organisation(organisation())
    frames = {
        "seen": pd.DataFrame({"code": units.seen_by(unit)}),
        "known": pd.DataFrame({"code": list(units.lineages)}),
    }
    spoken = spoken_of_by_items(words, named)
    asked = {"since": since, "most": per_page, "skipped": (page - 1) * per_page, **spoken.values}
    asked["every_office"] = units.above(unit) is None
    with stores.lake.connect("declarations", frames=frames) as lake:
        fitting = query("declarations_that_speak_of_words" if words else "declarations_lodged_since").format(
            spoken=spoken.condition
        )
        numbers = lake.execute(fitting, asked).fetchall()
        shown = one_of("page", [number for number, *_ in numbers] or [""])
        rows = lake.execute(query("declarations_of_a_page").format(page=shown.condition), shown.values).df()
    return rows, int(numbers[0][1]) if numbers else 0


def declaration_seen(stores: Stores, unit: str, declaration_id: str) -> DeclarationSeen:
    """Everything that is known of one declaration; who works on a case sees all that are involved in it.

    Raises DeclarationNotSeenError, in the same words for what is not there and for what `unit` does not see.
    """
    units, asked = Organisation(organisation()), {"declaration_id": declaration_id}
    with stores.lake.connect("declaration_versions", "decisions") as lake:
        versions = lake.execute(query("every_version_of_a_declaration"), asked).df()
        decisions = lake.execute(query("every_decision_on_a_declaration"), asked).df()
    if versions.empty or not (
        units.holds(unit, units.holder(str(versions["office"].iloc[0])))
        or _involved_in_a_case(stores, declaration_id, units.seen_by(unit))
    ):
        raise DeclarationNotSeenError(f"{unit} has no declaration {declaration_id}")
    batches = col(ScreeningBatch.key).in_(decisions["batch"].unique().tolist())
    decisions = decisions[decisions["batch"].isin(stores.register.read(ScreeningBatch, ["key"], batches)["key"])]
    changed = stores.register.read(
        LaneChange, list(LaneChange.model_fields), col(LaneChange.declaration_id) == declaration_id
    )
    re_routed = None if changed.empty else {str(name): value for name, value in changed.iloc[0].items()}
    return DeclarationSeen(versions, decisions, re_routed)


def _involved_in_a_case(stores: Stores, declaration_id: str, units: Sequence[str]) -> bool:
    """Whether a case of any of the units rests on the declaration."""
    involved = (
        select(CaseDeclaration.case_number)
        .join(CaseFile, col(CaseFile.number) == col(CaseDeclaration.case_number))
        .where(CaseDeclaration.declaration_id == declaration_id, col(CaseFile.unit).in_(units))
    )
    return not stores.register.frame(involved.limit(1)).empty


def monthly_trade(stores: Stores, unit: str, subject_kind: str, subject: str, since: date) -> pd.DataFrame:
    """Declarations of a subject lodged from `since` on at offices of `unit` and below, by month.

    subject_kind, subject: canonical columns and their values, joined by +. Returns: month (its first day),
    declarations, value; months without any, and subjects of other columns, are left out.
    """
    names = subject_kind.split("+")
    wanted = dict(zip(names, values_of(subject_kind, subject), strict=False))
    if set(wanted) - _COLUMNS:
        return pd.DataFrame(columns=["month", "declarations", "value"])
    conditions = " and ".join(f"{_COLUMN_OF.get(name, name)} = ${name}" for name in wanted)
    seen = pd.DataFrame({"code": Organisation(organisation()).seen_by(unit)})
    with stores.lake.connect("declarations", frames={"seen": seen}) as lake:
        return lake.execute(_MONTHLY.format(conditions=conditions), wanted | {"since": since}).df()


_COLUMN_OF = {"hs4": "left(hs_code, 4)"}
_COLUMNS = frozenset(
    {
        *("importer", "exporter", "seller", "declarant", "courier", "office", "direction", "hs_code", "hs4"),
        *("country_of_origin", "country_of_departure", "trade_mode", "transport_mode", "manual_number"),
    }
)
# conditions: on columns that are listed above, each with a bound value.
_MONTHLY = """
select date_trunc('month', lodged_on) as month, count(distinct declaration_id) as declarations, sum(value) as value
from declarations
where lodged_on >= $since and office in (select code from seen) and {conditions}
group by month
order by month
"""
