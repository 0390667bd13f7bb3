"""Instructions that inspections answer: the result of what was asked for, or of what was inspected anyway."""

from datetime import date

import pandas as pd
from sqlmodel import Session, col, select

from sql.messages import Message, msgid
from sql.register.tables import Finding, FindingDeclaration, HandlingMeasure, Instruction
from sql.terms import AnswerFound, TaskState
from tasks.answering.answer import record
from tasks.answering.asked import INSTRUCTION
from tasks.parameters.request_codes import by_measure
from tasks.records.subjects import values_of

RESULTS = "inspection results"  # who answers then
_OF_IMPORTER = msgid("{inspected} inspections of the importer, {found} with a violation")
_OF_EVIDENCE = msgid("{inspected} inspections of what it names or asked for, {found} with a violation")
_ENTERPRISES = ("importer", "exporter")


def results_for(
    asked: pd.DataFrame, evidence: pd.DataFrame, codes: pd.DataFrame, inspections: pd.DataFrame
) -> pd.DataFrame:
    """What inspections after an instruction say to it, one row per instruction that they answer.

    asked: key, finding, subject_kind, subject, issued_on. evidence: finding, declaration_id. codes: finding, code (of
    the parameter or the request that the finding led to). inspections: done ones: declaration_id, importer, parameters
    (codes joined by ;), violation, inspected_on. An inspection answers where it is of the enterprise that the finding
    is on, of a declaration behind the finding, or was asked for because of it.
    Returns: key, inspected, found, meant (whether any of them is of the last two).
    """
    subjects = [
        values_of(str(kind), str(subject))[0] if str(kind).startswith(_ENTERPRISES) else None
        for kind, subject in zip(asked["subject_kind"], asked["subject"], strict=True)
    ]
    asked = asked.assign(importer=pd.Series(subjects, index=asked.index, dtype="object"))
    done = inspections[["declaration_id", "importer", "parameters", "violation", "inspected_on"]]
    hit = done.assign(code=done["parameters"].fillna("").str.split(";")).explode("code")
    hit = hit[hit["code"].fillna("") != ""]
    hit = hit.assign(code=by_measure(hit["code"]))
    by_name = asked.dropna(subset=["importer"]).merge(done, on="importer").assign(meant=False)
    named = asked.merge(evidence, on="finding").merge(done, on="declaration_id").assign(meant=True)
    asked_for = asked.merge(codes, on="finding").merge(hit, on="code").assign(meant=True)
    columns = ["key", "issued_on", "declaration_id", "inspected_on", "violation", "meant"]
    parts = [part[columns] for part in (named, asked_for, by_name) if len(part)]
    if not parts:
        return pd.DataFrame({"key": [], "inspected": [], "found": [], "meant": []})
    rows = pd.concat(parts, ignore_index=True).drop_duplicates(["key", "declaration_id"])
    rows = rows[rows["inspected_on"] > rows["issued_on"]]
    groups = rows.assign(violated=rows["violation"] != "none").groupby("key", sort=True)
    return groups.agg(
        inspected=("declaration_id", "size"), found=("violated", "sum"), meant=("meant", "any")
    ).reset_index()


def answer_found(found: int, meant: bool) -> AnswerFound:
    """What results say: a clean inspection of other goods of the enterprise clears it of nothing."""
    if found:
        return AnswerFound.CONFIRMED
    return AnswerFound.UNFOUNDED if meant else AnswerFound.UNDECIDED


def answer_from_inspections(session: Session, inspections: pd.DataFrame, as_of: date) -> int:
    """Answer the open instructions that inspections answer, in the caller's transaction; return how many.

    inspections: as for `results_for`, up to `as_of`.
    """
    waiting = {
        row.key: (row, kind, subject)
        for row, kind, subject in session.exec(
            select(Instruction, col(Finding.subject_kind), col(Finding.subject))
            .join(Finding, col(Finding.key) == col(Instruction.finding))
            .where(Instruction.state == TaskState.OPEN, col(Instruction.issued_on) < as_of)
            .order_by(Instruction.key)
        ).all()
    }
    if not waiting or inspections.empty:
        return 0
    asked = pd.DataFrame(
        [(row.key, row.finding, kind, subject, row.issued_on) for row, kind, subject in waiting.values()],
        columns=pd.Index(["key", "finding", "subject_kind", "subject", "issued_on"]),
    )
    asked["issued_on"] = pd.to_datetime(asked["issued_on"])
    open_findings = select(Instruction.finding).where(Instruction.state == TaskState.OPEN)
    evidence = session.exec(
        select(FindingDeclaration.finding, FindingDeclaration.declaration_id).where(
            col(FindingDeclaration.finding).in_(open_findings)
        )
    ).all()
    codes = session.exec(
        select(HandlingMeasure.finding, HandlingMeasure.outcome).where(
            col(HandlingMeasure.finding).in_(open_findings), col(HandlingMeasure.outcome).is_not(None)
        )
    ).all()
    results = results_for(
        asked,
        pd.DataFrame(evidence, columns=pd.Index(["finding", "declaration_id"]), dtype="object"),
        pd.DataFrame(codes, columns=pd.Index(["finding", "code"]), dtype="object"),
        inspections,
    )
    answers = []
    for result in results.to_dict("records"):
        row, kind, _ = waiting[str(result["key"])]
        counts = {"inspected": int(result["inspected"]), "found": int(result["found"])}
        done = Message(_OF_IMPORTER if kind.startswith(_ENTERPRISES) else _OF_EVIDENCE, counts)
        answers.append((row, done, answer_found(counts["found"], bool(result["meant"]))))
    return record(session, INSTRUCTION, answers, RESULTS, None, as_of)
