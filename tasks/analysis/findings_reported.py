"""What an analysis found, as a list in Markdown for the page of its run."""

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


def findings_told(stores: Stores, as_of: date, request: AnalysisRequest) -> str:
    """The strongest findings of an analysis and where its report lies; every text is escaped."""
    rows = stores.register.read(
        Finding,
        list(_COLUMNS),
        col(Finding.analysed_on) == as_of,
        col(Finding.analysis) == request.key,
        order_by=["key"],
    ).sort_values("score", ascending=False, kind="stable")
    report = stores.folder / "reports" / f"analysis-{request.scope}-{as_of}.html"
    told = f"{len(rows)} findings. Report: `{report}`, and beside it as PDF."
    head = f"## Risk analysis of {as_of}, scope {request.customs}\n\n{told}\n\n"
    if rows.empty:
        return head + "Nothing departs from what is usual."
    lines = [_line(row) for row in rows.head(MOST).to_dict("records")]
    return head + "\n".join(lines)


def _line(row: Mapping[Hashable, Any]) -> str:
    """One finding as an item of a numbered list, which breaks its lines where a table's cells would not."""
    told = {name: _cell(row[name]) for name in _COLUMNS}
    figures = f"score {told['score']}, at stake {told['amount_at_stake']}"
    return (
        f"1. **{told['detector'].capitalize()}** ({told['priority']}) by {told['subject']} at {told['unit']}: "
        f"{told['statement']} *({figures})*"
    )


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}"
    text = str(value).replace("_", " ").replace("\\", "\\\\")
    for mark, safe in _SAFE:
        text = text.replace(mark, safe)
    return text
