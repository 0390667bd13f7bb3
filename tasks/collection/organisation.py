"""The organisation of another administration, made that of the installation and kept with its dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import func, select
from sqlmodel import Session, col

from sql.reference import use_organisation
from sql.reference.units import lineages_of
from sql.register import insert_new, replace_all
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import OrganisationUnit, Unit
from sql.stores import Stores
from tasks.collection.organisation_file import DATES, latest_of_each, read_organisation


@dataclass(frozen=True)
class OrganisationLoaded:
    """How many units an organisation has, and the day from which it is in force (None: for all time)."""

    units: int
    begins: date | None
    new: bool


def load_organisation(stores: Stores, path: Path, *, actor: str, as_of: date) -> OrganisationLoaded:
    """Make the organisation of a file that of the installation; nothing changes where it is the last one loaded.

    Raises as `read_organisation` does.
    """
    units = read_organisation(path)
    begins = units["valid_from"].min() if units["valid_from"].notna().all() else None
    begins_on = None if begins is None else begins.date()
    with stores.register.writing() as session:
        new = _keep(session, units)
        if new:
            top = str(units.loc[units["parent"].isna(), "code"].iloc[0])
            facts = {"file": path.name, "units": len(units), "begins": begins_on}
            why = f"organisation of {path.name}"
            change = Change(as_of, "organisation", path.name, "load", actor, top, why, after=facts)
            record_changes(session, [change])
    use_organisation(stores.register.read(OrganisationUnit, list(OrganisationUnit.model_fields)))
    return OrganisationLoaded(units["code"].nunique(), begins_on, new)


def _keep(session: Session, units: pd.DataFrame) -> bool:
    """Write units as a new loading; False where they are the last one already."""
    load = session.connection().execute(select(func.max(col(OrganisationUnit.load)))).scalar() or 0
    signs = sorted(_sign(each) for each in units.to_dict("records"))
    kept = session.connection().execute(select(OrganisationUnit.__table__).where(col(OrganisationUnit.load) == load))  # type: ignore[attr-defined]
    if signs == sorted(_sign(dict(row)) for row in kept.mappings()):
        return False
    days = units["valid_from"].dt.strftime("%Y-%m-%d").fillna("")
    rows = units.assign(load=load + 1, key=str(load + 1) + "|" + units["code"] + "|" + days)
    insert_new(session, OrganisationUnit, rows)
    latest = latest_of_each(units)
    known = latest.drop(columns=list(DATES)).assign(lineage=list(lineages_of(latest).values()))
    ordered = known.sort_values("lineage", key=lambda paths: paths.str.count("/"), kind="stable")
    replace_all(session, Unit, ordered, [name for name in Unit.model_fields if name != "code"])
    return True


def _sign(unit: Mapping[Any, Any]) -> tuple[str, ...]:
    """All that is said of a unit, as text."""
    said = [
        "" if pd.isna(unit[name]) else str(unit[name]) for name in ("code", "parent", "level", "name_en", "name_zh")
    ]
    rest = ["" if pd.isna(unit[name]) else str(unit[name])[:10] for name in ("traffic", *DATES)]
    return (*said, *rest)
