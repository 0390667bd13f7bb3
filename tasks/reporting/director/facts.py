"""What is known of the periods of a page, as it was known on the last day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd
from sqlmodel import col, select

from sql.queries import query
from sql.register.tables import CaseDeclaration, CaseFile, Inspection
from sql.stores import Stores
from sql.terms import TaskState
from tasks.feedback.violations import estimated_violations
from tasks.records.decisions import decisions_up_to
from tasks.records.known_outcomes import known_outcomes, outcomes_of_declarations
from tasks.reporting.director.periods import Period


@dataclass(frozen=True)
class Share:
    """A share estimated from a random sample, with its 95 % interval, and the size of the sample.

    value: None where the sample found nothing, for then only a bound is known.
    """

    value: float | None
    low: float
    high: float
    drawn: int


@dataclass(frozen=True)
class Hours:
    """Hours from lodgement to release: of the middle declaration, those within which nine in ten are released, and of
    how many declarations both moments are known."""

    median: float
    nine_in_ten: float
    known: int


@dataclass(frozen=True)
class PeriodFacts:
    """One period.

    declarations: lodged in it. inspected: those of them with an outcome. results: outcomes of inspections of its days,
    of declarations lodged whenever. violations: results that found one. duty: recovered by them and by cases closed in
    it, in the currency of the installation. duty_known: violations of which the duty is recorded, and cases.
    compliance: share of all declarations without a violation, estimated from those drawn by chance. hours: None where
    no moment of release is known.
    """

    period: Period
    declarations: int
    inspected: int
    results: int
    violations: int
    duty: float
    duty_known: int
    compliance: Share | None
    hours: Hours | None


@dataclass(frozen=True)
class Known:
    """Facts as they were known on the day `as_of`; each is read when it is first needed."""

    stores: Stores
    as_of: date

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """One row per declaration inspected, whoever ordered it: declaration_id, inspected_on, violated,
        recovered_duty, officer_hours, selected_by and selection_probability (missing where another system ordered it).
        """
        known = outcomes_of_declarations(known_outcomes(self.stores, self.as_of))
        return known.assign(
            inspected_on=pd.to_datetime(known["inspected_on"]),
            violated=known["violation"] != "none",
            recovered_duty=known["recovered_duty"].astype("float64"),
        )

    @cached_property
    def inspections(self) -> pd.DataFrame:
        """Inspections with a result: declaration_id, requested_on, office, lane, selected_by, selection_probability,
        violated.
        """
        rows = self.stores.register.read(
            Inspection,
            [
                *("declaration_id", "requested_on", "office", "lane", "selected_by", "selection_probability"),
                "violation",
            ],
            col(Inspection.state) == TaskState.DONE,
            col(Inspection.inspected_on) <= self.as_of,
            order_by=["declaration_id"],
        )
        return rows.assign(violated=rows["violation"] != "none")

    @cached_property
    def decisions(self) -> pd.DataFrame:
        """Decisions of lanes: columns of the lake's decisions."""
        return decisions_up_to(self.stores, self.as_of)

    @cached_property
    def closed_cases(self) -> pd.DataFrame:
        """Cases closed with duty recovered: number, closed_on, beyond (what their inspections had not recovered)."""
        register = self.stores.register
        closed = (col(CaseFile.recovered_duty).is_not(None), col(CaseFile.closed_on) <= self.as_of)
        cases = register.read(CaseFile, ["number", "closed_on", "recovered_duty"], *closed, order_by=["number"])
        involved = register.frame(
            select(col(CaseDeclaration.case_number), col(CaseDeclaration.declaration_id)).where(
                col(CaseDeclaration.case_number).in_(select(CaseFile.number).where(*closed))
            )
        )
        return recovered_beyond_inspections(cases, involved, self.outcomes)

    def of(self, periods: Mapping[str, Period]) -> dict[str, PeriodFacts]:
        """Facts of each period, by the names of the periods."""
        frame = pd.DataFrame(
            [{"name": name, "first_day": each.first_day, "last_day": each.last_day} for name, each in periods.items()]
        ).astype({"first_day": "datetime64[us]", "last_day": "datetime64[us]"})
        frames = {"periods": frame, "inspected": self.outcomes[["declaration_id"]]}
        with self.stores.lake.connect("declarations", "declaration_versions", "officer_actions", frames=frames) as lake:
            lodged = lake.execute(query("declarations_and_inspected_of_periods")).df().set_index("period")
            hours = lake.execute(query("hours_from_lodgement_to_release_of_periods")).df().set_index("period")
        return {
            name: self._facts(period, lodged.to_dict("index").get(name, {}), hours.to_dict("index").get(name))
            for name, period in periods.items()
        }

    def _facts(self, period: Period, lodged: Mapping[Any, Any], hours: Mapping[Any, Any] | None) -> PeriodFacts:
        results = self.outcomes[within(self.outcomes["inspected_on"], period)]
        found = results[results["violated"]]
        closed = self.closed_cases[within(self.closed_cases["closed_on"], period)]
        return PeriodFacts(
            period=period,
            declarations=int(lodged.get("declarations", 0)),
            inspected=int(lodged.get("inspected", 0)),
            results=len(results),
            violations=len(found),
            duty=float(found["recovered_duty"].sum()) + float(closed["beyond"].sum()),
            duty_known=int(found["recovered_duty"].notna().sum()) + len(closed),
            compliance=compliance(
                self.decisions[within(self.decisions["business_day"], period)],
                self.inspections[within(self.inspections["requested_on"], period)],
                period.last_day.toordinal(),
            ),
            hours=None if hours is None else Hours(hours["median"], hours["nine_in_ten"], int(hours["known"])),
        )


def within(days: "pd.Series[Any]", period: Period) -> "pd.Series[bool]":
    """Which days lie in the period."""
    return pd.to_datetime(days).between(pd.Timestamp(period.first_day), pd.Timestamp(period.last_day))


def compliance(decisions: pd.DataFrame, done: pd.DataFrame, seed: int) -> Share | None:
    """Share of all declarations that comply, estimated from those drawn by chance and what else was found.

    decisions and done: as `estimated_violations` takes them. None where none was drawn, or nothing is known of a lane.
    """
    estimated = estimated_violations(decisions, done, seed)
    if estimated is None or not estimated.by_chance:
        return None
    rate = estimated.violation_rate()
    value = None if rate["value"] is None else 1 - float(str(rate["value"]))
    low, high = (1 - float(str(rate[name])) for name in ("high", "low"))
    return Share(value, low, high, estimated.by_chance)


def recovered_beyond_inspections(cases: pd.DataFrame, involved: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """What each case recovered beyond the inspections of its declarations, so that no duty is counted twice.

    cases: number, closed_on, recovered_duty. involved: case_number, declaration_id. outcomes: declaration_id,
    recovered_duty. Returns: number, closed_on, beyond.
    """
    by_inspections = involved.merge(outcomes[["declaration_id", "recovered_duty"]], on="declaration_id")
    before = by_inspections.groupby("case_number")["recovered_duty"].sum()
    beyond = cases["recovered_duty"].astype("float64") - cases["number"].map(before).fillna(0.0).astype("float64")
    return cases[["number", "closed_on"]].assign(beyond=beyond.clip(lower=0.0))
