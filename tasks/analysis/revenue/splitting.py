"""Splitting: one purchase in many consignments of nearly equal value within days."""

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import poisson
from statsmodels.stats.multitest import multipletests

from sql.messages import messages, msgid
from sql.reference import reference_table
from sql.terms import Method, Priority, ResultKind
from tasks.analysis.counting import declarations_by, has_several_items, one_per_declaration
from tasks.analysis.method import AnalysisInput, Detector, findings_of, no_findings, score_of_chance

FALSE_DISCOVERIES = 0.01
FEWEST = 4
WITHIN_DAYS = 7
NEARLY_EQUAL = 1.15  # largest value over smallest
JUST_UNDER = 0.85  # of a threshold; a value between is just under it
_ALIKE = msgid(
    "{declarations} consignments of nearly equal value ({smallest:,.0f} to {largest:,.0f} {currency}) within a "
    "week; {expected:.1f} are expected from the parties' past."
)
_UNDER_LIMIT = msgid(
    "{declarations} consignments of nearly equal value ({smallest:,.0f} to {largest:,.0f} {currency}), just under "
    "{threshold:,.0f} {threshold_currency}, within a week; {expected:.1f} are expected from the parties' past."
)
_PARTIES = ["importer", "seller", "hs_code"]


def find(given: AnalysisInput) -> pd.DataFrame:
    """Parties and goods with at least four consignments of nearly equal value within a week, more than in their past.

    A consignment is a declaration, with the value of all its items. A week is any seven days. All consignments of the
    parties and goods in it must have nearly the same value, because among many values some are close by chance. Their
    number is compared with a week of the same parties' past (Poisson); p-values keep a false discovery rate of 1 %.
    Values just under a legal threshold raise the score.
    """
    items = given.recent[given.recent["total_value"] > 0]
    items = items.assign(seller=items["seller"].fillna("not declared")).dropna(subset=_PARTIES)
    rows = one_per_declaration(items, "hs_code")
    rows = rows.sort_values([*_PARTIES, "lodged_on", "total_value"], kind="stable")
    if rows.empty:
        return no_findings()
    rows["burst"] = _bursts(rows, given.as_of)
    groups = rows.groupby([*_PARTIES, "burst"], sort=True)
    near = groups["total_value"].agg(consignments="size", smallest="min", largest="max", value_of_all="sum")
    if near.empty:
        return no_findings()
    near = near.assign(expected=_expected(given.past, pd.MultiIndex.from_frame(near.reset_index()[_PARTIES])))
    p_values = poisson.sf(near["consignments"] - 1, near["expected"])
    near = near.assign(p_value=p_values)[multipletests(p_values, alpha=FALSE_DISCOVERIES, method="fdr_bh")[0]]
    found = rows.join(near, on=[*_PARTIES, "burst"], how="inner")
    found[["threshold", "threshold_currency"]] = _threshold_above(found, given.currency)
    if has_several_items(found):
        goods = ["declaration_id", "hs_code"]
        found = items.merge(found[[*goods, "burst", *near.columns, "threshold", "threshold_currency"]], on=goods)
    strength = score_of_chance(found["p_value"], scale=6)
    return findings_of(
        found,
        ["importer", "hs_code"],
        score=0.6 * strength + 0.35 * found["threshold"].notna(),
        statement=lambda table: messages(table["threshold"].isna().map({True: _ALIKE, False: _UNDER_LIMIT}), table),
        compared=["consignments", "smallest", "largest", "value_of_all", "expected", "p_value", "threshold"],
        shown=["threshold_currency"],
        amount=found["duty"].where(found["duty"] > 0, found["value"]),
        currency=given.currency,
    )


def _bursts(rows: pd.DataFrame, as_of: date) -> NDArray[np.float64]:
    """Number of the burst of each consignment, missing if it is in none; a burst is a week of nearly equal values.

    rows: sorted by parties and day. Every week that begins or ends with a consignment and ends by `as_of` is tried. If
    weeks share consignments, the one with most consignments is kept, then the earliest.
    """
    party = rows.groupby(_PARTIES, sort=False).ngroup().to_numpy()
    day = rows["lodged_on"].to_numpy().astype("datetime64[D]").astype(np.int64)
    values = rows["total_value"].to_numpy(dtype=np.float64)
    first, today = int(day.min()), int(np.datetime64(as_of, "D").astype(np.int64))
    apart = today - first + 2 * WITHIN_DAYS  # days between two parties on one axis, so that no week has both
    line = party * apart + day - first
    begins = np.clip([day, day - WITHIN_DAYS + 1], first, max(first, today - WITHIN_DAYS + 1))
    at = (party * apart + begins - first).ravel()
    weeks = np.column_stack([np.searchsorted(line, at), np.searchsorted(line, at + WITHIN_DAYS)])
    weeks = np.unique(weeks[weeks[:, 1] - weeks[:, 0] >= FEWEST], axis=0)
    burst = np.full(len(rows), np.nan)
    if not len(weeks):
        return burst
    edges, ended = weeks.ravel(), np.append(values, np.nan)
    smallest, largest = (extreme.reduceat(ended, edges)[::2] for extreme in (np.minimum, np.maximum))
    near = weeks[largest <= NEARLY_EQUAL * smallest]
    by_size = np.lexsort((near[:, 0], near[:, 0] - near[:, 1]))
    for number, (start, end) in enumerate(near[by_size].tolist()):
        if np.isnan(burst[start:end]).all():
            burst[start:end] = number
    return burst


def _expected(past: pd.DataFrame, parties: pd.MultiIndex) -> NDArray[np.float64]:
    """Consignments per week in the past of the same parties and goods; new parties count half a consignment."""
    days = 0 if past.empty else int((past["lodged_on"].max() - past["lodged_on"].min()).days) + 1
    counts = declarations_by(past.assign(seller=past["seller"].fillna("not declared")), *_PARTIES)
    before = counts.reindex(parties).fillna(0).to_numpy(dtype=np.float64)
    return np.asarray((before + 0.5) / max(days, WITHIN_DAYS) * WITHIN_DAYS)


def _threshold_above(rows: pd.DataFrame, ours: str) -> pd.DataFrame:
    """The legal threshold just above the value of each consignment, and its currency; missing if there is none.

    A threshold in the currency of the installation (`ours`) holds for the value of any declared currency, another one
    for amounts declared in its own.
    """
    table = reference_table("value_thresholds")
    limit = pd.DataFrame({"threshold": np.nan, "threshold_currency": ""}, index=rows.index)
    for currency, text, valid_from in zip(table["currency"], table["threshold"], table["valid_from"], strict=True):
        threshold = float(text)
        amount = rows["total_value"] if currency == ours else rows["total_item_value"]
        named = rows["currency"].notna() if currency == ours else rows["currency"] == currency
        under = amount.between(JUST_UNDER * threshold, threshold) & named
        limit.loc[under & (rows["lodged_on"] >= pd.Timestamp(valid_from))] = [threshold, currency]
    return limit


DETECTORS = (
    Detector(
        name="splitting",
        method=Method.DYNAMIC_FOCUS,
        priority=Priority.REVENUE,
        law_or_practice="Cross-border e-commerce: limit of a single purchase; WCO compendium: split consignments",
        result=ResultKind.INSTRUCTION,
        what_to_check="Open the consignments together; compare orders, payments and addresses",
        department="duty collection",
        find=find,
    ),
)
