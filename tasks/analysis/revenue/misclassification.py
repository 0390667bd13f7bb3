"""Misclassification: goods that look like those of another heading with a higher duty rate."""

import numpy as np
import pandas as pd

from sql.messages import messages, msgid
from sql.terms import Method, Priority, ResultKind
from tasks.analysis.counting import declarations_by
from tasks.analysis.method import AnalysisInput, Detector, findings_of
from tasks.analysis.unit_values import ordinary_rates, usual_unit_values

FEWEST_PEERS = 20
SAME_HEADING = 0.9  # share of a description's past declarations in its usual heading
LEAST_GAIN = 1.0  # percentage points of duty rate
FAR_ABOVE = 3.0  # robust deviations of the unit value above that of the declared code
WELL_WITHIN = 1.0  # and around that of the sibling
_DESCRIPTION, _UNIT_VALUE = "The description", "The unit value"
_FITS = {
    _DESCRIPTION: msgid(
        "The description fits heading {fitting_code}, at an ordinary rate of {fitting_rate:.1f} %; declared at "
        "{duty_rate:.1f} %."
    ),
    _UNIT_VALUE: msgid(
        "The unit value fits HS {fitting_code}, at an ordinary rate of {fitting_rate:.1f} %; declared at "
        "{duty_rate:.1f} %."
    ),
}


def find(given: AnalysisInput) -> pd.DataFrame:
    """Importers and goods with a description or unit value that fits a heading with a higher duty rate.

    Description: nine in ten past declarations with the same words are in another heading with a higher ordinary rate.
    Unit value: far above that of the declared code, and close to the median of another code of the same heading with a
    higher ordinary rate.
    """
    signs = pd.concat([_by_description(given), _by_unit_value(given)])
    signs = signs.sort_values("score", ascending=False, kind="stable")
    signs = signs[~signs.index.duplicated()].sort_index()
    rows = given.recent.loc[signs.index].join(signs)
    return findings_of(
        rows,
        ["importer", "hs_code"],
        score=rows["score"],
        statement=lambda table: messages(table["likeness"].map(_FITS), table),
        shown=["fitting_code"],
        compared=["likeness", "fitting", "fitting_rate", "duty_rate"],
        amount=rows["value"] * (rows["fitting_rate"] - rows["duty_rate"]) / 100,
    )


def _by_description(given: AnalysisInput) -> pd.DataFrame:
    past = given.past.dropna(subset=["goods_description", "hs4"])
    counts = declarations_by(past, "goods_description", "hs4").rename("size").reset_index()
    counts["all"] = counts.groupby("goods_description")["size"].transform("sum")
    counts["share"] = counts["size"] / counts["all"]
    usual = counts[(counts["all"] >= FEWEST_PEERS) & (counts["share"] >= SAME_HEADING)]
    usual = usual.set_index("goods_description")
    words = given.recent["goods_description"]
    signs = pd.DataFrame(
        {
            "likeness": _DESCRIPTION,
            "fitting": "heading " + words.map(usual["hs4"]).astype("str"),
            "fitting_code": words.map(usual["hs4"]).astype("str"),
            "fitting_rate": words.map(usual["hs4"]).map(ordinary_rates(past, "hs4")).astype("float64"),
            "score": words.map(usual["share"]).astype("float64"),
        },
        index=given.recent.index,
    )
    elsewhere = words.map(usual["hs4"]).ne(given.recent["hs4"]) & signs["fitting_rate"].notna()
    return signs[elsewhere & (signs["fitting_rate"] - given.recent["duty_rate"] >= LEAST_GAIN)]


def _by_unit_value(given: AnalysisInput) -> pd.DataFrame:
    codes = usual_unit_values(given.past, FEWEST_PEERS).rename(columns={"ordinary_rate": "fitting_rate"})
    codes = codes.rename_axis("code").reset_index()
    codes["hs4"] = codes["code"].str[:4]
    recent = given.recent.loc[given.recent["unit_value"] > 0, ["hs_code", "hs4", "unit_value", "duty_rate"]]
    recent = recent.reset_index(names="row").merge(
        codes[["code", "middle", "scale"]], left_on="hs_code", right_on="code"
    )
    recent["above"] = (np.log(recent["unit_value"]) - recent["middle"]) / recent["scale"]
    far = recent.loc[recent["above"] >= FAR_ABOVE, ["row", "hs_code", "hs4", "unit_value", "duty_rate", "above"]]
    pairs = far.merge(codes, on="hs4")
    pairs["off"] = ((np.log(pairs["unit_value"]) - pairs["middle"]) / pairs["scale"]).abs()
    pairs["score"] = 0.8 * (1 - np.exp(-pairs["above"] / 4))
    fits = (pairs["code"] != pairs["hs_code"]) & (pairs["fitting_rate"] - pairs["duty_rate"] >= LEAST_GAIN)
    fitting = pairs[fits & (pairs["off"] <= WELL_WITHIN)].sort_values(["row", "off", "code"])
    best = fitting.drop_duplicates("row").set_index("row")
    best = best.assign(likeness=_UNIT_VALUE, fitting="HS " + best["code"], fitting_code=best["code"])
    return best[["likeness", "fitting", "fitting_code", "fitting_rate", "score"]]


DETECTORS = (
    Detector(
        name="misclassification",
        method=Method.HORIZONTAL_ANALOGY,
        priority=Priority.REVENUE,
        law_or_practice="HS Convention, general rules for interpretation; Customs Law, article 42",
        result=ResultKind.INSTRUCTION,
        what_to_check="Identify the goods; compare with the notes of both headings; sample where composition decides",
        department="tariff classification",
        find=find,
    ),
)
