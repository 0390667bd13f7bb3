"""The part of a day's caps and capacity that earlier batches used up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from sql.queries import query
from sql.stores import Stores

_NO_OFFICES = pd.DataFrame({"office": pd.Series(dtype="str"), "declarations": 0, "inspections": 0})
_NO_PARAMETERS = pd.DataFrame(
    {"office": pd.Series(dtype="str"), "parameter": pd.Series(dtype="str"), "selected": pd.Series(dtype="int64")}
)


@dataclass(frozen=True)
class EarlierToday:
    """Declarations and selections of the day so far.

    offices: office, declarations, inspections. parameters: office, parameter, selected (inspections on its account).
    """

    offices: pd.DataFrame = field(default_factory=lambda: _NO_OFFICES)
    parameters: pd.DataFrame = field(default_factory=lambda: _NO_PARAMETERS)


@dataclass(frozen=True)
class UsedToday:
    """The part of an office's caps and capacity that is used up before a single declaration.

    declarations, inspections: of the day. selected: inspections of the day on the account of each parameter, by code.
    left: how many declarations each request may yet select, by code; other codes have no such limit.
    """

    declarations: int = 0
    inspections: int = 0
    selected: Mapping[str, int] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)


def earlier_today(
    stores: Stores, business_day: date, committed: pd.DataFrame, again: Sequence[str] = ()
) -> EarlierToday:
    """What committed batches of `business_day` used up; committed: keys of the batches in the register.

    again: declarations that are screened again, which this batch counts.
    """
    day = {"business_day": business_day}
    frames = {"committed": committed, "again": pd.DataFrame({"declaration_id": list(again)}, dtype="str")}
    with stores.lake.connect("decisions", frames=frames) as lake:
        return EarlierToday(
            offices=lake.execute(query("screened_today_by_office"), day).df(),
            parameters=lake.execute(query("selected_today_by_parameter"), day).df(),
        )
