"""Surges: goods and origins that are declared far more often than in their past."""

import pandas as pd
from scipy.stats import nbinom
from statsmodels.stats.multitest import multipletests

from sql.terms import Method, Priority, ResultKind
from tasks.analysis.counting import declarations_by, number_of_declarations
from tasks.analysis.method import AnalysisInput, Detector, findings_of, no_findings, score_of_chance

FALSE_DISCOVERIES = 0.01
FEWEST = 8
_DISPERSION = 0.1


def find(given: AnalysisInput) -> pd.DataFrame:
    """HS codes and origins with more declarations than chance explains, by more than one importer.

    The number in the focus period, without the largest importer, is compared with the daily mean of the past by a
    negative binomial distribution (dispersion 0.1, because trade varies more than Poisson) after the growth of all
    trade is taken out; p-values keep a false discovery rate of 1 %. A new line of goods of one importer is no surge.
    """
    pair = ["hs_code", "country_of_origin"]
    days = _days(given.recent)
    past_days = _days(given.past)
    if not days or not past_days:
        return no_findings()
    lately, formerly = number_of_declarations(given.recent), number_of_declarations(given.past)
    growth = (lately / days) / max(formerly / past_days, 1e-9)
    by_importer = declarations_by(given.recent, *pair, "importer").groupby(pair)
    now, most = by_importer.sum().rename("observed"), by_importer.max()
    before = declarations_by(given.past, *pair).reindex(now.index, fill_value=0)
    series = pd.DataFrame({"observed": now, "expected": (before + 0.5) / past_days * days * growth})
    shape = 1 / _DISPERSION
    p_values = nbinom.sf(series["observed"] - most - 1, shape, shape / (shape + series["expected"]))
    series["p_value"] = p_values
    rejected = multipletests(p_values, alpha=FALSE_DISCOVERIES, method="fdr_bh")[0]
    surged = series[rejected & (series["observed"] >= FEWEST)]
    rows = given.recent.merge(surged, left_on=pair, right_index=True)
    return findings_of(
        rows,
        pair,
        score=score_of_chance(rows["p_value"]),
        statement="{declarations} declarations; {expected:.1f} are expected from the past.",
        compared=["observed", "expected", "p_value"],
    )


def _days(rows: pd.DataFrame) -> int:
    return 0 if rows.empty else int((rows["lodged_on"].max() - rows["lodged_on"].min()).days) + 1


DETECTORS = (
    Detector(
        name="surge",
        method=Method.DYNAMIC_FOCUS,
        priority=Priority.REVENUE,
        law_or_practice="WCO guidelines on monitoring of trade flows",
        result=ResultKind.WARNING,
        what_to_check="Verify origin and classification of the goods that surged",
        department="duty collection",
        find=find,
    ),
)
