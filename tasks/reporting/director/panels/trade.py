"""Trade by month beside the year before: value, duty, containers, declarations."""

from datetime import date

import pandas as pd
from babel.dates import format_date

from sql.messages import Message
from tasks.documents.charts import year_on_year
from tasks.documents.translation import day_and_month
from tasks.reporting.director.figures import change
from tasks.reporting.director.panel import Director, Panel, sentences

_MONTHS = 12


def panel(director: Director) -> Panel:
    """A chart each of declarations, value, duty and containers."""
    data, _ = director.data, director.data.gettext
    months = by_month(data.trade, data.last_day)
    named = [format_date(month.to_timestamp().date(), "MMM", locale=str(data.language)) for month in months["month"]]
    whole = data.last_day == pd.Period(data.last_day, "M").end_time.date()
    until = day_and_month(data.last_day, data.language)
    partial = "" if whole else data.told(Message("up to {day}", {"day": until}))
    money = data.told(Message("{currency}, imports and exports together", {"currency": data.currency}))
    drawn = [
        (_("Declarations by month"), "declarations", _("declarations")),
        (_("Value of the goods by month"), "value", money),
        (_("Duty on the declared goods by month"), "duty", money),
        (_("Containers by month"), "teu", _("TEU, two for each container")),
    ]
    earlier = _("a year before, whole months") if partial else _("a year before")
    charts = []
    for title, column, unit in drawn:
        frame = months[[f"{column}_now", f"{column}_before"]].set_axis(["now", "before"], axis=1).set_axis(named)
        if frame["now"].any():
            charts.append(year_on_year(frame, title, unit, (_("this year"), earlier), partial, data.language))
    none = "" if months["teu_now"].any() else _("No declaration of these months names a container.")
    return Panel(_("Trade"), sentences(_compared(director), none), charts)


def by_month(trade: pd.DataFrame, last_day: date) -> pd.DataFrame:
    """The twelve months up to that of the day: month (a period), and of each of declarations, value, duty and teu the
    sum now and that of the month a year before, missing where nothing was lodged in it.

    trade: as `business_characteristics`.
    """
    columns = ["declarations", "value", "duty", "teu"]
    sums = trade.assign(month=pd.PeriodIndex(trade["month"].astype("str"), freq="M")).groupby("month")[columns].sum()
    last = pd.Period(last_day, "M")
    months = pd.period_range(last - (_MONTHS - 1), last, freq="M")
    now = sums.reindex(months).fillna(0.0).add_suffix("_now")
    before = sums.reindex(months - _MONTHS).set_axis(months).add_suffix("_before")
    return now.join(before).astype("float64").rename_axis("month").reset_index()


def _compared(director: Director) -> str:
    now, before, year = (director.facts[name].declarations for name in ("now", "before", "year_before"))
    parts = [Message("{count:,} declarations were lodged in the period.", {"count": now})]
    if (grown := change(now, before)) is not None:
        parts.append(Message("That is {grown:+.0%} against the period before.", {"grown": grown}))
    if (grown := change(now, year)) is not None:
        parts.append(Message("That is {grown:+.0%} against the same period of the last year.", {"grown": grown}))
    return sentences(*map(director.data.told, parts))
