"""First-time or dormant importers that declare goods with a high duty rate."""

import pandas as pd

from sql.messages import messages, msgid
from sql.terms import Method, Priority, ResultKind
from tasks.analysis.method import AnalysisInput, Detector, findings_of, stake

HIGH_DUTY = 8.0  # %
SILENT_DAYS = 180
REVIVED_DAYS = 60  # an earlier revival is no news
_NEW = msgid("No earlier record; then {declarations} declarations at a mean duty rate of {duty_rate:.1f} %.")
_SILENT = msgid(
    "Silent for {silent_days:.0f} days; then {declarations} declarations at a mean duty rate of {duty_rate:.1f} %."
)


def find(given: AnalysisInput) -> pd.DataFrame:
    """Importers without a declaration for half a year or ever, that declared goods with a high duty rate lately.

    Lately means within the last two months. The score is the rank of the amount at stake among all such importers.
    """
    news_from = pd.Timestamp(given.as_of) - pd.Timedelta(days=REVIVED_DAYS)
    earlier = given.past["lodged_on"] < news_from
    last = given.past[earlier].groupby("importer")["lodged_on"].max()
    lately = pd.concat([given.past.loc[~earlier, ["importer", "lodged_on"]], given.recent[["importer", "lodged_on"]]])
    first = lately[lately["lodged_on"] >= news_from].groupby("importer")["lodged_on"].min()
    silence = (first - last.reindex(first.index)).dt.days
    revived = silence[silence.isna() | (silence >= SILENT_DAYS)]
    rows = given.recent[given.recent["importer"].isin(revived.index) & (given.recent["duty_rate"] >= HIGH_DUTY)]
    rows = rows.assign(silent_days=rows["importer"].map(revived).astype("float64"))
    total = stake(rows).groupby(rows["importer"]).transform("sum")
    return findings_of(
        rows,
        ["importer"],
        score=total.rank(pct=True) * 0.9,
        statement=lambda table: messages(table["silent_days"].isna().map({True: _NEW, False: _SILENT}), table),
        compared=["silent_days", "duty_rate"],
    )


DETECTORS = (
    Detector(
        name="dormant_revived",
        method=Method.DYNAMIC_FOCUS,
        priority=Priority.REVENUE,
        law_or_practice="WCO risk management compendium, volume 2: first-time and dormant traders",
        result=ResultKind.INSTRUCTION,
        what_to_check="Verify the enterprise, its address and its payment; compare goods and documents",
        department="enterprise management",
        find=find,
    ),
)
