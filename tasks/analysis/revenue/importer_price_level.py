"""Importers with lower prices than their peers for the same goods."""

import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests

from sql.terms import Method, Priority, ResultKind
from tasks.analysis.counting import declarations_by
from tasks.analysis.method import AnalysisInput, Detector, findings_of, no_findings
from tasks.analysis.unit_values import ROBUST, duty_on_shortfall

FEWEST_OWN = 4
FEWEST_PEERS = 5
FALSE_DISCOVERIES = 0.05
LEAST_DISTANCE = 0.25  # of the logarithm: over a fifth under the prices of peers
_FIRM = 10.0  # declarations that make a price level firm
_SMALLEST_HABIT = 0.1  # standard deviation of the price levels of honest importers, at least


def find(given: AnalysisInput) -> pd.DataFrame:
    """Importers with lower unit values than other importers, over all their goods of the window.

    The distance of an item is that of its logarithm from the median of the importers' medians for its HS code and
    origin (for its HS code if the origin has few importers). The level of an importer is the median of its distances;
    it is divided by the standard deviation of such levels and of chance at its number of declarations. One-sided
    p-values keep a false discovery rate of 5 %. The evidence is its recent items below the price of its peers;
    the score grows with the distance and the number of declarations.
    """
    columns = ["declaration_id", "item_count", "importer", "hs_code", "country_of_origin", "unit_value"]
    rows = pd.concat([given.past[columns], given.recent[columns]], keys=["past", "recent"])
    rows = rows[rows["unit_value"] > 0]
    rows = rows.assign(y=np.log(rows["unit_value"]))
    narrow, wide = _peers(rows, ["hs_code", "country_of_origin"]), _peers(rows, ["hs_code"])
    rows = rows.assign(peer_y=narrow["middle"].fillna(wide["middle"]), peers=narrow["peers"].fillna(wide["peers"]))
    rows["distance"] = rows["y"] - rows["peer_y"]
    level = _levels(rows.dropna(subset=["distance"]))
    recent = rows[rows.index.get_level_values(0) == "recent"].droplevel(0)
    recent = recent[recent["importer"].isin(level.index) & (recent["distance"] < 0)]
    if recent.empty:
        return no_findings()
    low = given.recent.loc[recent.index].assign(
        importer_level=recent["importer"].map(np.exp(level["level"])).astype("float64"),
        deviations=recent["importer"].map(level["deviations"]).astype("float64"),
        importer_declarations=recent["importer"].map(level["size"]).astype("float64"),
        peer_unit_value=np.exp(recent["peer_y"]),
        peers=recent["peers"],
    )
    return findings_of(
        low,
        ["importer"],
        score=(1 - np.exp(low["deviations"] / 4)) * (1 - np.exp(-low["importer_declarations"] / _FIRM)),
        statement="Unit values in {importer_declarations:.0f} declarations are {importer_level:.0%} of those of "
        "{peers:.0f} peers for the same goods.",
        compared=["importer_level", "importer_declarations", "deviations", "peers"],
        amount=duty_on_shortfall(low, "peer_unit_value"),
    )


def _peers(rows: pd.DataFrame, goods: list[str]) -> pd.DataFrame:
    """Per row: median of the importers' medians for the same goods (middle) and number of peers; missing for few."""
    code = rows.groupby(goods, sort=False, dropna=True).ngroup()
    own = rows.assign(code=code).groupby(["code", "importer"], sort=False)["y"].median().reset_index()
    peers = own.groupby("code")["y"].agg(["median", "size"]).set_axis(["middle", "peers"], axis=1)
    peers = peers[(peers["peers"] >= FEWEST_PEERS) & (peers.index >= 0)]
    return pd.DataFrame({name: code.map(peers[name]).astype("float64") for name in ("middle", "peers")})


def _levels(rows: pd.DataFrame) -> pd.DataFrame:
    """Importers significantly and clearly below their peers: level (log), size, deviations."""
    level = rows.groupby("importer")["distance"].median().to_frame("level")
    level = level.assign(size=declarations_by(rows, "importer"))
    level = level[level["size"] >= FEWEST_OWN].assign(deviations=0.0)
    if level.empty:
        return level
    habit = max(float((level["level"] - level["level"].median()).abs().median()) * ROBUST, _SMALLEST_HABIT)
    spread = float((rows["distance"] - rows["distance"].median()).abs().median()) * ROBUST
    deviations = level["level"] / np.sqrt(habit**2 + np.pi / 2 * spread**2 / level["size"])
    level = level.assign(deviations=deviations)
    low = multipletests(norm.cdf(deviations), alpha=FALSE_DISCOVERIES, method="fdr_bh")[0]
    found: pd.DataFrame = level[low & (level["level"] <= -LEAST_DISTANCE)]
    return found


DETECTORS = (
    Detector(
        name="importer_price_level",
        method=Method.HORIZONTAL_ANALOGY,
        priority=Priority.REVENUE,
        law_or_practice="Customs Audit Regulations 2016, article 3: audit of the truth of declared values",
        result=ResultKind.WARNING,
        what_to_check="Compare with transaction values of identical goods",
        department="targeted audit",
        find=find,
        trend="unit_value",
    ),
)
