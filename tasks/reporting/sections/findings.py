"""Findings of risk analysis, and what became of them."""

from sqlmodel import col

from sql.messages import Message
from sql.register.tables import AnalysisReport, Finding, FunctionalWarning, Instruction
from tasks.reporting.report_data import ReportData, Section, SectionWriter

_SHOWN = 15


def write(data: ReportData) -> Section:
    """Show findings by priority, method and detector, the strongest findings, and their results."""
    register, _ = data.stores.register, data.gettext
    findings = register.read(
        Finding,
        ["priority", "method", "detector", "subject", "score", "statement", "amount_at_stake", "declarations"],
        col(Finding.analysed_on) <= data.last_day,
        order_by=["key"],
    )
    kinds = findings.groupby(["priority", "method", "detector"], sort=True)
    table = kinds.agg(
        findings=("subject", "size"), subjects=("subject", "nunique"), declarations=("declarations", "sum")
    ).reset_index()
    strongest = (
        findings.sort_values(["score", "amount_at_stake"], ascending=False, kind="stable")
        .drop_duplicates(["detector", "subject"])
        .groupby("detector", sort=False)
        .head(2)
        .head(_SHOWN)
    )
    instructions = len(register.read(Instruction, ["key"], col(Instruction.issued_on) <= data.last_day))
    warnings = len(register.read(FunctionalWarning, ["key"], col(FunctionalWarning.raised_on) <= data.last_day))
    reports = len(register.read(AnalysisReport, ["key"], col(AnalysisReport.analysed_on) <= data.last_day))
    message = Message(
        "{findings:,} findings on {subjects:,} subjects became {instructions:,} instructions for control at the site, "
        "{warnings:,} warnings for functional management and {reports:,} analysis reports.",
        {"findings": len(findings), "subjects": int(findings["subject"].nunique())}
        | {"instructions": instructions, "warnings": warnings, "reports": reports},
    )
    strongest = strongest.assign(statement=strongest["statement"].map(data.told))
    counts = data.table(table, "findings-by-detector", terms=("priority", "method", "detector"))
    named = data.table(
        strongest[["priority", "detector", "subject", "statement", "score", "amount_at_stake"]],
        "findings-strongest",
        money=("amount_at_stake",),
        decimals=("score",),
        terms=("priority", "detector"),
    )
    heading = data.heading(_("Strongest findings"))
    return Section(_("Findings of risk analysis"), data.told(message), counts, heading + named)


SECTIONS = (SectionWriter("findings", 20, write),)
