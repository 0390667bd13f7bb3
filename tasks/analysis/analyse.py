"""Analysing: detectors look, what they find is recorded with its evidence, and becomes the three results."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from sqlmodel import Session, col

from sql.jurisdiction import Organisation
from sql.messages import Message, messages, msgid
from sql.reference import organisation
from sql.register import complete_once, insert_new, keyed_text
from sql.register.tables import AnalysisReport, Finding, FindingDeclaration, FunctionalWarning, Instruction
from sql.register.tables.notifications import Matter
from sql.stores import Stores
from sql.terms import RANK, ResultKind, Severity, TaskState
from tasks.analysis.analysis_input import gather_input
from tasks.analysis.counting import number_of_declarations
from tasks.analysis.method import EXPORT, AnalysisInput, Detector, in_terms_of_exports
from tasks.analysis.report import named_beside, write_report
from tasks.analysis.request import WEEKLY, AnalysisRequest
from tasks.answering.asked import INSTRUCTION, WARNING, Asked
from tasks.answering.due import due_days, severities
from tasks.notification.outbox import Announcement, announce
from tasks.records.membership import is_among

_ITEMS_NAMED = 10
_CHECK = msgid("{what_to_check}: {subject}. {statement}")
_CHECK_ITEMS = msgid("{what_to_check}: {subject}. {statement} Begin with items {items}.")


@dataclass(frozen=True)
class Analysed:
    """Findings of one analysis with the declarations behind them, where its report lies, and what it looked at."""

    findings: pd.DataFrame
    evidence: pd.DataFrame
    report: str
    declarations: int


def analyse(
    stores: Stores,
    as_of: date,
    request: AnalysisRequest,
    watch: Callable[[Sequence[Detector]], Iterable[Detector]] = iter,
    beside: Callable[[Path], str] = named_beside,
) -> dict[str, Any]:
    """Run the detectors of a request on what was known at the end of `as_of`, once per occasion.

    A subject that the same detector found before is found again only by declarations that are new since then.
    `watch` is handed the detectors and gives them back one after the other, to show how far they are. `beside`: how the
    report leads to itself in another language.
    Returns: declarations (looked at), findings, subjects, instructions, warnings, report (path relative to the data
    folder).
    """

    def compute() -> Analysed:
        given = gather_input(stores, as_of, request)
        told = _evidence_told_before(stores, as_of, request.key)
        units = Organisation(organisation(as_of))
        found = [findings_by(detector, given, told, units, request.capacity) for detector in watch(request.detectors())]
        findings = pd.concat(found, ignore_index=True)
        keys = [
            keyed_text(request.scope, as_of, *parts)
            for parts in zip(findings["detector"], findings["subject_kind"], findings["subject"], strict=True)
        ]
        findings["key"] = pd.Series(keys, index=findings.index, dtype="str")
        evidence = _evidence(findings)
        report = write_report(stores.folder, as_of, request, findings, given, beside)
        return Analysed(findings, evidence, report, number_of_declarations(given.recent))

    def record(session: Session, analysed: Analysed) -> dict[str, Any]:
        findings = analysed.findings
        columns = [name for name in Finding.model_fields if name in findings]
        insert_new(session, Finding, findings[columns].assign(analysis=request.key, analysed_on=as_of))
        insert_new(session, FindingDeclaration, analysed.evidence)
        currency = stores.lake.currency
        instructions = _instruct(
            session, findings[findings["result"] == ResultKind.INSTRUCTION], as_of, request, currency
        )
        warnings = _warn(session, findings[findings["result"] == ResultKind.WARNING], as_of, request, currency)
        subjects = findings.drop_duplicates(["subject_kind", "subject"])
        insert_new(
            session,
            AnalysisReport,
            [
                {
                    "key": f"{request.scope}|{as_of}",
                    "analysis": request.key,
                    "analysed_on": as_of,
                    "unit": request.customs,
                    "findings": len(findings),
                    "path": analysed.report,
                    "summary": f"{len(findings)} findings on {len(subjects)} subjects",
                }
            ],
        )
        return {
            "declarations": analysed.declarations,
            "findings": len(findings),
            "subjects": len(subjects),
            "instructions": instructions,
            "warnings": warnings,
            "report": analysed.report,
        }

    return complete_once(stores.register, "analyse", as_of, request.scope, compute, record)


def findings_by(
    detector: Detector, given: AnalysisInput, told: pd.DataFrame, units: Organisation, capacity: int
) -> pd.DataFrame:
    """The strongest findings of one detector that rest on a declaration not told before, with their unit.

    Imports and exports are looked at apart, and the strongest of both are kept.
    told: detector, declaration_id of earlier findings. Returns the detector's columns and detector, method, priority,
    result, unit, office (where most of the declarations were lodged), declarations.
    """
    found = pd.concat([_found(detector, part) for part in given.by_direction()], ignore_index=True)
    if found.empty:  # most detectors on most days: what follows costs as much as the looking
        return _labelled(found.join(pd.DataFrame(_NOWHERE_LODGED)), detector)
    rows = found.reset_index(names="row")[["row", "declaration_ids"]].explode("declaration_ids")
    rows = rows.astype({"declaration_ids": "str"})
    rows = rows.merge(given.offices, left_on="declaration_ids", right_on="declaration_id")
    known = told.loc[told["detector"] == detector.name, "declaration_id"]
    fresh = rows.loc[~is_among(rows["declaration_id"], known), "row"].unique()
    table = found.join(_where_lodged(rows, units))
    table = table[table.index.isin(fresh)]
    order = ["score", "amount_at_stake", "subject"]
    return _labelled(table.sort_values(order, ascending=[False, False, True], kind="stable").head(capacity), detector)


_NOWHERE_LODGED = {
    "unit": pd.Series(dtype="str"),
    "office": pd.Series(dtype="str"),
    "declarations": pd.Series(dtype="int64"),
}


def _labelled(found: pd.DataFrame, detector: Detector) -> pd.DataFrame:
    """Findings with what their detector says of all of them."""
    return found.assign(
        detector=detector.name,
        method=detector.method.value,
        priority=detector.priority.value,
        result=detector.result.value,
        what_to_check=detector.what_to_check,
        department=detector.department,
    )


def _found(detector: Detector, given: AnalysisInput) -> pd.DataFrame:
    """What a detector finds in the trade of one direction."""
    found = detector.find(given)
    if "items" not in found:  # a detector from outside the package may know declarations alone
        found = found.assign(items=pd.Series([[]] * len(found), index=found.index, dtype="object"))
    return in_terms_of_exports(found, given) if given.direction == EXPORT else found


def _evidence(findings: pd.DataFrame) -> pd.DataFrame:
    """Declarations behind findings: finding, declaration_id, items (numbers joined by ;, empty for a single item)."""
    rows = findings[["key", "declaration_ids"]].explode("declaration_ids").dropna()
    rows = rows.set_axis(["finding", "declaration_id"], axis=1)
    items = findings[["key", "items"]].explode("items").dropna()
    if items.empty:
        return rows.assign(items="")
    parts = items["items"].astype("str").str.rsplit("#", n=1, expand=True)
    items = pd.DataFrame({"finding": items["key"], "declaration_id": parts[0], "number": parts[1].astype("int64")})
    items = items.sort_values(["finding", "declaration_id", "number"], kind="stable")
    numbers = items.assign(number=items["number"].astype("str")).groupby(["finding", "declaration_id"])["number"]
    joined = numbers.agg(";".join).rename("items")
    return rows.join(joined, on=["finding", "declaration_id"]).fillna({"items": ""})


def _where_lodged(rows: pd.DataFrame, units: Organisation) -> pd.DataFrame:
    """Per finding: unit (the lowest that holds all of its declarations), office (of most of them), declarations.

    An office that no unit has counts for the nation.

    rows: row (number of the finding), office; one per declaration.
    """
    rows = rows.assign(office=rows["office"].fillna(""))
    counts = rows.groupby(["row", "office"], sort=True).size().rename("declarations").reset_index()
    most = counts.sort_values(["row", "declarations"], ascending=[True, False], kind="stable").drop_duplicates("row")
    offices: dict[int, list[str]] = {}
    for row, office in zip(counts["row"].tolist(), counts["office"].tolist(), strict=True):
        offices.setdefault(row, []).append(office)
    common = {row: units.common(codes) for row, codes in offices.items()}
    return pd.DataFrame(
        {
            "unit": pd.Series(common, dtype="str"),
            "office": most.set_index("row")["office"].map(units.holder),
            "declarations": counts.groupby("row")["declarations"].sum(),
        }
    )


def _evidence_told_before(stores: Stores, as_of: date, key: str) -> pd.DataFrame:
    """detector and declaration_id of findings of the same analysis, on earlier dates and occasions."""
    register = stores.register
    findings = register.read(
        Finding, ["key", "detector"], col(Finding.analysed_on) <= as_of, col(Finding.analysis) == key
    )
    evidence = register.read(FindingDeclaration, ["finding", "declaration_id"])
    return findings.merge(evidence, left_on="key", right_on="finding")[["detector", "declaration_id"]]


def _instruct(session: Session, findings: pd.DataFrame, as_of: date, request: AnalysisRequest, currency: str) -> int:
    """One instruction per finding to the office where most of its declarations were lodged; one message per office."""
    if findings.empty:
        return 0
    pressing = severities(findings["priority"], findings["score"])
    rows = pd.DataFrame(
        {
            "key": findings["key"] + "|" + findings["office"].astype("str"),
            "finding": findings["key"],
            "unit": findings["office"],
            "severity": pressing,
            "what_to_check": messages(
                findings["items"].map(lambda items: _CHECK_ITEMS if len(items) else _CHECK),
                findings.assign(items=findings["items"].map(lambda items: list(items)[:_ITEMS_NAMED])),
                words=["what_to_check"],
            ),
            "issued_on": as_of,
            "due_on": due_days(INSTRUCTION.name, pressing, as_of),
            "state": TaskState.OPEN,
        }
    )
    new = insert_new(session, Instruction, rows)
    told = messages("{what_to_check}: {subject}", findings, words=["what_to_check"])
    announce(session, _announcements(INSTRUCTION, rows, told, findings, as_of, request, currency))
    return new


def _warn(session: Session, findings: pd.DataFrame, as_of: date, request: AnalysisRequest, currency: str) -> int:
    """One warning per finding to functional management of its unit; one message per unit."""
    if findings.empty:
        return 0
    pressing = severities(findings["priority"], findings["score"])
    rows = pd.DataFrame(
        {
            "key": "finding|" + findings["key"],
            "finding": findings["key"],
            "unit": findings["unit"],
            "department": findings["department"],
            "severity": pressing,
            "what": messages("{detector}: {subject}. {statement}", findings, words=["detector"]),
            "since": as_of,
            "magnitude": findings["amount_at_stake"],
            "raised_on": as_of,
            "due_on": due_days(WARNING.name, pressing, as_of),
            "state": TaskState.OPEN,
        }
    )
    new = insert_new(session, FunctionalWarning, rows)
    told = messages("{detector}: {subject}", findings, words=["detector"])
    announce(session, _announcements(WARNING, rows, told, findings, as_of, request, currency))
    return new


_HEADLINES = {
    INSTRUCTION: msgid("{count} instructions of risk analysis, {day}"),
    WARNING: msgid("{count} warnings of risk analysis, {day}"),
}
_ADVICE = {
    INSTRUCTION: Message("Check what they name, and answer each: what was done, and what was found."),
    WARNING: Message("Look into what they name, and answer each: what was done, and what was found."),
}


def _announcements(
    kind: Asked,
    rows: pd.DataFrame,
    what: "pd.Series[Any]",
    findings: pd.DataFrame,
    as_of: date,
    request: AnalysisRequest,
    currency: str,
) -> Sequence[Announcement]:
    """One message per unit with what it is asked, the most pressing and largest first.

    rows: key, unit, severity, due_on; what: of each, what it is and on whom; findings: statement, amount_at_stake.
    """
    suffix = "" if request.scope == WEEKLY else f"|{request.scope}"
    told = rows[["key", "unit", "severity", "due_on"]].assign(
        what=what, reason=findings["statement"], amount=findings["amount_at_stake"], rank=rows["severity"].map(RANK)
    )
    told = told.sort_values(["unit", "rank", "amount", "key"], ascending=[True, False, False, True], kind="stable")
    return [
        Announcement(
            kind.name,
            f"{unit}|{as_of}{suffix}",
            str(unit),
            Severity(str(part["severity"].iloc[0])),
            as_of,
            part["what"].iloc[0] if len(part) == 1 else Message(_HEADLINES[kind], {"count": len(part), "day": as_of}),
            _ADVICE[kind],
            about=[
                Matter(kind.name, row["key"], row["what"], row["reason"], row["amount"], currency, row["due_on"])
                for row in part.to_dict("records")
            ],
        )
        for unit, part in told.groupby("unit", sort=True)
    ]
