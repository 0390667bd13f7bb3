"""What units are asked, by standing and age, what they answered, and who answers late."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import SQLModel, col

from sql.jurisdiction import Organisation
from sql.messages import Message, msgid
from sql.reference import organisation
from sql.register.tables import CaseFile, Hint
from sql.stores import Stores
from sql.terms import Severity, TaskState, UnitLevel
from tasks.answering.asked import KINDS
from tasks.answering.reminders import HINT
from tasks.answering.standing import Standing, standing
from tasks.documents.charts import EARLIER, INK, PALE, SIGNAL, ranking
from tasks.documents.translation import translated
from tasks.feedback.estimation import share
from tasks.reporting.director.facts import within
from tasks.reporting.director.panel import Director, Panel, sentences
from tasks.reporting.director.periods import Period

_CASE = "case"
_NAMES = {
    "instruction": msgid("Instructions"),
    "warning": msgid("Warnings"),
    HINT: msgid("Hints"),
    _CASE: msgid("Cases"),
}
_OPEN = (Standing.WAITING, Standing.TAKEN, Standing.OVERDUE, Standing.ESCALATED)
_COLOURS = dict(zip(_OPEN, (PALE, INK, EARLIER, SIGNAL), strict=True))
_FORTNIGHT, _MONTH = 14, 30
_AGES = ("young", "middle", "old")


def panel(director: Director) -> Panel:
    """A chart of what is open by standing, its ages, the answers of the period, and units by what they answer late."""
    data, _ = director.data, director.data.gettext
    asked = asked_of_units(data.stores, data.last_day)
    opened = by_standing_and_age(asked, data.last_day)
    charts = []
    if len(opened):
        bars = opened.pivot_table(index="kind", columns="standing", values="number", aggfunc="sum", fill_value=0)
        bars = bars.reindex(index=[kind for kind in _NAMES if kind in bars.index], columns=[*_OPEN], fill_value=0)
        bars.index = pd.Index([_(_NAMES[str(kind)]) for kind in bars.index])
        names = {each: translated(data.language, each) for each in _OPEN}
        colours = {names[each]: _COLOURS[each] for each in _OPEN}
        unit = data.told(Message("open on {day}", {"day": data.last_day}))
        charts.append(ranking(bars.rename(columns=names), colours, _("What units have to answer"), unit))
    late = late_by_unit(asked, director.period, _regional(data.last_day))
    return Panel(
        _("Answers"),
        _judged(director, asked, late),
        charts,
        _ages(director, opened) + _outcomes(director, answers(asked, director.period)),
        _late(director, late),
    )


def asked_of_units(stores: Stores, as_of: date) -> pd.DataFrame:
    """Everything that units had to answer or to work on up to a day, as it stood at its end.

    Returns: kind, unit, standing, issued_on, due_on (missing where a case has no deadline), answered_on (missing while
    it is open), outcome (missing for hints, whose answers are words).
    """
    parts = [_asked(stores, each.name, each.table, each.since, ["taken_on", "found"], as_of) for each in KINDS]
    parts += [_asked(stores, HINT, Hint, "raised_on", [], as_of), _cases(stores, as_of)]
    return pd.concat(parts, ignore_index=True)


def by_standing_and_age(asked: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """What is open by kind and standing: number, young (under 14 days), middle (to 30), old, oldest (days)."""
    rows = asked[asked["standing"].isin(_OPEN)]
    days = (pd.Timestamp(as_of) - rows["issued_on"]).dt.days
    ages = {"young": days < _FORTNIGHT, "middle": days.between(_FORTNIGHT, _MONTH), "old": days > _MONTH}
    groups = rows.assign(number=1, oldest=days, **ages).groupby(["kind", "standing"])
    table = groups.agg({"number": "sum", **dict.fromkeys(_AGES, "sum"), "oldest": "max"}).reset_index()
    kinds, standings = list(_NAMES), [*_OPEN]
    return table.sort_values(
        ["kind", "standing"],
        key=lambda column: column.map((kinds if column.name == "kind" else standings).index),
        ignore_index=True,
    )


def answers(asked: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Answers of the period by kind and outcome: number, late (after the day it was due), days (the median).

    Of a case late is missing: each of its states had a day of its own.
    """
    rows = asked[within(asked["answered_on"], period)]
    rows = rows.assign(
        number=1,
        late=(rows["answered_on"] > rows["due_on"]).astype("float64"),
        days=(rows["answered_on"] - rows["issued_on"]).dt.days,
        outcome=rows["outcome"].fillna(Standing.ANSWERED.value),
    )
    table = rows.groupby(["kind", "outcome"], as_index=False).agg({"number": "sum", "late": "sum", "days": "median"})
    table["late"] = table["late"].mask(table["kind"] == _CASE)
    kinds = list(_NAMES)
    return table.sort_values(["kind", "number"], key=lambda each: _place(each, kinds), ignore_index=True)


def late_by_unit(asked: pd.DataFrame, period: Period, regional: Mapping[str, str]) -> pd.DataFrame:
    """Of what fell due in the period, without cases and what was withdrawn, the share that was not answered in time.

    regional: of each unit the regional customs that it counts for. Returns: unit, due, late, unanswered, value, low,
    high (95 %); the most late first.
    """
    rows = asked[(asked["kind"] != _CASE) & (asked["standing"] != Standing.WITHDRAWN)]
    rows = rows[within(rows["due_on"], period) & (rows["due_on"] < pd.Timestamp(period.last_day))]
    rows = rows.assign(
        unit=rows["unit"].map(lambda unit: regional.get(unit, unit)),
        due=1,
        late=~(rows["answered_on"] <= rows["due_on"]),
        unanswered=rows["answered_on"].isna(),
    )
    table = rows.groupby("unit", as_index=False)[["due", "late", "unanswered"]].sum()
    shares = [share("", "", int(late), int(due)) for late, due in zip(table["late"], table["due"], strict=True)]
    table = table.join(pd.DataFrame(shares, index=table.index, columns=pd.Index(["value", "low", "high"])))
    return table.sort_values(["late", "due", "unit"], ascending=[False, False, True], ignore_index=True)


def _place(column: "pd.Series[Any]", kinds: list[str]) -> "pd.Series[Any]":
    return column.map(kinds.index) if column.name == "kind" else -column


def _asked(
    stores: Stores, kind: str, table: type[SQLModel], since: str, further: list[str], as_of: date
) -> pd.DataFrame:
    columns = ["unit", "severity", "state", "due_on", "answered_on", since, *further]
    rows = stores.register.read(table, columns, col(getattr(table, since)) <= as_of, order_by=["key"])
    stands = [
        standing(
            *(kind, Severity(row["severity"]), TaskState(row["state"]), row["due_on"].date(), as_of),
            taken_on=_day(row.get("taken_on")),
            answered_on=_day(row["answered_on"]),
        ).value
        for row in rows.to_dict("records")
    ]
    answered = pd.to_datetime(rows["answered_on"])
    return pd.DataFrame(
        {
            "kind": kind,
            "unit": rows["unit"],
            "standing": pd.Series(stands, index=rows.index, dtype="object"),
            "issued_on": pd.to_datetime(rows[since]),
            "due_on": pd.to_datetime(rows["due_on"]),
            "answered_on": answered.where(answered <= pd.Timestamp(as_of)),
            "outcome": rows["found"].astype("object") if "found" in rows else None,
        }
    )


def _cases(stores: Stores, as_of: date) -> pd.DataFrame:
    """Cases that were not merged into others; one past its deadline was told to the unit above on the day after."""
    rows = stores.register.read(
        CaseFile,
        ["unit", "opened_on", "deadline_on", "closed_on", "acknowledged_on", "outcome", "state"],
        col(CaseFile.opened_on) <= as_of,
        col(CaseFile.merged_into).is_(None),
        order_by=["number"],
    )
    dates = {name: pd.to_datetime(rows[name]) for name in ("opened_on", "deadline_on", "closed_on", "acknowledged_on")}
    today = pd.Timestamp(as_of)
    closed = dates["closed_on"].where(dates["closed_on"] <= today)
    stands = pd.Series(Standing.WAITING.value, index=rows.index, dtype="object")
    stands = stands.mask(dates["acknowledged_on"] <= today, Standing.TAKEN.value)
    stands = stands.mask(dates["deadline_on"] < today, Standing.ESCALATED.value)
    return pd.DataFrame(
        {
            "kind": _CASE,
            "unit": rows["unit"],
            "standing": stands.mask(closed.notna(), Standing.ANSWERED.value),
            "issued_on": dates["opened_on"],
            "due_on": dates["deadline_on"],
            "answered_on": closed,
            "outcome": rows["outcome"].astype("object").fillna(rows["state"].astype("object")),
        }
    )


def _day(moment: Any) -> date | None:
    return None if moment is None or pd.isna(moment) else moment.date()


def _regional(as_of: date) -> dict[str, str]:
    units = Organisation(organisation(as_of))
    return {code: units.at_level(code, UnitLevel.REGIONAL) or code for code in units.lineages}


def _judged(director: Director, asked: pd.DataFrame, late: pd.DataFrame) -> str:
    told, data, period = director.data.told, director.data, director.period
    stands = asked["standing"].value_counts()
    escalated = int(stands.get(Standing.ESCALATED, 0))
    values = {
        "open": int(asked["standing"].isin(_OPEN).sum()),
        "day": data.last_day,
        "late": int(stands.get(Standing.OVERDUE, 0)) + escalated,
        "escalated": escalated,
    }
    parts = [
        Message(
            "On {day} {open:,} instructions, warnings, hints and cases were open, {late:,} of them past their "
            "deadline; of {escalated:,} the unit above was told.",
            values,
        )
    ]
    due = int(late["due"].sum())
    if due:
        rate = share("", "", int(late["late"].sum()), due)
        values = {"due": due, "first": period.first_day, "last": period.last_day, "rate": rate["value"]}
        parts.append(
            Message(
                "Of {due:,} instructions, warnings and hints that fell due from {first} to {last}, {rate:.0%} were not "
                "answered in time.",
                values,
            )
        )
    return sentences(*map(told, parts))


def _ages(director: Director, opened: pd.DataFrame) -> str:
    data, _ = director.data, director.data.gettext
    if opened.empty:
        return ""
    headings = {
        "kind": data.told(Message("open on {day}", {"day": data.last_day})),
        "standing": _("standing"),
        "number": _("how many"),
        "young": _("under 14 days"),
        "middle": _("14 to 30 days"),
        "old": _("over 30 days"),
        "oldest": _("oldest, in days"),
    }
    return data.table(
        opened.assign(kind=opened["kind"].map(lambda kind: _(_NAMES[kind]))),
        "director-open",
        headings=headings,
        terms=("standing",),
    )


def _outcomes(director: Director, table: pd.DataFrame) -> str:
    data, _ = director.data, director.data.gettext
    if table.empty:
        return ""
    days = {"first": director.period.first_day, "last": director.period.last_day}
    headings = {
        "kind": data.told(Message("answered from {first} to {last}", days)),
        "outcome": _("outcome"),
        "number": _("how many"),
        "late": _("after the deadline"),
        "days": _("days, median"),
    }
    return data.table(
        table.assign(kind=table["kind"].map(lambda kind: _(_NAMES[kind]))),
        "director-answers",
        headings=headings,
        terms=("outcome",),
        amounts=("late", "days"),
    )


def _late(director: Director, late: pd.DataFrame) -> str:
    data, _ = director.data, director.data.gettext
    if late.empty:
        return ""
    days = {"first": director.period.first_day, "last": director.period.last_day}
    headings = {
        "unit": _("customs"),
        "due": data.told(Message("fell due from {first} to {last}", days)),
        "late": _("not answered in time"),
        "unanswered": _("still unanswered"),
        "value": _("share late"),
        "low": _("from (95 %)"),
        "high": _("to (95 %)"),
    }
    shown = late.assign(unit=data.unit_names(late["unit"]))[list(headings)]
    return data.table(shown, "director-late", headings=headings, shares=("value", "low", "high"))
