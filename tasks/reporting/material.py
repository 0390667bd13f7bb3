"""What the report's sections are written from."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlmodel import col

from sql.queries import query
from sql.reference import organisation
from sql.register.tables import Inspection
from sql.stores import Stores
from tasks.clearance.decisions import decisions_up_to
from tasks.reporting.measurement import SelectionQuality, measure_selection


@dataclass(frozen=True)
class Material:
    """Facts of one screened period, as they were at its end.

    decisions: one row per screened declaration, columns of the lake's decisions. inspections: one row per inspection
    asked for in the period, columns of the register. lodged: declarations that the lake holds for the period.
    """

    stores: Stores
    first_day: date
    last_day: date
    decisions: pd.DataFrame
    inspections: pd.DataFrame
    lodged: int
    units: pd.DataFrame
    quality: SelectionQuality | None

    @property
    def done(self) -> pd.DataFrame:
        """Inspections with a result."""
        return self.inspections[self.inspections["state"] == "done"]

    def named(self, codes: "pd.Series[str]") -> "pd.Series[str]":
        """English names of units by code."""
        names = self.units.set_index("code")["name_en"]
        return codes.map(names).fillna(codes)


@dataclass(frozen=True)
class Section:
    """One section of the report: heading, what it says in a sentence, and its tables and charts as HTML."""

    title: str
    message: str
    body: str


def gather_material(stores: Stores, first_day: date, last_day: date, seed: int) -> Material:
    """Read what the sections of the report on a period need."""
    decisions = decisions_up_to(stores, last_day)
    decisions = decisions[pd.to_datetime(decisions["business_day"]) >= pd.Timestamp(first_day)]
    inspections = stores.register.read(
        Inspection,
        [
            *("declaration_id", "office", "importer", "lodged_on", "lane", "selected_by", "selection_probability"),
            *("parameters", "rating", "requested_on", "state", "inspected_on", "violation", "kind"),
            *("recovered_duty", "officer_hours"),
        ],
        col(Inspection.requested_on) >= first_day,
        col(Inspection.requested_on) <= last_day,
        order_by=["declaration_id"],
    )
    with stores.lake.connect("declarations") as lake:
        period = {"first_day": first_day, "last_day": last_day}
        counted = lake.execute(query("declarations_lodged_in_a_period"), period).fetchall()
    return Material(
        stores=stores,
        first_day=first_day,
        last_day=last_day,
        decisions=decisions.reset_index(drop=True),
        inspections=inspections,
        lodged=int(counted[0][0]),
        units=organisation(),
        quality=measure_selection(stores, decisions, seed),
    )
