"""What an analysis found, as a table in Markdown for the page of its run."""

from datetime import date

from sqlmodel import col

from sql.register.tables import Finding
from sql.stores import Stores
from tasks.analysis.request import AnalysisRequest

MOST = 25
_COLUMNS = ("priority", "detector", "subject", "unit", "statement", "score", "amount_at_stake")


def findings_told(stores: Stores, as_of: date, request: AnalysisRequest) -> str:
    """The strongest findings of an analysis and where its report lies; every cell is escaped."""
    rows = stores.register.read(
        Finding,
        list(_COLUMNS),
        col(Finding.analysed_on) == as_of,
        col(Finding.analysis) == request.key,
        order_by=["key"],
    ).sort_values("score", ascending=False, kind="stable")
    report = stores.folder / "reports" / f"analysis-{request.scope}-{as_of}.html"
    head = f"## Risk analysis of {as_of}, scope {request.customs}\n\n{len(rows)} findings. Report: `{report}`\n\n"
    if rows.empty:
        return head + "Nothing departs from what is usual."
    titles = " | ".join(name.replace("_", " ") for name in _COLUMNS)
    lines = [f"| {titles} |", "|" + " --- |" * len(_COLUMNS)]
    lines += [
        "| " + " | ".join(_cell(row[name]) for name in _COLUMNS) + " |" for row in rows.head(MOST).to_dict("records")
    ]
    return head + "\n".join(lines)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}"
    text = str(value).replace("_", " ").replace("\\", "\\\\")
    for mark, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("|", "&#124;"), ("[", "&#91;"), ("\n", " ")):
        text = text.replace(mark, safe)
    return text
