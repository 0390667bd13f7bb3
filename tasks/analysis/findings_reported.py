"""What an analysis found, as counts for the page of its run, which everybody who uses Prefect sees."""

from datetime import date

from sqlmodel import col

from sql.register.tables import Finding
from sql.stores import Stores
from sql.words import spelled
from tasks.analysis.request import NOTHING_TO_LOOK_AT, AnalysisRequest
from tasks.documents import markdown


def reported_findings(stores: Stores, as_of: date, request: AnalysisRequest, declarations: int) -> str:
    """Count the findings of an analysis by detector, in Markdown; their subjects stand in the report alone.

    declarations: how many it looked at; where there were none, its silence is no all-clear.
    """
    rows = stores.register.read(
        Finding,
        ["priority", "detector"],
        col(Finding.analysed_on) == as_of,
        col(Finding.analysis) == request.key,
    )
    head = f"## Risk analysis of {as_of}, scope {request.customs}\n\n"
    if rows.empty and not declarations:
        return f"{head}{NOTHING_TO_LOOK_AT}"
    if rows.empty:
        return head + f"Nothing unusual was found in {declarations:,} declarations."
    counts = rows.groupby(["detector", "priority"], sort=True).size().reset_index(name="findings")
    lines = [
        [spelled(str(row["detector"])), str(row["priority"]), f"{row['findings']:,}"]
        for row in counts.to_dict("records")
    ]
    table = markdown.table(["detector", "priority", "findings"], lines, numbers={2})
    where = "Their subjects are in the report, and in `customs-risk findings list`."
    return f"{head}{len(rows):,} findings. {where}\n\n{table}"
