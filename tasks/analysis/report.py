"""The analysis report for decision-makers: a page that opens without a network, and a PDF."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from sql.terms import Language, ResultKind
from sql.words import spelled
from tasks.analysis.counting import number_of_declarations
from tasks.analysis.fusion import ranked_subjects, within_capacity
from tasks.analysis.method import AnalysisInput, detectors
from tasks.analysis.request import NOTHING_TO_LOOK_AT, AnalysisRequest
from tasks.analysis.trend import trend_chart
from tasks.documents.charts import stacked_bars
from tasks.documents.pages import page, write_page
from tasks.documents.pdf import UnprintablePageError, pdf_of
from tasks.documents.tables import report_table

_TEMPLATE = Path(__file__).parent / "report.html"
_SHOWN = 10
_WARNINGS_SHOWN = 6
_EXAMPLES = 3
_COLOURS = {"revenue": "#274060", "security": "#c8553d", "ipr": "#e9b44c", "drugs": "#7fb285"}
_RESULTS = {
    ResultKind.INSTRUCTION: "instruction to the office of lodgement",
    ResultKind.WARNING: "warning to functional management",
}


def write_report(
    folder: Path, as_of: date, request: AnalysisRequest, findings: pd.DataFrame, given: AnalysisInput
) -> str:
    """Write the report on the findings of one analysis; return its path relative to `folder`."""
    path = Path("reports") / f"analysis-{request.scope}-{as_of}.html"
    write_page(folder / path, _page(as_of, request, findings, given))
    return path.as_posix()


def print_report(folder: Path, path: str) -> str | None:
    """Write the report at `path` as a PDF beside it; return the path of the PDF relative to `folder`.

    Returns None if the page cannot be printed; the analysis and its page stay valid.
    """
    target = (folder / path).with_suffix(".pdf")
    if not target.is_file():
        try:
            write_page(target, pdf_of((folder / path).read_text(encoding="utf-8")))
        except UnprintablePageError:
            return None
    return target.relative_to(folder).as_posix()


def _heading(detector: str) -> str:
    words = spelled(detector)
    return words[:1].upper() + words[1:]


def _listed(joined: "pd.Series[str]") -> "pd.Series[str]":
    return joined.str.replace("_", " ").str.replace(";", ", ")


def _page(as_of: date, request: AnalysisRequest, findings: pd.DataFrame, given: AnalysisInput) -> str:
    ranked = ranked_subjects(findings)
    chosen = within_capacity(ranked, request.capacity)
    counts = pd.crosstab(findings["method"], findings["priority"]).reindex(columns=list(_COLOURS), fill_value=0)
    counts.index = counts.index.astype("str").str.replace("_", " ")
    silent = [each.name for each in request.detectors() if each.name not in set(findings["detector"])]
    return page(
        _TEMPLATE,
        Language.ENGLISH,
        title=f"Risk analysis of {as_of}, scope {request.customs}",
        summary=_summary(request, findings, ranked, given),
        chart=stacked_bars(counts, _COLOURS, "Findings by method and priority", "findings") if len(counts) else "",
        threshold=_threshold(len(ranked), len(chosen.subjects), chosen.threshold),
        subjects=report_table(
            chosen.subjects.assign(detectors=_listed(chosen.subjects["detectors"]))[
                ["subject", "score", "detectors", "grounds", "amount_at_stake"]
            ],
            "ranked-subjects",
            money=("amount_at_stake",),
            currency=given.currency,
            decimals=("score",),
        ),
        actions=_actions(findings, given.currency),
        warnings=_warnings(findings, given),
        sections=_evidence(request, findings, given.currency),
        silent=", ".join(name.replace("_", " ") for name in silent),
        methods=_methods(request),
        focus_days=request.focus_days,
        window_days=request.window_days,
        capacity=request.capacity,
    )


def _summary(request: AnalysisRequest, findings: pd.DataFrame, ranked: pd.DataFrame, given: AnalysisInput) -> str:
    summary = (
        f"{_analysed(given.recent)} of the last {request.focus_days} days were analysed by "
        f"{len(request.detectors())} detectors: {len(findings):,} findings on {len(ranked):,} subjects"
    )
    money = _money(given)
    if given.recent.empty:
        return NOTHING_TO_LOOK_AT
    if findings.empty:
        return summary + f". Nothing unusual was found. {money}"
    by_priority = findings["priority"].value_counts()
    parts = ", ".join(f"{count:,} on {priority}" for priority, count in by_priority.items())
    instructions = int((findings["result"] == ResultKind.INSTRUCTION).sum())
    return (
        f"{summary}: {parts}. They became {instructions:,} instructions to offices and "
        f"{len(findings) - instructions:,} warnings. "
        f"The subject with the strongest grounds is {ranked.iloc[0]['subject']}. {money}"
    )


def _analysed(recent: pd.DataFrame) -> str:
    """How many declarations, with their items where these are more; imports and exports apart where there are both."""
    parts = []
    for direction, rows in recent.groupby("direction", sort=True):
        declarations, items = number_of_declarations(rows), len(rows)
        goods = f" with {items:,} items" if items > declarations else ""
        parts.append((declarations, f"{declarations:,} {direction} declarations{goods}"))
    if len(parts) > 1:
        return " and ".join(text for _, text in sorted(parts, reverse=True))
    return parts[0][1].replace("import ", "") if parts else "0 declarations"


def _money(given: AnalysisInput) -> str:
    """The currency of all amounts, and how many items comparisons of values leave out for want of an exchange rate."""
    currency = f"Amounts are in {given.currency}."
    unknown = int((given.recent["value"].isna() & given.recent["item_value"].notna()).sum())
    if not unknown:
        return currency
    return f"{currency} Comparisons of values leave out {unknown:,} items, because no exchange rate is known for them."


def _threshold(subjects: int, chosen: int, threshold: float | None) -> str:
    if not subjects:
        return "No subject needs to be looked into."
    if threshold is None:
        return f"All {subjects:,} subjects can be looked into, the strongest first."
    return (
        f"Look into these {chosen:,} of {subjects:,} subjects first: that is the capacity. Their lowest score is "
        f"{threshold:.2f}."
    )


def _actions(findings: pd.DataFrame, currency: str) -> str:
    """Table of what to do, per detector: the result of its findings, the department, and what to check."""
    groups = findings.groupby(["result", "department", "detector", "what_to_check"], sort=True)
    table = groups.agg(findings=("subject", "size"), amount_at_stake=("amount_at_stake", "sum")).reset_index()
    table["result"] = table["result"].map({kind.value: result for kind, result in _RESULTS.items()})
    table = table.sort_values("amount_at_stake", ascending=False, kind="stable")
    columns = ["detector", "result", "department", "what_to_check", "findings", "amount_at_stake"]
    return report_table(
        table[columns],
        "actions",
        money=("amount_at_stake",),
        currency=currency,
        terms=("detector",),
        empty="No action is needed.",
    )


def _warnings(findings: pd.DataFrame, given: AnalysisInput) -> list[dict[str, str]]:
    """The strongest warnings, each with the trend of its subject; the first of every detector come first."""
    rows = findings[findings["result"] == ResultKind.WARNING]
    rows = rows.assign(place=rows.groupby("detector").cumcount()).sort_values(
        ["place", "amount_at_stake"], ascending=[True, False], kind="stable"
    )
    trends = {detector.name: detector.trend for detector in detectors()}
    return [
        {
            "title": f"{_heading(str(row['detector']))}: {row['subject']}",
            "statement": f"{row['statement']} To {row['department']} of {row['unit']}.",
            "chart": trend_chart(row, trends[str(row["detector"])], given),
        }
        for row in rows.head(_WARNINGS_SHOWN).to_dict("records")
    ]


def _evidence(request: AnalysisRequest, findings: pd.DataFrame, currency: str) -> list[dict[str, Any]]:
    sections = []
    for detector in request.detectors():
        rows = findings[findings["detector"] == detector.name].head(_SHOWN)
        if rows.empty:
            continue
        examples = [_examples(*each) for each in zip(rows["declaration_ids"], rows["items"], strict=True)]
        columns = ["subject", "score", "statement", "amount_at_stake", "declarations", "for_example", "unit"]
        table = report_table(
            rows.assign(for_example=examples)[columns],
            f"detector-{detector.name}",
            money=("amount_at_stake",),
            currency=currency,
            decimals=("score",),
        )
        sections.append({"title": _heading(detector.name), "table": table})
    return sections


def _examples(declarations: Sequence[str], items: Sequence[str]) -> str:
    """The first declarations behind a finding, with the number of the item where they have several."""
    named: dict[str, str] = {}
    for item in items:
        named.setdefault(item.rsplit("#", 1)[0], item)
    return ", ".join(named.get(each, each) for each in list(declarations)[:_EXAMPLES])


def _methods(request: AnalysisRequest) -> str:
    rows = [
        {
            "detector": each.name,
            "method": each.method.value,
            "priority": each.priority.value,
            "looks_for": each.description,
            "rests_on": each.law_or_practice,
        }
        for each in request.detectors()
    ]
    return report_table(pd.DataFrame(rows), "methods", terms=("detector", "method", "priority"))
