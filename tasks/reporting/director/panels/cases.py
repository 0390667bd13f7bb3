"""Open case files by state and age, and what closed ones brought."""

from datetime import date

import pandas as pd
from sqlmodel import col, or_

from sql.messages import Message
from sql.register.tables import CaseFile
from sql.terms import CaseKind
from tasks.documents.charts import EARLIER, INK, SIGNAL, ranking
from tasks.documents.translation import translated
from tasks.reporting.director.facts import within
from tasks.reporting.director.panel import Director, Panel, sentences

_MONTH, _QUARTER = 30, 90
_LARGEST = 8


def panel(director: Director) -> Panel:
    """A chart for each kind of case, and the largest open ones with their deadline."""
    data, _ = director.data, director.data.gettext
    cases = data.stores.register.read(
        CaseFile,
        [
            *("number", "kind", "state", "unit", "opened_on", "closed_on", "deadline_on", "amount_at_stake"),
            *("recovered_duty", "outcome"),
        ],
        col(CaseFile.opened_on) <= data.last_day,
        or_(col(CaseFile.closed_on).is_(None), col(CaseFile.closed_on) >= director.period.first_day),
        order_by=["number"],
    )
    over = pd.to_datetime(cases["closed_on"]) <= pd.Timestamp(data.last_day)
    opened, closed = cases[~over], cases[over]
    ages = {"young": _("under 30 days"), "middle": _("30 to 90 days"), "old": _("over 90 days")}
    colours = dict(zip(ages.values(), (INK, EARLIER, SIGNAL), strict=True))
    charts = []
    for kind, title in (
        (CaseKind.TARGETED_AUDIT, _("Open targeted audits")),
        (CaseKind.ANTI_SMUGGLING, _("Open anti-smuggling cases")),
    ):
        table = by_state_and_age(opened[opened["kind"] == kind], data.last_day)
        if table.empty:
            continue
        table.index = [translated(data.language, str(state)) for state in table.index]
        charts.append(ranking(table.rename(columns=ages), colours, title, _("cases by state and age")))
    largest = opened.sort_values("amount_at_stake", ascending=False, kind="stable").head(_LARGEST)
    return Panel(_("Cases"), _judged(director, opened, closed), charts, _largest(director, largest))


def by_state_and_age(cases: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Open cases of each state by the days since they were opened: young (under 30), middle, old (over 90).

    cases: state, opened_on. Index: the states in which most cases are first.
    """
    days = (pd.Timestamp(as_of) - pd.to_datetime(cases["opened_on"])).dt.days
    age = pd.cut(days, [-1, _MONTH - 1, _QUARTER, float("inf")], labels=["young", "middle", "old"]).astype("str")
    table = pd.crosstab(cases["state"], age).reindex(columns=["young", "middle", "old"], fill_value=0)
    return table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]


def _judged(director: Director, opened: pd.DataFrame, closed: pd.DataFrame) -> str:
    told, data = director.data.told, director.data
    late = pd.to_datetime(opened["deadline_on"]) < pd.Timestamp(data.last_day)
    values = {
        "count": len(opened),
        "amount": float(opened["amount_at_stake"].sum()),
        "currency": data.currency,
        "late": int(late.sum()),
    }
    parts = [
        Message(
            "{count:,} cases are open, with {amount:,.0f} {currency} at "
            "stake; {late:,} of them are past their deadline.",
            values,
        )
    ]
    ended = closed[within(closed["closed_on"], director.period)]
    recovered = ended["recovered_duty"].astype("float64")
    if ended.empty:
        parts.append(Message("No case was closed in the period."))
    elif recovered.notna().any():
        values = {"count": len(ended), "amount": float(recovered.sum()), "currency": data.currency}
        parts.append(Message("{count:,} were closed in the period; they recovered {amount:,.0f} {currency}.", values))
    else:
        parts.append(Message("{count:,} were closed in the period, without duty recovered.", {"count": len(ended)}))
    return sentences(*map(told, parts))


def _largest(director: Director, largest: pd.DataFrame) -> str:
    data, _ = director.data, director.data.gettext
    if largest.empty:
        return ""
    headings = {
        "number": _("largest open cases"),
        "state": _("state"),
        "unit": _("unit"),
        "deadline_on": _("deadline"),
        "amount_at_stake": _("at stake"),
    }
    return data.table(
        largest.assign(unit=data.unit_names(largest["unit"]))[list(headings)],
        "director-cases",
        headings=headings,
        money=("amount_at_stake",),
        terms=("state",),
        codes=("number",),
        links={"number": lambda number: director.links.address("case", number)},
    )
