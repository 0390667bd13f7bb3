"""The case file as a document that a unit can open."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from jinja2 import Environment, FileSystemLoader, select_autoescape
from sqlmodel import Session, col, select

from sql.register.tables import CaseFile, CaseGround, CaseJournalEntry
from sql.terms import CaseKind
from tasks.reporting.tables import report_table

_TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=select_autoescape(["html"]))
_TITLES = {
    CaseKind.TARGETED_AUDIT: "Targeted audit 专项稽查",
    CaseKind.ANTI_SMUGGLING: "Anti-smuggling case 缉私案件",
}


def write_case_files(session: Session, folder: Path, numbers: Sequence[str]) -> None:
    """Write `cases/<number>.html` of each case as it stands in the session; an earlier one is replaced whole."""
    for number in numbers:
        case = session.get_one(CaseFile, number)
        target = folder / "cases" / f"{number}.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_suffix(".unfinished")
        unfinished.write_text(_page(session, case), encoding="utf-8")
        os.replace(unfinished, target)


def _page(session: Session, case: CaseFile) -> str:
    grounds = session.exec(
        select(CaseGround).where(CaseGround.case_number == case.number).order_by(CaseGround.key)
    ).all()
    entries = session.exec(
        select(CaseJournalEntry)
        .where(CaseJournalEntry.case_number == case.number)
        .order_by(col(CaseJournalEntry.sequence))
    ).all()
    evidence = [json.loads(ground.evidence) for ground in grounds]
    table = pd.DataFrame(
        {
            "declaration 报关单": [ground.source for ground in grounds],
            "ground 案由": [ground.statement for ground in grounds],
            "found 查验结果": [told["violation"] for told in evidence],
            "inspected on 查验日期": [str(told["inspected_on"])[:10] for told in evidence],
            "amount 金额": [float(told["amount"]) for told in evidence],
            "evidence hash 证据哈希": [ground.content_hash[:16] for ground in grounds],
        }
    )
    # Columns in their own order: that of a row's attributes differs between a row just written and one read back.
    columns = ["happened_on", "actor", "event", "text"]
    journal = pd.DataFrame([entry.model_dump(include=set(columns)) for entry in entries], columns=pd.Index(columns))
    return _TEMPLATES.get_template("case_file.html").render(
        title=_TITLES[case.kind],
        case=case,
        grounds=report_table(table, "grounds", amounts=("amount 金额",)),
        journal=report_table(journal.astype("str"), "journal"),
    )
