"""Handling that a person proposes: tried on the past like any other, and decided by another officer."""

from dataclasses import dataclass, replace
from datetime import date
from math import prod
from typing import Any

import pandas as pd

from sql.jurisdiction import Organisation
from sql.messages import Message, as_written, word
from sql.reference import organisation, reference_table
from sql.register import insert_new, keyed_text
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import HandlingMeasure
from sql.register.tables.handling import MeasureContent
from sql.spelling import LookAlikeError, entered
from sql.stores import Stores
from sql.terms import HandlingKind, HandlingState, Priority, Severity, UnitLevel
from tasks.handling.approval import HandlingRefusedError, approving_unit
from tasks.handling.matters import measure_matters, named
from tasks.handling.past_tests import with_past_tests
from tasks.handling.proposals import still_standing
from tasks.handling.propose import measures_before
from tasks.notification.outbox import Announcement, announce
from tasks.parameters.columns import COLUMNS, ColumnKind
from tasks.records.subjects import is_whole, values_of

OFFICER = "proposed_by_an_officer"
LONGEST_DAYS = 366
_ONE_PARAMETER = (HandlingKind.SET_PARAMETER, HandlingKind.SPECIAL_OPERATION)  # for all subjects together


@dataclass(frozen=True)
class PersonalProposal:
    """What a person proposes.

    subject_kind: column of a declaration, or several joined by +. subjects: values, joined by + likewise. unit: whose
    offices act. statement: why. days: how long, from the day after it is carried out.
    """

    kind: HandlingKind
    priority: Priority
    subject_kind: str
    subjects: tuple[str, ...]
    unit: str
    statement: str
    what_to_check: str
    days: int
    amount_at_stake: float = 0.0


def propose_personally(
    stores: Stores, proposal: PersonalProposal, *, actor: str, unit: str, as_of: date
) -> dict[str, Any]:
    """Propose a measure on behalf of `unit`; the unit entitled to is asked to decide, an officer other than `actor`.

    Raises HandlingRefusedError with the reason. Returns: measure, approving_unit, past_inspected, past_found.
    """
    units = Organisation(organisation(as_of))
    try:
        proposal = replace(proposal, subjects=tuple(map(entered, proposal.subjects)))
    except LookAlikeError as problem:
        raise HandlingRefusedError(str(problem)) from problem
    _check(units, proposal, unit)
    subjects = sorted(set(proposal.subjects))
    identity = keyed_text(proposal.kind, proposal.subject_kind, ";".join(subjects))
    if identity in still_standing(measures_before(stores, as_of), pd.Timestamp(as_of)):
        raise HandlingRefusedError("the same was proposed already and is not over: see handling list --all")
    policy = reference_table("handling_policy").set_index("kind")
    level = UnitLevel(str(policy.loc[proposal.kind, "approving_level"]))
    content = MeasureContent(
        detector=OFFICER,
        subject_kind=proposal.subject_kind,
        subjects=subjects,
        statement=as_written(proposal.statement),
        what_to_check=as_written(proposal.what_to_check),
        days=proposal.days,
    )
    row: dict[str, Any] = {
        "key": f"{identity}{as_of:%Y%m%d}",
        "kind": proposal.kind,
        "finding": None,
        "priority": proposal.priority,
        "unit": proposal.unit,
        "approving_unit": approving_unit(units, proposal.unit, level, proposal.amount_at_stake, 0.0),
        "amount_at_stake": proposal.amount_at_stake,
        "score": 0.0,  # no detector gave it one: the policy leaves it to a person
        "content": content,
        "proposed_on": as_of,
        "proposed_by": actor,
    }
    least = float(policy["least_inspected"].astype("float64").min())
    tested = with_past_tests(stores, pd.DataFrame([row]), as_of, least).drop(columns="speaks_against")
    content = tested["content"].iloc[0]
    row |= {"content": content, "state": HandlingState.PROPOSED}
    inspected, found = (content.past_test.inspected, content.past_test.found) if content.past_test else (0, 0)
    asked = Announcement(
        "approval",
        str(row["key"]),
        str(row["approving_unit"]),
        Severity.MEDIUM,
        as_of,
        Message("For approval: {measure}", {"measure": named(proposal.kind, content)}),
        Message(
            "{officer} of {unit} proposes: {measure} on {subjects}. {reason} Past inspections: {inspected}, with a "
            "violation: {found}.",
            {
                **{"officer": actor, "unit": unit, "measure": word(proposal.kind), "subjects": subjects},
                **{"reason": proposal.statement, "inspected": inspected, "found": found},
            },
        ),
        about=measure_matters([row], stores.lake.currency),
    )
    with stores.register.writing() as session:
        if not insert_new(session, HandlingMeasure, [row]):
            raise HandlingRefusedError("the same was proposed today already: see handling list --all")
        announce(session, [asked])
        after = {"kind": proposal.kind, "subjects": subjects}
        change = Change(
            as_of, "handling_measure", str(row["key"]), "propose", actor, unit, proposal.statement, None, after
        )
        record_changes(session, [change])
    return {
        "measure": row["key"],
        "approving_unit": row["approving_unit"],
        "past_inspected": inspected,
        "past_found": found,
    }


def _check(units: Organisation, proposal: PersonalProposal, unit: str) -> None:
    columns = proposal.subject_kind.split("+")
    wrong = next((name for name in columns if name != "hs4" and COLUMNS.get(name) is not ColumnKind.TEXT), None)
    if wrong is not None:
        raise HandlingRefusedError(f"{wrong} is no text column of a declaration: name importer, hs_code, seller …")
    if not proposal.subjects or not all(proposal.subjects):
        raise HandlingRefusedError("a measure needs subjects: name whom or what it is about")
    if not all(is_whole(proposal.subject_kind, subject) for subject in proposal.subjects):
        raise HandlingRefusedError(f"a subject of {proposal.subject_kind} has {len(columns)} values, joined by +")
    values = [values_of(proposal.subject_kind, subject) for subject in proposal.subjects]
    hit = prod(len(set(of_column)) for of_column in zip(*values, strict=True))
    named = len(set(proposal.subjects))
    if proposal.kind in _ONE_PARAMETER and hit > named:
        pairs = f"{hit} pairs of {' and '.join(columns)}"
        raise HandlingRefusedError(
            f"one parameter would hit {pairs}, not only the {named} named: propose each by itself"
        )
    if not 1 <= proposal.days <= LONGEST_DAYS:
        raise HandlingRefusedError(f"{proposal.days} days cannot be: give 1 to {LONGEST_DAYS}")
    if not 0 <= proposal.amount_at_stake < float("inf"):
        raise HandlingRefusedError(f"an amount of {proposal.amount_at_stake} cannot be: give zero or more")
    if not proposal.statement.strip() or not proposal.what_to_check.strip():
        raise HandlingRefusedError("say why it is proposed, and what to check")
    if unit not in units.lineages or proposal.unit not in units.lineages or not units.holds(unit, proposal.unit):
        raise HandlingRefusedError(f"{unit} may not propose for {proposal.unit}: it is no unit below {unit}")
