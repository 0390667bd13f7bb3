"""The five figures that a director reads first."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sql.messages import Message, msgid
from tasks.reporting.director.facts import PeriodFacts
from tasks.reporting.director.targets import Target, Targets, at_least, at_most, of_a_year


class Measure(StrEnum):
    """In what a figure is measured."""

    MONEY = "money"
    COUNT = "count"
    SHARE = "share"
    HOURS = "hours"


@dataclass(frozen=True)
class Reading:
    """A figure in one period; None where it is not known.

    low, high: of the 95 % interval of an estimate. note: why it is not known, or what to know about it.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    note: Message | None = None


@dataclass(frozen=True)
class Figure:
    """A figure beside that of the last period and of the last year, and its target."""

    name: str
    measure: Measure
    now: Reading
    before: Reading
    year_before: Reading
    target: Target | None


def five_figures(now: PeriodFacts, before: PeriodFacts, year_before: PeriodFacts, targets: Targets) -> list[Figure]:
    """Duty recovered, violations found, share inspected, compliance measured by chance, hours to release."""
    days, periods = now.period.days, (now, before, year_before)

    def figure(name: str, measure: Measure, reading: Callable[[PeriodFacts], Reading], target: Target | None) -> Figure:
        of_now, of_before, of_year_before = map(reading, periods)
        return Figure(name, measure, of_now, of_before, of_year_before, target)

    duty, violations = of_a_year(targets.duty_recovered_per_year, days), of_a_year(targets.violations_per_year, days)
    compliance, hours = at_least(targets.least_compliance), at_most(targets.most_hours_to_release)
    return [
        figure(msgid("Duty recovered"), Measure.MONEY, _duty, duty),
        figure(msgid("Violations found"), Measure.COUNT, _violations, violations),
        figure(msgid("Share inspected"), Measure.SHARE, _inspected, at_most(targets.largest_share_inspected)),
        figure(msgid("Compliance, measured by chance"), Measure.SHARE, _compliance, compliance),
        figure(msgid("Hours from lodgement to release"), Measure.HOURS, _hours, hours),
    ]


def change(now: float | None, then: float | None) -> float | None:
    """By what share a figure grew; None where that cannot be said."""
    return None if now is None or not then else now / then - 1


def _duty(facts: PeriodFacts) -> Reading:
    if not facts.violations and not facts.duty_known:
        note = Message("no violation was found") if facts.results else Message("nothing was inspected")
        return Reading(0.0 if facts.results else None, note=note)
    if not facts.duty_known:
        return Reading(
            None, note=Message("recorded for none of {violations:,} violations", {"violations": facts.violations})
        )
    if facts.duty_known < facts.violations:
        values = {"known": facts.duty_known, "violations": facts.violations}
        return Reading(facts.duty, note=Message("recorded for {known:,} of {violations:,} violations", values))
    return Reading(facts.duty)


def _violations(facts: PeriodFacts) -> Reading:
    if not facts.results:
        return Reading(None, note=Message("nothing was inspected"))
    return Reading(facts.violations, note=Message("in {results:,} inspections", {"results": facts.results}))


def _inspected(facts: PeriodFacts) -> Reading:
    if not facts.declarations:
        return Reading(None, note=Message("no declaration was lodged"))
    values = {"inspected": facts.inspected, "declarations": facts.declarations}
    note = Message("{inspected:,} of {declarations:,} declarations", values)
    return Reading(facts.inspected / facts.declarations, note=note)


def _compliance(facts: PeriodFacts) -> Reading:
    share = facts.compliance
    if share is None:
        return Reading(None, note=Message("none was inspected by chance"))
    if share.value is None:
        values = {"low": share.low, "drawn": share.drawn}
        return Reading(None, note=Message("at least {low:.1%}: none of {drawn:,} drawn by chance violated", values))
    return Reading(share.value, share.low, share.high, Message("of {drawn:,} drawn by chance", {"drawn": share.drawn}))


def _hours(facts: PeriodFacts) -> Reading:
    hours = facts.hours
    if hours is None or not hours.known:
        return Reading(None, note=Message("no moment of release is recorded"))
    values = {"hours": hours.nine_in_ten, "known": hours.known}
    note = Message("median; nine in ten within {hours:,.1f}; {known:,} with both moments known", values)
    return Reading(hours.median, note=note)
