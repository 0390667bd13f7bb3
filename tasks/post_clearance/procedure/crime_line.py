"""The line between a crime and an administrative case, held against the whole of what a case evades."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any

import pandas as pd

from sql.messages import Message, msgid, word
from sql.terms import Party, Violation
from tasks.post_clearance.procedure.law import in_force

ORDINARY = "ordinary"
_NOT_KNOWN = msgid("Evaded: {currency} {amount:,.2f}; what {its_currency} {line:,.0f} are in {currency} is not known.")
_REACHED = msgid(
    "Evaded in all: {currency} {amount:,.2f} on {count} declarations; the line for a {party}, {its_currency} "
    "{line:,.0f}, is reached ({source})."
)
_UNDER = msgid(
    "Evaded in all: {currency} {amount:,.2f} on {count} declarations; the line for a {party}, {its_currency} "
    "{line:,.0f}, is not reached ({source})."
)


@dataclass(frozen=True)
class LineHeld:
    """On which side of the line a case stands. crime: None where it is not known. amount: evaded, in all."""

    crime: bool | None
    amount: float
    because: Message


def held_against_line(
    outcomes: pd.DataFrame, party: Party, rules: pd.DataFrame, as_of: date, currency: str, rate: float | None
) -> LineHeld:
    """Whether what was found is a crime: for goods without a line at once, otherwise by all duty evaded together.

    outcomes: one row per declaration: violation, kind, evaded (duty, in `currency`), hs_codes (joined by ;); missing
    values are allowed, and clean declarations evade nothing. rules: goods, kinds and hs_prefixes (joined by ;), party
    (missing: both), amount, currency, valid_from, valid_to, source. rate: what one unit of the currency of the line
    costs in `currency`; None where it is not known. A heading makes goods without a line only where the violation is
    critical: what else may be wrong with arms that were declared is no smuggling of arms.
    """
    known = in_force(rules, as_of)
    known = known[known["party"].isna() | (known["party"] == party)]
    found = outcomes[outcomes["violation"] != Violation.NONE]
    amount = round(float(found["evaded"].astype("float64").fillna(0.0).sum()), 2)
    for row in known[known["goods"] != ORDINARY].to_dict("records"):
        if bool(_of_goods(found, row).any()):
            of_goods = {"goods": word(row["goods"]), "source": word(row["source"])}
            return LineHeld(True, amount, Message("A crime whatever the duty: {goods} ({source}).", of_goods))
    line = known[known["goods"] == ORDINARY]
    if line.empty:
        return LineHeld(None, amount, Message("The table of law has no line for {day}.", {"day": as_of}))
    row = line.iloc[-1].to_dict()
    values: dict[str, Any] = {
        "amount": amount,
        "currency": currency,
        "line": float(row["amount"]),
        "its_currency": row["currency"],
    }
    values |= {"party": word(party), "source": word(row["source"]), "count": len(found)}
    if rate is None:
        return LineHeld(None, amount, Message(_NOT_KNOWN, values))
    if amount >= float(row["amount"]) * rate:
        return LineHeld(True, amount, Message(_REACHED, values))
    return LineHeld(False, amount, Message(_UNDER, values))


def line_for(party: Party, rules: pd.DataFrame, as_of: date) -> tuple[float, str] | None:
    """Amount and currency of the line for ordinary goods on a day; None where the table has none."""
    line = in_force(rules, as_of)
    line = line[(line["goods"] == ORDINARY) & (line["party"] == party)]
    return None if line.empty else (float(line["amount"].iloc[-1]), str(line["currency"].iloc[-1]))


def amount_of_line(line: tuple[float, str] | None, rate: float | None) -> float:
    """The line in the currency of `rate`; out of reach where line or rate is not known."""
    return inf if line is None or rate is None else line[0] * rate


def kinds_without_line(rules: pd.DataFrame, as_of: date) -> tuple[str, ...]:
    """Kinds of violations with goods whose smuggling is a crime whatever the duty, on a day."""
    known = in_force(rules, as_of)
    return tuple(kind for row in known[known["goods"] != ORDINARY].to_dict("records") for kind in _listed(row["kinds"]))


def _of_goods(found: pd.DataFrame, row: Mapping[Hashable, Any]) -> "pd.Series[bool]":
    kinds, prefixes = _listed(row["kinds"]), _listed(row["hs_prefixes"])
    by_kind = found["kind"].isin(kinds)
    codes = found["hs_codes"].astype("object").fillna("").astype("str").str.split(";")
    headed = codes.map(lambda each: any(code.startswith(prefix) for code in each for prefix in prefixes)).astype("bool")
    return by_kind | (headed & (found["violation"] == Violation.CRITICAL))


def _listed(joined: object) -> tuple[str, ...]:
    return tuple(str(joined).split(";")) if isinstance(joined, str) else ()
