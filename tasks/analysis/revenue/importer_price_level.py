"""An importer whose prices lie under those of its peers, goods by goods."""

import numpy as np
import pandas as pd

from sql.terms import Method, Priority, ResultKind
from tasks.analysis.method import AnalysisInput, Detector, findings_of, no_findings

FEWEST_OWN = 4
FEWEST_PEERS = 5
LEAST_DEVIATION = 1.0


def find(given: AnalysisInput) -> pd.DataFrame:
    """Importers whose median unit value, over all their goods, departs from that of other importers of the same goods.

    Each declaration is compared with the median of the importers' medians of its HS code, in robust deviations; the
    importer with the median of its declarations.
    """
    rows = pd.concat([given.past, given.recent])
    rows = rows[rows["unit_value"] > 0].assign(y=lambda frame: np.log(frame["unit_value"]))
    medians = rows.groupby(["hs_code", "importer"])["y"].median()
    peers = medians.groupby("hs_code").agg(["median", "size"])
    spread = (medians - peers["median"].reindex(medians.index, level="hs_code")).abs().groupby("hs_code").median()
    known = peers.assign(scale=(spread * 1.4826).clip(lower=0.3))
    known = known[known["size"] >= FEWEST_PEERS]
    recent = given.recent[given.recent["unit_value"] > 0].merge(known, left_on="hs_code", right_index=True)
    if recent.empty:
        return no_findings()
    recent["deviations"] = (np.log(recent["unit_value"]) - recent["median"]) / recent["scale"]
    recent["peer_unit_value"] = np.exp(recent["median"])
    level = recent.groupby("importer")["deviations"].agg(["median", "size"])
    standing_out = level[(level["size"] >= FEWEST_OWN) & (level["median"] <= -LEAST_DEVIATION)]
    rows = recent[recent["importer"].isin(standing_out.index) & (recent["deviations"] < 0)]
    rows = rows.assign(
        importer_level=rows["importer"].map(standing_out["median"]).astype("float64"), peers=rows["size"]
    )
    return findings_of(
        rows,
        ["importer"],
        score=1 - np.exp(rows["importer_level"] / 2),
        statement=lambda table: (
            "Over "
            + table["declarations"].astype("str")
            + " declarations its unit values lie "
            + (-table["importer_level"]).map("{:.1f}".format)
            + " robust deviations under those of peers importing the same goods."
        ),
        compared=["importer_level", "peers"],
    )


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
    ),
)
