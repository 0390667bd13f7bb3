"""The analysis report: for decision-making, on one page that opens without network."""

import os
from datetime import date
from pathlib import Path

import pandas as pd
from jinja2 import Environment, FileSystemLoader, select_autoescape

from tasks.analysis.fusion import ranked_subjects
from tasks.analysis.method import AnalysisInput
from tasks.analysis.request import AnalysisRequest
from tasks.reporting.charts import stacked_bars
from tasks.reporting.tables import report_table

_TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=select_autoescape(["html"]))
_SHOWN = 20
_COLOURS = {"revenue": "#274060", "security": "#c8553d", "ipr": "#e9b44c", "drugs": "#7fb285"}


def write_report(
    folder: Path, as_of: date, request: AnalysisRequest, findings: pd.DataFrame, given: AnalysisInput
) -> str:
    """Write the report on the findings of one analysis; return its path relative to `folder`."""
    path = Path("reports") / f"analysis-{request.scope}-{as_of}.html"
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".unfinished")
    unfinished.write_text(_page(as_of, request, findings, given), encoding="utf-8")
    os.replace(unfinished, target)
    return path.as_posix()


def _page(as_of: date, request: AnalysisRequest, findings: pd.DataFrame, given: AnalysisInput) -> str:
    ranked = ranked_subjects(findings)
    counts = pd.crosstab(findings["method"], findings["priority"]).reindex(columns=list(_COLOURS), fill_value=0)
    counts.index = counts.index.astype("str").str.replace("_", " ")
    sections = []
    for detector in request.detectors():
        rows = findings[findings["detector"] == detector.name]
        columns = ["subject", "score", "statement", "amount_at_stake", "declarations", "unit"]
        sections.append(
            {
                "title": detector.name.replace("_", " ").capitalize(),
                "note": f"{detector.priority}, {detector.method.replace('_', ' ')}. {detector.law_or_practice}.",
                "table": report_table(
                    rows[columns].head(_SHOWN),
                    f"detector-{detector.name}",
                    amounts=("amount_at_stake",),
                    decimals=("score",),
                    empty="Nothing was found.",
                ),
            }
        )
    return _TEMPLATES.get_template("report.html").render(
        title=f"Risk analysis of {as_of}, scope {request.customs}",
        summary=(
            f"{len(given.recent):,} declarations of the last {request.focus_days} days were analysed by "
            f"{len(sections)} detectors: {len(findings):,} findings on {len(ranked):,} subjects."
        ),
        chart=stacked_bars(counts, _COLOURS, "Findings by method and priority", "findings") if len(counts) else "",
        subjects=report_table(
            ranked[["subject", "score", "detectors", "grounds", "amount_at_stake"]].head(_SHOWN),
            "ranked-subjects",
            amounts=("amount_at_stake",),
            decimals=("score",),
        ),
        sections=sections,
        focus_days=request.focus_days,
        window_days=request.window_days,
        capacity=request.capacity,
    )
