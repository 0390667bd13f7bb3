"""New importers that share declarant and seller with an offender."""

import pandas as pd

from sql.terms import Method, Priority, ResultKind
from tasks.analysis.counting import one_per_declaration
from tasks.analysis.method import AnalysisInput, Detector, findings_of, no_findings
from tasks.records.membership import is_among

OFFENDING_SHARE = 0.15
_DOUBT = 2.0  # inspections without a violation that are added to every record
LEAST_TIED = 0.7  # share of a newcomer's declarations that use the shared declarant and seller
NEWCOMER_DAYS = 240
MOST_SERVED = 4  # importers; a declarant and seller that serve more are ordinary trade
_LINK = ["declarant", "seller"]


def find(given: AnalysisInput) -> pd.DataFrame:
    """Importers first seen in the last eight months with the same declarant and seller as an offender.

    An offender has a hit rate of at least 15 %, counted with two more inspections without a violation. The declarant
    and seller must serve few importers together and must account for most of the newcomer's declarations. The score is
    the offender's hit rate times that share.
    """
    columns = ["declaration_id", "item_count", "lodged_on", "importer", *_LINK]
    everything = one_per_declaration(pd.concat([given.past[columns], given.recent[columns]]))
    first = everything.groupby("importer")["lodged_on"].min()
    newcomers = first[first > pd.Timestamp(given.as_of) - pd.Timedelta(days=NEWCOMER_DAYS)].index
    if everything["lodged_on"].min() > pd.Timestamp(given.as_of) - pd.Timedelta(days=NEWCOMER_DAYS):
        return no_findings()  # the window is too short to know who is new
    inspected = everything.merge(given.outcomes[["declaration_id", "violation"]], on="declaration_id")
    record = inspected["violation"].ne("none").groupby(inspected["importer"]).agg(["sum", "size"])
    record["share"] = record["sum"] / (record.pop("size") + _DOUBT)
    offenders = record[record["share"] >= OFFENDING_SHARE]
    width = everything.groupby(_LINK)["importer"].nunique()
    served = everything[is_among(everything["importer"], offenders.index)].dropna(subset=_LINK)
    if served.empty:
        return no_findings()
    links = served[["importer", *_LINK]].drop_duplicates().rename(columns={"importer": "offender"})
    links = links.join(offenders.set_axis(["violations", "violation_share"], axis=1), on="offender")
    links = links.sort_values(["violation_share", "violations", "offender"], ascending=[False, False, True])
    links = links.drop_duplicates(_LINK).join(width.rename("importers_served"), on=_LINK)
    links = links[links["importers_served"] <= MOST_SERVED]
    theirs = everything[is_among(everything["importer"], newcomers)]
    rows = given.recent[is_among(given.recent["importer"], newcomers)].merge(links, on=_LINK)
    pair = [*_LINK, "importer"]
    tied = theirs.groupby(pair).size().div(theirs.groupby("importer").size(), level="importer").rename("tied")
    rows = rows[rows["importer"] != rows["offender"]].join(tied, on=pair)
    rows = rows[rows["tied"] >= LEAST_TIED]
    return findings_of(
        rows,
        ["importer"],
        score=(rows["violation_share"] * rows["tied"]).clip(upper=0.95),
        statement="New importer; shares declarant and seller with {offender}, which had {violations:.0f} violations; "
        "{tied:.0%} of its declarations use them.",
        compared=["offender", "violations", "violation_share", "importers_served", "tied"],
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
