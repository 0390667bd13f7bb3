"""Goods without a licence that most declarations of the same goods carry."""

import pandas as pd

from sql.terms import Method, Priority, ResultKind
from tasks.analysis.counting import has_several_items
from tasks.analysis.method import AnalysisInput, Detector, findings_of

FEWEST_PEERS = 20
LICENSED_SHARE = 0.7


def find(given: AnalysisInput) -> pd.DataFrame:
    """Importers that declare no licence although most declarations of the same HS code carry one."""
    goods = given.past.groupby("hs_code")["licensed"]
    if has_several_items(given.past):  # a licence on one item of the goods is one for their declaration
        goods = given.past.groupby(["hs_code", "declaration_id"])["licensed"].any().groupby("hs_code")
    peers = goods.agg(["mean", "size"]).set_axis(["licensed_share", "peers"], axis=1)
    peers = peers[(peers["peers"] >= FEWEST_PEERS) & (peers["licensed_share"] >= LICENSED_SHARE)]
    rows = given.recent[~given.recent["licensed"]].merge(peers, left_on="hs_code", right_index=True)
    return findings_of(
        rows,
        ["importer", "hs_code"],
        score=rows["licensed_share"],
        statement="{licensed_share:.0%} of {peers:.0f} declarations of the same goods carry a licence; {declarations} "
        "of this importer do not.",
        compared=["licensed_share", "peers"],
    )


DETECTORS = (
    Detector(
        name="licence_missing",
        method=Method.HORIZONTAL_ANALOGY,
        priority=Priority.SECURITY,
        law_or_practice="Foreign Trade Law, articles 15 to 18: licensing of goods",
        result=ResultKind.INSTRUCTION,
        what_to_check="Identify the goods and their composition; ask for the licence; stop without it",
        department="commodity inspection",
        find=find,
    ),
)
