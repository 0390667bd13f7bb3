"""Rows of cases in tables of other things."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from deployments.web.desk.look import Look
from deployments.web.desk.values import Code, Link, Money
from sql.messages import word
from sql.register import records_of

_AMOUNTS = ("amount_at_stake", "recovered_duty")


def case_rows(look: Look, cases: pd.DataFrame) -> list[Mapping[str, Any]]:
    """Cases as a table shows them: `number` leads to the case, `kind` and `state` are words, amounts name a currency.

    cases: these columns, the amounts only where the table has them, and any others, which stay as they are.
    """
    return [
        each
        | {
            "number": Link("case", each["number"], Code(each["number"])),
            "kind": word(each["kind"]),
            "state": word(each["state"]),
        }
        | {name: Money(each[name], look.currency) for name in _AMOUNTS if name in each}
        for each in records_of(cases)
    ]
