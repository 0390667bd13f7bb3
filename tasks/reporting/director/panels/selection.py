"""What inspections found, by the ground that selected them, with money and hours."""

from typing import Any

import pandas as pd

from sql.messages import Message, msgid
from sql.terms import SelectionGround
from tasks.documents.charts import Reference, rates_with_intervals
from tasks.documents.translation import translated
from tasks.feedback.estimation import share
from tasks.reporting.director.panel import Director, Panel, sentences

_DEMANDED = (SelectionGround.RATING, SelectionGround.PARAMETER, SelectionGround.DISCRETION)


def panel(director: Director) -> Panel:
    """Hit rates by ground with intervals beside what chance finds, and a table with duty and officer hours."""
    data, _ = director.data, director.data.gettext
    results = director.results
    if results.empty:
        return Panel(_("What was found, and why it was looked for"), _("No inspection had a result in the period."), [])
    grounds = by_ground(results)
    names = [translated(data.language, str(ground)) for ground in grounds["ground"]]
    drawn = grounds.rename(columns={"hit_rate": "value"}).assign(label=names)
    base = director.violations_in_all_trade
    reference = None if base is None else Reference(base, _("violations in all trade, measured by chance"))
    table = grounds.assign(ground=names)
    headings = {
        "ground": _("ground"),
        "inspected": _("inspections"),
        "found": _("violations"),
        "hit_rate": _("hit rate"),
        "low": _("from (95 %)"),
        "high": _("to (95 %)"),
        "duty": _("duty recovered"),
        "hours": _("officer hours"),
    }
    return Panel(
        _("What was found, and why it was looked for"),
        sentences(_judged(director, grounds), _hours_known(director, results)),
        [
            rates_with_intervals(
                drawn,
                _("Hit rate by ground of selection"),
                _("violations of inspections, with intervals of 95 %"),
                reference,
            )
        ],
        data.table(
            table[list(headings)],
            "director-grounds",
            headings=headings,
            shares=("hit_rate", "low", "high"),
            money=("duty",),
            amounts=("hours",),
        ),
    )


def by_ground(results: pd.DataFrame) -> pd.DataFrame:
    """Per ground of selection: ground, inspected, found, hit_rate, low, high (95 %), duty, hours.

    Most violations first; duty is missing where none is recorded.
    results: ground, violated, recovered_duty, hours.
    """
    rows: list[dict[str, Any]] = []
    for ground, part in results.groupby("ground", sort=True):
        found = int(part["violated"].sum())
        rate = share("", "", found, len(part))
        rows.append(
            {"ground": str(ground), "inspected": len(part), "found": found}
            | {"hit_rate": rate["value"], "low": rate["low"], "high": rate["high"]}
            | {"duty": part["recovered_duty"].sum(min_count=1), "hours": float(part["hours"].sum())}
        )
    return pd.DataFrame(rows).sort_values("found", ascending=False, kind="stable", ignore_index=True)


def against_chance(low: float, high: float, chance: float) -> str | None:
    """What to say of a ground whose hit rate lies between low and high (95 %); None where it beats chance clearly."""
    if high < chance:
        return msgid("The ground “{ground}” finds less than chance does.")
    if low <= chance:
        return msgid("The ground “{ground}” does not clearly find more than chance does.")
    return None


def _judged(director: Director, grounds: pd.DataFrame) -> str:
    told = director.data.told
    best = grounds.iloc[0]
    values = {
        "found": int(grounds["found"].sum()),
        "inspected": int(grounds["inspected"].sum()),
        "hours": float(grounds["hours"].sum()),
    }
    parts = [
        Message("{inspected:,} inspections took {hours:,.0f} officer hours and found {found:,} violations.", values)
    ]
    if values["found"]:
        most = {
            "part": best["found"] / values["found"],
            "ground": Message(str(best["ground"])),
            "hours": best["hours"] / values["hours"] if values["hours"] else 0.0,
        }
        parts.append(
            Message("Most of them, {part:.0%}, by the ground “{ground}”, which took {hours:.0%} of the hours.", most)
        )
    base = director.violations_in_all_trade
    parts += [
        Message(text, {"ground": Message(str(row["ground"]))})
        for row in grounds[grounds["ground"].isin(_DEMANDED)].to_dict("records")
        if base is not None and (text := against_chance(row["low"], row["high"], base))
    ]
    return sentences(*map(told, parts))


def _hours_known(director: Director, results: pd.DataFrame) -> str:
    recorded = int(results["hours_recorded"].sum())
    if recorded == len(results):
        return ""
    values = {"recorded": recorded, "inspected": len(results)}
    return director.data.told(
        Message(
            "Hours are recorded for {recorded:,} of {inspected:,} "
            "inspections; the others count as the lane policy says.",
            values,
        )
    )
