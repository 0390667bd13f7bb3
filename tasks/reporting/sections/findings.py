"""Findings of risk analysis, and what became of them."""

from sqlmodel import col

from sql.register.tables import AnalysisReport, Finding, FunctionalWarning, Instruction
from tasks.documents.tables import report_table
from tasks.reporting.report_data import ReportData, Section, SectionWriter

_SHOWN = 15


def write(data: ReportData) -> Section:
    """Show findings by priority, method and detector, the strongest findings, and their results."""
    register = data.stores.register
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
    message = (
        f"{len(findings):,} findings on {findings['subject'].nunique():,} subjects became {instructions:,} "
        f"instructions for control at the site, {warnings:,} warnings for functional management "
        f"and {reports:,} analysis reports."
    )
    counts = report_table(table, "findings-by-detector", terms=("priority", "method", "detector"))
    named = report_table(
        strongest[["priority", "detector", "subject", "statement", "score", "amount_at_stake"]],
        "findings-strongest",
        money=("amount_at_stake",),
        currency=data.currency,
        decimals=("score",),
        terms=("priority", "detector"),
    )
    return Section("Findings of risk analysis", message, counts, f"<h3>Strongest findings</h3>{named}")


SECTIONS = (SectionWriter("findings", 20, write),)
