"""The report on the test of one parameter version: for the officer who approves it, on one page."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, select_autoescape

from sql.durable import publish
from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register import keyed_text
from sql.register.tables import RiskParameter
from sql.stores import Stores
from sql.terms import Lane
from tasks.documents.tables import report_table
from tasks.parameters.evidence import Record, probability_of_lift
from tasks.parameters.past_figures import overlaps, workload
from tasks.parameters.past_test import Past, past_of
from tasks.records.lane_policy import lane_policies

_TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=select_autoescape(["html"]))
_LIKELY = 0.9  # from this probability on outcomes support a parameter; up to 1 minus it they contradict it


@dataclass(frozen=True)
class PastTrial:
    """The results of one version on a past period, for its report.

    overlapping, by_office: see `overlaps` and `workload`. recovered: duty that inspections of its hits brought, in
    `currency`, that of the installation; None where none was recorded.
    """

    row: RiskParameter
    past: Past
    hits: pd.DataFrame
    record: Record
    base: Record
    recovered: float | None
    currency: str
    overlapping: pd.DataFrame
    by_office: pd.DataFrame

    @property
    def verdict(self) -> str:
        """The evidence of past outcomes, in a sentence."""
        if not self.record.inspected:
            return "None of its hits was inspected: outcomes give no evidence."
        likely = probability_of_lift(self.record, self.base, 1.0)
        chance = "over 99%" if likely > 0.99 else "under 1%" if likely < 0.01 else f"{likely:.0%}"
        sure = f"{chance} likely to find more than inspections do on average"
        if likely >= _LIKELY:
            return f"Outcomes support it: {sure}."
        return f"Outcomes contradict it: {sure}." if likely <= 1 - _LIKELY else f"Outcomes leave it open: {sure}."

    @property
    def summary(self) -> str:
        """The test in three sentences: what it hits and found, what it costs, and the verdict."""
        lodged, shared = (
            len(self.past.lodged),
            self.hits["declaration_id"].isin(self.past.active_hits["declaration_id"]),
        )
        share = len(self.hits) / lodged if lodged else 0.0
        found = f"{self.row.key} would have hit {len(self.hits):,} of {lodged:,} declarations ({share:.2%})"
        if self.record.inspected:
            found += f"; of {self.record.inspected:,.0f} inspected {self.record.found:,.0f} violated"
            found += f" ({self.record.rate:.1%}, all inspections {self.base.rate:.1%})"
        if self.recovered is not None:
            found += f" and brought {self.recovered:,.0f} {self.currency} of duty"
        work = "inspections" if self.row.lane is Lane.HIGH else "document checks"
        extra = self.by_office["extra_per_day"].sum()
        cost = (
            f"Active parameters hit {shared.mean() if len(shared) else 0:.0%} of it already; it would add {extra:.1f}"
        )
        cost += f" {work} a day"
        if len(self.by_office):
            most = self.by_office.iloc[0]
            cost += f", most at {most['office']}: {most['extra_per_day']:.1f} of a capacity of {most['capacity']:.0f}"
        return f"{found}. {cost}. {self.verdict}"


def trial_of(stores: Stores, key: str, as_of: date) -> PastTrial:
    """Run one version on the last 180 days, beside the parameters in force and the capacity of its offices."""
    past = past_of(stores, [key], as_of)
    offices = sorted(past.lodged["office"].unique())
    policies = lane_policies(stores, offices, as_of, Organisation(organisation(as_of)))
    selected = past.active_hits.loc[past.active_hits["lane"] == "high", "declaration_id"]
    outcomes = past.outcomes[past.outcomes["declaration_id"].isin(past.hits["declaration_id"])]
    recovered = outcomes["recovered_duty"].astype("float64")
    return PastTrial(
        row=past.rows[0],
        past=past,
        hits=past.hits,
        record=_record(outcomes),
        base=_record(past.outcomes),
        recovered=float(recovered.sum()) if recovered.notna().any() else None,
        currency=stores.lake.currency,
        overlapping=overlaps(past.hits, past.active_hits),
        by_office=workload(past.hits, selected, past.lodged, policies, past.days),
    )


def report_past_test(stores: Stores, key: str, as_of: date) -> dict[str, Any]:
    """Write the report to `reports/` and return its summary and its path relative to the data folder."""
    trial = trial_of(stores, key, as_of)
    # The hash distinguishes codes that differ only in characters that file names cannot hold, such as Chinese ones.
    name = f"{re.sub(r'[^A-Za-z0-9_-]', '_', key)}-{keyed_text(key)[:8]}"
    path = Path("reports") / f"parameter-test-{name}-{as_of}.html"
    target = stores.folder / path
    publish(target, _page(trial))
    return {"summary": trial.summary, "report": path.as_posix()}


def _record(outcomes: pd.DataFrame) -> Record:
    return Record(float(len(outcomes)), float((outcomes["violation"] != "none").sum()))


def _page(trial: PastTrial) -> str:
    row, past = trial.row, trial.past
    figures = {
        "hits": f"{len(trial.hits):,}",
        "of its hits inspected": f"{trial.record.inspected:,.0f}",
        "of these violated": f"{trial.record.rate:.1%}" if trial.record.inspected else "–",
        "of all inspections violated": f"{trial.base.rate:.1%}" if trial.base.inspected else "–",
        "duty recovered": "–" if trial.recovered is None else f"{trial.recovered:,.0f} {trial.currency}",
        "more work a day": f"{trial.by_office['extra_per_day'].sum():.1f}",
    }
    overlap = report_table(
        trial.overlapping,
        "overlap",
        shares=("share_of_tested", "share_of_active"),
        empty="No active parameter shares a hit with it.",
    )
    offices = report_table(
        trial.by_office,
        "offices",
        headings={"extra": "hits not yet selected", "busiest_day": "most of them on one day"},
        shares=("share_of_capacity",),
        amounts=("capacity",),
        decimals=("extra_per_day",),
        empty="It hits nothing.",
    )
    return _TEMPLATES.get_template("past_test_report.html").render(
        title=f"Test of {row.key}: {row.reason}",
        subtitle=f"On declarations lodged from {past.first_day} to {past.last_day}; demands the {row.lane} lane.",
        figures=[{"name": name, "value": value} for name, value in figures.items()],
        sections=[
            {"title": "In short", "message": trial.summary, "body": ""},
            {"title": "Overlap", "message": "Active parameters that hit the same declarations.", "body": overlap},
            {"title": "Work by office", "message": "What it would add, against inspections a day.", "body": offices},
        ],
    )
