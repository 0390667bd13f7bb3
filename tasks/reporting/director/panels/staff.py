"""Officers: where their hours go, and where they would find most."""

import pandas as pd
from sqlmodel import col

from sql.messages import Message
from sql.register.tables import FeedbackIndicator
from tasks.documents.charts import INK, SIGNAL, pairs, ranking
from tasks.reporting.director.office_names import office_names
from tasks.reporting.director.panel import Director, Panel, sentences

_SHOWN = 10


def panel(director: Director) -> Panel:
    """Hours of the offices that use most, beside the hours that feedback advises, and what they find."""
    data, _ = director.data, director.data.gettext
    hours = advised_hours(director)
    if hours.empty:
        return Panel(_("Officers"), _("No allocation has been reckoned yet."), [])
    shown = hours.head(_SHOWN)
    names = {"hours_used": _("used"), "hours_advised": _("advised")}
    table = shown.set_index(pd.Index(office_names(shown["office"], data.language)))[list(names)].rename(columns=names)
    colours = {names["hours_used"]: INK, names["hours_advised"]: SIGNAL}
    found = _("violations per 100 officer hours")
    rates = shown.assign(
        found=100 * shown["find_rate"] * shown["inspections"] / shown["hours_used"].where(shown["hours_used"] > 0)
    )
    yields = (
        rates.set_index(table.index)[["found"]].rename(columns={"found": found}).sort_values(found, ascending=False)
    )
    values = {
        "hours": float(hours["hours_used"].sum()),
        "offices": len(hours),
        "moved": float((hours["hours_advised"] - hours["hours_used"]).clip(lower=0).sum()),
        "day": hours["as_of"].iloc[0].date(),
    }
    parts = [
        Message(
            "Inspections of {offices:,} offices took {hours:,.0f} hours in the period of feedback up to {day}.", values
        ),
        Message(
            "Moving {moved:,.0f} of them to offices of the same kind that "
            "find more would find more with the same officers.",
            values,
        )
        if values["moved"] >= 1
        else Message("No hours would find more elsewhere."),
    ]
    return Panel(
        _("Officers"),
        sentences(*map(data.told, parts)),
        [
            pairs(table, colours, _("Hours of inspection by office"), _("officer hours")),
            ranking(yields, {found: INK}, _("What an office's hours find"), found),
        ],
    )


def advised_hours(director: Director) -> pd.DataFrame:
    """The latest allocation: as_of, office, inspections, find_rate, hours_used, hours_advised; most hours first."""
    indicators = director.data.stores.register.read(
        FeedbackIndicator,
        ["as_of", "name", "scope", "value"],
        col(FeedbackIndicator.aim) == "human_resources",
        col(FeedbackIndicator.as_of) <= director.data.last_day,
        order_by=["as_of", "key"],
    )
    latest = indicators[indicators["as_of"] == indicators["as_of"].max()]
    table = latest.pivot_table(index=["as_of", "scope"], columns="name", values="value", sort=True)
    columns = ["inspections", "find_rate", "hours_used", "hours_advised"]
    offices: pd.DataFrame = table.reindex(columns=columns).reset_index().rename(columns={"scope": "office"})
    return offices.sort_values("hours_used", ascending=False, kind="stable", ignore_index=True)
