"""A net mass that is too small for the value of the goods."""

import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests

from sql.terms import Method, Priority, ResultKind
from tasks.analysis.method import AnalysisInput, Detector, findings_of, no_findings
from tasks.analysis.unit_values import usual_unit_values

FEWEST_PEERS = 20
FALSE_DISCOVERIES = 0.05
LEAST_FACTOR = 3.0


def find(given: AnalysisInput) -> pd.DataFrame:
    """Importers and goods with a value for which goods of the same HS code weigh several times the declared mass.

    The logarithm of value per mass is compared with its median and median absolute deviation in the HS code; one-sided
    p-values keep a false discovery rate of 5 %. Too much mass for a value is found by undervaluation.
    """
    codes = usual_unit_values(given.past, FEWEST_PEERS)
    rows = given.recent[given.recent["unit_value"] > 0].merge(codes, left_on="hs_code", right_index=True)
    if rows.empty:
        return no_findings()
    deviations = (np.log(rows["unit_value"]) - rows["middle"]) / rows["scale"]
    rows = rows.assign(deviations=deviations, expected_mass=rows["value"] / np.exp(rows["middle"]))
    rejected = multipletests(norm.sf(deviations), alpha=FALSE_DISCOVERIES, method="fdr_bh")[0]
    rows = rows[rejected & (rows["expected_mass"] >= LEAST_FACTOR * rows["net_mass"])]
    return findings_of(
        rows,
        ["importer", "hs_code"],
        score=1 - np.exp(-rows["deviations"] / 5),
        statement="Net mass {net_mass:,.1f} kg; goods of this value weigh {expected_mass:,.1f} kg in {peers:.0f} "
        "declarations of the same code.",
        compared=["net_mass", "expected_mass", "deviations", "peers"],
    )


DETECTORS = (
    Detector(
        name="weight_value_mismatch",
        method=Method.HORIZONTAL_ANALOGY,
        priority=Priority.REVENUE,
        law_or_practice="Customs Law, article 24: truthful declaration of quantity",
        result=ResultKind.INSTRUCTION,
        what_to_check="Weigh and count; look for other, dearer goods; compare with bill of lading and packing list",
        department="duty collection",
        find=find,
    ),
)
