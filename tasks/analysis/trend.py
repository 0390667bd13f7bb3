"""A chart of the subject of a warning, week by week."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from sql.messages import Message, msgid
from sql.terms import Language
from tasks.analysis.counting import declarations_by
from tasks.analysis.method import EXPORT, IMPORT, AnalysisInput, Trend
from tasks.documents.charts import lines
from tasks.documents.translation import rendered, translations
from tasks.records.membership import is_among
from tasks.records.subjects import subject_words, values_of

_SHOWN = ["declaration_id", "item_count", "lodged_on", "hs_code", "unit_value", "duty"]
_LABELS: dict[Trend, str] = {
    "declarations": msgid("declarations per week"),
    "unit_value": msgid("value per kg as a multiple of the median of the same goods"),
    "duty": msgid("duty per week"),
}


def trend_chart(
    finding: Mapping[Hashable, Any], trend: Trend, given: AnalysisInput, language: Language = Language.ENGLISH
) -> str:
    """Figure of the subject over the whole weeks of the window that end with the business date.

    finding: subject_kind, subject. A week without declarations counts as zero and has no unit value.
    """
    weekly = weekly_trend(subject_rows(finding, given), trend, pd.Timestamp(given.as_of))
    _ = translations(language).gettext
    label = _(_LABELS[trend])
    units = {"declarations": _("declarations"), "unit_value": _("multiple of the median"), "duty": given.currency}
    subject = subject_words(str(finding["subject_kind"]), str(finding["subject"]))
    title = Message("{subject}: {label}, by first day of the week", {"subject": subject, "label": label})
    return lines(weekly.rename(label).to_frame(), rendered(language, title), units[trend], language)


def subject_rows(finding: Mapping[Hashable, Any], given: AnalysisInput) -> pd.DataFrame:
    """Past and recent items of the subject, with unit_value as a multiple of the median.

    Returns: declaration_id, item_count, lodged_on, hs_code, unit_value, duty.
    """
    columns = str(finding["subject_kind"]).split("+")
    values = values_of(str(finding["subject_kind"]), str(finding["subject"]))
    parts = []
    direction = EXPORT if "direction" in columns else IMPORT
    given = given.in_direction(direction)
    for rows in (given.past, given.recent):
        same = pd.Series(True, index=rows.index)
        for column, value in zip(columns, values, strict=True):
            same &= rows[column].eq(value).fillna(False).astype("bool")
        parts.append(rows.loc[same, _SHOWN])
    theirs = pd.concat(parts, ignore_index=True)
    goods = given.past[is_among(given.past["hs_code"], theirs["hs_code"])]
    usual = theirs["hs_code"].map(goods.groupby("hs_code")["unit_value"].median()).astype("float64")
    return theirs.assign(unit_value=theirs["unit_value"] / usual)


def weekly_trend(rows: pd.DataFrame, trend: Trend, last_day: pd.Timestamp) -> "pd.Series[float]":
    """One value per week, the last week ending with `last_day`; index: the first day of the week as text."""
    weeks_ago = (last_day - rows["lodged_on"]).dt.days // 7
    if trend == "declarations":
        weekly = declarations_by(rows.assign(weeks_ago=weeks_ago), "weeks_ago").astype("float64")
    elif trend == "duty":
        weekly = rows.groupby(weeks_ago)["duty"].sum()
    else:
        weekly = rows.groupby(weeks_ago)["unit_value"].median()
    every = pd.RangeIndex(int(weeks_ago.max()) if len(rows) else 0, -1, -1)
    whole = weekly.reindex(every, fill_value=float("nan") if trend == "unit_value" else 0.0)
    starts = last_day - pd.to_timedelta(every.to_numpy() * 7 + 6, unit="D")
    return pd.Series(whole.to_numpy(), index=pd.Index(starts.strftime("%Y-%m-%d")), dtype="float64")
