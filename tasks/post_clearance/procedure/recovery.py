"""Duty short-paid: what can still be recovered, and the interest for the delay, by the table `recovery_rules`."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from sql.messages import Message, word
from tasks.post_clearance.case_states import CaseRefusedError
from tasks.post_clearance.procedure.law import in_force, months_later

FAULTS = ("no_fault", "fault", "smuggling")


@dataclass(frozen=True)
class Reckoned:
    """What is due of an amount short-paid. days: of delay.

    last_day: of recovery; None where no time bars it. barred: whether it was found after that.
    """

    principal: float
    interest: float
    days: int
    last_day: date | None
    source: str
    barred: bool = False

    @property
    def total(self) -> float:
        """Duty and interest."""
        return round(self.principal + self.interest, 2)


def reckon(
    amount: float, fault: str, paid_on: date, found_on: date, rules: pd.DataFrame, *, remitted: bool = False
) -> Reckoned:
    """What is due of duty short-paid on `paid_on`, the day of payment or release, and found on `found_on`.

    The rule of the day on which it was found says how long duty can be recovered; each day of delay bears the rate of
    its own rule, to the cent at the end. remitted: interest is remitted. rules: fault, years (missing: no limit),
    rate_per_day, valid_from, valid_to, source. Raises CaseRefusedError where no rule holds or the days are crossed.
    """
    if found_on < paid_on:
        raise CaseRefusedError(f"found on {found_on}, before the duty was paid or the goods released on {paid_on}")
    own = rules[rules["fault"] == fault]
    rule = in_force(own, found_on)
    if rule.empty:
        raise CaseRefusedError(f"no rule of recovery for {fault} holds on {found_on}: the table of law begins later")
    years, source = rule["years"].iloc[-1], str(rule["source"].iloc[-1])
    last_day = None if pd.isna(years) else months_later(paid_on, 12 * int(years))
    days = (found_on - paid_on).days
    if last_day is not None and found_on > last_day:
        return Reckoned(0.0, 0.0, days, last_day, source, barred=True)
    interest = 0.0 if remitted else round(amount * _rates(own, paid_on, found_on), 2)
    return Reckoned(round(amount, 2), interest, days, last_day, source)


def _rates(rules: pd.DataFrame, paid_on: date, found_on: date) -> float:
    """The sum of the rates of every day after `paid_on` up to `found_on`; a day without a rule bears none."""
    total = 0.0
    for row in rules.to_dict("records"):
        first = max(paid_on + timedelta(days=1), date.fromisoformat(str(row["valid_from"])))
        last = found_on if pd.isna(row["valid_to"]) else min(found_on, date.fromisoformat(str(row["valid_to"])))
        total += max((last - first).days + 1, 0) * float(row["rate_per_day"])
    return total


def told(reckoned: Reckoned, fault: str, currency: str) -> Message:
    """The reckoning in a sentence."""
    if reckoned.barred:
        over = {"day": reckoned.last_day, "source": word(reckoned.source)}
        return Message("Time-barred: recovery was possible until {day} ({source}).", over)
    values: dict[str, object] = {"principal": reckoned.principal, "interest": reckoned.interest, "days": reckoned.days}
    return Message(
        "{currency} {principal:,.2f} and interest of {interest:,.2f} for {days} days, {fault} ({source}).",
        values | {"currency": currency, "fault": word(fault), "source": word(reckoned.source)},
    )
