"""Prices of goods from one origin that changed lately for all their importers."""

import numpy as np
import pandas as pd
from scipy.stats import norm

from sql.terms import Method, Priority, ResultKind
from tasks.analysis.change_points import FEWEST_IMPORTERS, FEWEST_NOW, findings_of_changes
from tasks.analysis.counting import declarations_by
from tasks.analysis.method import AnalysisInput, Detector, no_findings
from tasks.analysis.unit_values import CONTINUED

LEAST_CHANGE = 0.18  # of the logarithm; seasons move prices by less
FEWEST_PAST, FEWEST_OWN = 30, 3
LARGEST_DISTANCE = 0.5  # of the logarithm; a single false price is no change of the market
_GOODS = ["hs_code", "country_of_origin"]
_SMALLEST_SPREAD = 0.08
_HABIT = 0.03  # standard deviation of any mean, because importers choose different qualities


def find(given: AnalysisInput) -> pd.DataFrame:
    """HS codes and origins with unit values that differ from their past since a day of the focus period.

    Each item is compared with the median of its importer's own past for the same goods, so that a change of
    importers is no change of prices. Half of the past trend (least squares) is expected to continue, because part of it
    is season. The mean of the latest one to four weeks is tested against this expectation; p-values keep a false
    discovery rate of 0.2 %, and the change must be at least 18 %.
    """
    past, recent = _distances(given)
    if past.empty or recent.empty:
        return no_findings()
    line = _lines(past)

    def test(since: pd.Timestamp, days: int) -> pd.DataFrame:
        lately = recent[recent["lodged_on"] >= since]
        now = lately.groupby(_GOODS).agg(
            mean=("distance", "mean"),
            day=("day", "mean"),
            importers=("importer", "nunique"),
            doubt=("doubt", "mean"),
        )
        now = now.assign(count=declarations_by(lately, *_GOODS)).join(line, how="inner")
        away = now["day"] - now["mean_day"]
        variance = 1 / now["count"] + now["doubt"] / now["importers"] + 1 / now["past"] + away**2 / now["day_squares"]
        change = now["mean"] - (now["mean_distance"] + CONTINUED * now["slope"] * away)
        deviations = change / np.sqrt(now["spread"] ** 2 * variance + _HABIT**2)
        p_values = pd.Series(2 * norm.sf(deviations.abs()), index=now.index)
        tested = (now["count"] >= FEWEST_NOW) & (now["importers"] >= FEWEST_IMPORTERS)
        large = change.abs() >= LEAST_CHANGE
        return pd.DataFrame({"price_change": np.expm1(change), "large": large, "p_value": p_values.where(tested)})

    return findings_of_changes(
        given.recent,
        given.as_of,
        _GOODS,
        test,
        statement="Since {since_day} unit values differ by {price_change:+.0%} from the importers' own past prices and "
        "their trend ({declarations} declarations).",
        compared=["price_change"],
    )


def _distances(given: AnalysisInput) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Past and recent items of importers with a past in the same goods, with distance from it, day, doubt."""
    own = ["importer", *_GOODS]
    past, recent = (
        rows.loc[rows["unit_value"] > 0, [*own, "declaration_id", "item_count", "lodged_on", "unit_value"]].assign(
            y=lambda priced: np.log(priced["unit_value"]),
            day=lambda priced: priced["lodged_on"].to_numpy().astype("datetime64[D]").astype("int64"),
        )
        for rows in (given.past, given.recent)
    )
    usual = past.groupby(own)["y"].agg(["median", "size"]).set_axis(["usual", "own"], axis=1)
    usual = usual[usual["own"] >= FEWEST_OWN]
    if usual.empty:
        return past.iloc[:0], recent.iloc[:0]
    return _from_usual(past.join(usual, on=own, how="inner")), _from_usual(recent.join(usual, on=own, how="inner"))


def _from_usual(rows: pd.DataFrame) -> pd.DataFrame:
    distance = (rows["y"] - rows["usual"]).clip(-LARGEST_DISTANCE, LARGEST_DISTANCE)
    return rows.assign(distance=distance, doubt=np.pi / 2 / rows["own"])


def _lines(past: pd.DataFrame) -> pd.DataFrame:
    """Trend of goods with enough past: mean_day, mean_distance, slope, spread, past, day_squares."""
    table = past.groupby(_GOODS).agg(mean_day=("day", "mean"), mean_distance=("distance", "mean"), past=("day", "size"))
    rows = past[[*_GOODS, "day", "distance"]].join(table, on=_GOODS)
    dx, dy = rows["day"] - rows["mean_day"], rows["distance"] - rows["mean_distance"]
    sums = rows[_GOODS].assign(xx=dx * dx, xy=dx * dy, yy=dy * dy).groupby(_GOODS)[["xx", "xy", "yy"]].sum()
    slope = sums["xy"] / sums["xx"].clip(lower=1.0)
    left = (sums["yy"] - slope * sums["xy"]).clip(lower=0) / (table["past"] - 2).clip(lower=1)
    spread = left.pow(0.5).clip(lower=_SMALLEST_SPREAD)
    table = table.assign(slope=slope, spread=spread, day_squares=sums["xx"].clip(lower=1.0))
    return table[table["past"] >= FEWEST_PAST]


DETECTORS = (
    Detector(
        name="price_change",
        method=Method.DYNAMIC_FOCUS,
        priority=Priority.REVENUE,
        law_or_practice="WTO Customs Valuation Agreement; WCO guidelines on monitoring of trade flows",
        result=ResultKind.WARNING,
        what_to_check="Compare with market prices; where the market explains it, renew reference prices",
        department="duty collection",
        find=find,
        trend="unit_value",
    ),
)
