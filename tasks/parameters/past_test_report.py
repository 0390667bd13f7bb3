"""The report on the test of one parameter version: for who approves it, on one page, in every language."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from sql.jurisdiction import Organisation
from sql.messages import Message, word
from sql.reference import organisation
from sql.register import keyed_text
from sql.register.tables import RiskParameter
from sql.stores import Stores
from sql.terms import Lane, Language
from tasks.documents.pages import LANGUAGE_NAMES, in_language, page, write_page
from tasks.documents.tables import report_table
from tasks.documents.translation import translations
from tasks.parameters.evidence import Record, probability_of_lift
from tasks.parameters.past_figures import overlaps, workload
from tasks.parameters.past_test import Past, past_of
from tasks.records.lane_policy import lane_policies

_TEMPLATE = Path(__file__).parent / "past_test_report.html"
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
    def verdict(self) -> Message:
        """The evidence of past outcomes, in a sentence."""
        if not self.record.inspected:
            return Message("None of its hits was inspected: outcomes give no evidence.")
        likely = probability_of_lift(self.record, self.base, 1.0)
        chance = {"chance": _chance(likely)}
        if likely >= _LIKELY:
            return Message("Outcomes support it: {chance} likely to find more than inspections do on average.", chance)
        if likely <= 1 - _LIKELY:
            return Message(
                "Outcomes contradict it: {chance} likely to find more than inspections do on average.", chance
            )
        return Message("Outcomes leave it open: {chance} likely to find more than inspections do on average.", chance)

    @property
    def summary(self) -> Message:
        """The test in three sentences: what it hits and found, what it costs, and the verdict."""
        return Message(
            "{found}. {cost}. {verdict}", {"found": self._found, "cost": self._cost, "verdict": self.verdict}
        )

    @property
    def _found(self) -> Message:
        lodged = len(self.past.lodged)
        found = Message(
            "{parameter} would have hit {hits:,} of {lodged:,} declarations ({share:.2%})",
            {
                "parameter": self.row.key,
                "hits": len(self.hits),
                "lodged": lodged,
                "share": len(self.hits) / lodged if lodged else 0.0,
            },
        )
        if self.record.inspected:
            values = {"found": found, "inspected": self.record.inspected, "violated": self.record.found}
            values |= {"rate": self.record.rate, "base": self.base.rate}
            found = Message(
                "{found}; of {inspected:,.0f} inspected {violated:,.0f} violated ({rate:.1%}, all inspections "
                "{base:.1%})",
                values,
            )
        if self.recovered is not None:
            duty = {"found": found, "amount": self.recovered, "currency": self.currency}
            found = Message("{found} and brought {amount:,.0f} {currency} of duty", duty)
        return found

    @property
    def _cost(self) -> Message:
        shared = self.hits["declaration_id"].isin(self.past.active_hits["declaration_id"])
        values = {"shared": shared.mean() if len(shared) else 0.0, "extra": self.by_office["extra_per_day"].sum()}
        if self.row.lane is Lane.HIGH:
            cost = Message(
                "Active parameters hit {shared:.0%} of it already; it would add {extra:.1f} inspections a day", values
            )
        else:
            cost = Message(
                "Active parameters hit {shared:.0%} of it already; it would add {extra:.1f} document checks a day",
                values,
            )
        if self.by_office.empty:
            return cost
        most = self.by_office.iloc[0]
        return Message(
            "{cost}, most at {office}: {extra:.1f} of a capacity of {capacity:.0f}",
            {
                "cost": cost,
                "office": most["office"],
                "extra": most["extra_per_day"],
                "capacity": most["capacity"],
            },
        )


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


def report_path(key: str, tested_on: date) -> Path:
    """Where the report on the test of a version stands, relative to the data folder; other languages beside it."""
    # The hash distinguishes codes that differ only in characters that file names cannot hold, such as Chinese ones.
    name = f"{re.sub(r'[^A-Za-z0-9_-]', '_', key)}-{keyed_text(key)[:8]}"
    return Path("reports") / f"parameter-test-{name}-{tested_on}.html"


def report_past_test(stores: Stores, key: str, as_of: date) -> dict[str, Any]:
    """Write the report in every language; return its summary, and the path of the English one in the data folder."""
    trial, path = trial_of(stores, key, as_of), report_path(key, as_of)
    for language in Language:
        write_page(stores.folder / in_language(path, language), _page(trial, language, path))
    return {"summary": str(trial.summary), "report": path.as_posix()}


def _chance(likely: float) -> Message:
    if likely > 0.99:
        return Message("over 99%")
    return Message("under 1%") if likely < 0.01 else Message("{likely:.0%}", {"likely": likely})


def _record(outcomes: pd.DataFrame) -> Record:
    return Record(float(len(outcomes)), float((outcomes["violation"] != "none").sum()))


def _page(trial: PastTrial, language: Language, path: Path) -> str:
    row, past = trial.row, trial.past
    _ = translations(language).gettext
    figures = {
        _("hits"): f"{len(trial.hits):,}",
        _("of its hits inspected"): f"{trial.record.inspected:,.0f}",
        _("of these with a violation"): f"{trial.record.rate:.1%}" if trial.record.inspected else "–",
        _("of all inspections with a violation"): f"{trial.base.rate:.1%}" if trial.base.inspected else "–",
        _("duty recovered"): "–" if trial.recovered is None else f"{trial.recovered:,.0f} {trial.currency}",
        _("more work a day"): f"{trial.by_office['extra_per_day'].sum():.1f}",
    }
    overlap = report_table(
        trial.overlapping,
        "overlap",
        headings={
            "parameter": _("Parameter"),
            "shared": _("Hit by both"),
            "share_of_tested": _("share of the tested one's hits"),
            "share_of_active": _("share of the active one's hits"),
        },
        shares=("share_of_tested", "share_of_active"),
        empty=_("No active parameter shares a hit with it."),
    )
    offices = report_table(
        trial.by_office,
        "offices",
        headings={
            "office": _("Office"),
            "hits": _("Hits"),
            "extra": _("hits not yet selected"),
            "extra_per_day": _("of them a day"),
            "busiest_day": _("most of them on one day"),
            "capacity": _("inspections that the office can make a day"),
            "share_of_capacity": _("share of this capacity"),
        },
        shares=("share_of_capacity",),
        amounts=("capacity",),
        decimals=("extra_per_day",),
        empty=_("It hits nothing."),
    )
    period = {"first": past.first_day, "last": past.last_day, "lane": word(row.lane)}
    return page(
        _TEMPLATE,
        language,
        title=Message("Test of {parameter}: {reason}", {"parameter": row.key, "reason": row.reason}),
        subtitle=Message("On declarations lodged from {first} to {last}; demands the {lane} lane.", period),
        others=[(LANGUAGE_NAMES[each], in_language(path, each).name) for each in Language if each is not language],
        figures=[{"name": name, "value": value} for name, value in figures.items()],
        summary=trial.summary,
        overlap=overlap,
        offices=offices,
    )
