"""The findings of an analysis as a Markdown list for the page of its run."""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

from sqlmodel import col

from sql.register.tables import Finding
from sql.stores import Stores
from tasks.analysis.request import AnalysisRequest

MOST = 25
_SAFE = (
    *(("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("|", "&#124;")),
    *(("*", "&#42;"), ("`", "&#96;"), ("[", "&#91;"), ("\n", " ")),
)
_COLUMNS = ("priority", "detector", "subject", "unit", "statement", "score", "amount_at_stake")


def reported_findings(stores: Stores, as_of: date, request: AnalysisRequest) -> str:
    """List the strongest findings of an analysis and the path of its report; every text is escaped."""
    rows = stores.register.read(
        Finding,
        list(_COLUMNS),
        col(Finding.analysed_on) == as_of,
        col(Finding.analysis) == request.key,
        order_by=["key"],
    ).sort_values("score", ascending=False, kind="stable")
    report = stores.folder / "reports" / f"analysis-{request.scope}-{as_of}.html"
    summary = f"{len(rows)} findings. Report: `{report}`, with a PDF beside it."
    head = f"## Risk analysis of {as_of}, scope {request.customs}\n\n{summary}\n\n"
    if rows.empty:
        return head + "Nothing unusual was found."
    lines = [_line(row) for row in rows.head(MOST).to_dict("records")]
    return head + "\n".join(lines)


def _line(row: Mapping[Hashable, Any]) -> str:
    """A finding as an item of a numbered list, because long lines break there and not in the cells of a table."""
    cells = {name: _cell(row[name]) for name in _COLUMNS}
    figures = f"score {cells['score']}, at stake {cells['amount_at_stake']}"
    return (
        f"1. **{cells['detector'].capitalize()}** ({cells['priority']}) by {cells['subject']} at {cells['unit']}: "
        f"{cells['statement']} *({figures})*"
    )


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}"
    text = str(value).replace("_", " ").replace("\\", "\\\\")
    for mark, safe in _SAFE:
        text = text.replace(mark, safe)
    return text
