"""Newcomers who share their declarant and their seller with an enterprise that was caught."""

import pandas as pd

from sql.terms import Method, Priority, ResultKind
from tasks.analysis.membership import is_among
from tasks.analysis.method import AnalysisInput, Detector, findings_of, no_findings

OFFENDING_SHARE = 0.3
NEWCOMER_DAYS = 240
MOST_SERVED = 4  # importers; a declarant with a seller that serve more is ordinary trade
_LINK = ["declarant", "seller"]


def find(given: AnalysisInput) -> pd.DataFrame:
    """Importers first seen within eight months whose declarant and seller both served an offender.

    An offender was found in violation in at least three in ten of its inspections. A declarant alone does not link, nor
    one that serves many importers with this seller. The score is the offender's share of violations, drawn towards none
    where few inspections found it.
    """
    everything = pd.concat([given.past, given.recent])
    first = everything.groupby("importer")["lodged_on"].min()
    newcomers = first[first > pd.Timestamp(given.as_of) - pd.Timedelta(days=NEWCOMER_DAYS)].index
    if everything["lodged_on"].min() > pd.Timestamp(given.as_of) - pd.Timedelta(days=NEWCOMER_DAYS):
        return no_findings()  # the window is too short to tell who is new
    inspected = everything.merge(given.outcomes[["declaration_id", "violation"]], on="declaration_id")
    record = inspected["violation"].ne("none").groupby(inspected["importer"]).agg(["sum", "mean"])
    offenders = record[(record["sum"] >= 1) & (record["mean"] >= OFFENDING_SHARE)]
    width = everything.groupby(_LINK)["importer"].nunique()
    served = everything[is_among(everything["importer"], offenders.index)].dropna(subset=_LINK)
    if served.empty:
        return no_findings()
    links = served[["importer", *_LINK]].drop_duplicates().rename(columns={"importer": "offender"})
    links = links.join(offenders.set_axis(["violations", "violation_share"], axis=1), on="offender")
    links = links.sort_values(["violation_share", "violations", "offender"], ascending=[False, False, True])
    links = links.drop_duplicates(_LINK).join(width.rename("importers_served"), on=_LINK)
    links = links[links["importers_served"] <= MOST_SERVED]
    rows = given.recent[given.recent["importer"].isin(newcomers)].merge(links, on=_LINK)
    rows = rows[rows["importer"] != rows["offender"]]
    return findings_of(
        rows,
        ["importer"],
        score=(rows["violation_share"] * rows["violations"] / (rows["violations"] + 1)).clip(upper=0.95),
        statement=lambda table: (
            "New; shares declarant and seller with "
            + table["offender"].astype("str")
            + ", found in violation "
            + table["violations"].map("{:.0f}".format)
            + " times, in "
            + table["violation_share"].map("{:.0%}".format)
            + " of inspections."
        ),
        compared=["offender", "violations", "violation_share", "importers_served"],
    )


DETECTORS = (
    Detector(
        name="associates_of_offenders",
        method=Method.HORIZONTAL_ANALOGY,
        priority=Priority.REVENUE,
        law_or_practice="Administrative measures on enterprise credit: related enterprises",
        result=ResultKind.WARNING,
        what_to_check="Establish owners, address and payments; compare prices with those of the offender",
        department="enterprise management",
        find=find,
    ),
)
