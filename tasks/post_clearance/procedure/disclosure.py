"""Voluntary disclosure: what it mitigates, by the table `disclosure_rules`."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from sql.messages import Message, word
from tasks.post_clearance.procedure.law import in_force, months_later

NONE = "none"


@dataclass(frozen=True)
class Mitigation:
    """What a disclosure brings. kind: no_penalty, lighter_penalty or none. interest: can be remitted on application."""

    kind: str
    interest: bool
    because: Message


def mitigation(
    received_on: date,
    occurred_on: date,
    *,
    amount: float,
    currency: str,
    share: float | None,
    notified_on: date | None,
    rules: pd.DataFrame,
) -> Mitigation:
    """What a disclosure mitigates: the first rule of its day whose term and limits it keeps.

    amount: duty short-paid, in `currency`. share: of the duty due, 0 to 1, where it is known. notified_on: day of the
    notice of audit; what is disclosed on that day or later is not voluntary. A rule that limits share and amount is
    kept by either; a limit in another currency, or of a share that is not known, is not taken for kept. rules:
    within_months (missing: any time), below_share, below_amount, currency, mitigation, interest_on_application,
    valid_from, valid_to, source; the most lenient first.
    """
    if notified_on is not None and received_on >= notified_on:
        because = Message("Disclosed when the notice of audit of {day} had been served.", {"day": notified_on})
        return Mitigation(NONE, False, because)
    for row in in_force(rules, received_on).to_dict("records"):
        if _in_time(row, received_on, occurred_on) and _small(row, amount, currency, share):
            values = {"mitigation": word(row["mitigation"]), "source": word(row["source"])}
            text = Message("Voluntary disclosure: {mitigation} ({source}).", values)
            return Mitigation(str(row["mitigation"]), row["interest_on_application"] == "yes", text)
    return Mitigation(NONE, False, Message("No rule of disclosure holds on {day}.", {"day": received_on}))


def _in_time(row: Mapping[Hashable, Any], received_on: date, occurred_on: date) -> bool:
    return pd.isna(row["within_months"]) or received_on <= months_later(occurred_on, int(row["within_months"]))


def _small(row: Mapping[Hashable, Any], amount: float, currency: str, share: float | None) -> bool:
    if pd.isna(row["below_share"]) and pd.isna(row["below_amount"]):
        return True
    by_share = not pd.isna(row["below_share"]) and share is not None and share < float(row["below_share"])
    by_amount = not pd.isna(row["below_amount"]) and currency == row["currency"] and amount < float(row["below_amount"])
    return by_share or by_amount
