"""Proposing handling for what the analysis of a business date found."""

from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import Session, col

from sql.jurisdiction import Organisation
from sql.reference import organisation, reference_table
from sql.register import complete_once, insert_new
from sql.register.tables import Finding, HandlingMeasure
from sql.stores import Stores
from sql.terms import HandlingState, Severity, UnitLevel
from tasks.analysis.method import detectors
from tasks.handling.approval import approving_unit
from tasks.handling.proposals import proposals
from tasks.notification.outbox import Announcement, announce

PROPOSER = "risk analysis"


def propose_handling(stores: Stores, as_of: date) -> dict[str, Any]:
    """Propose measures for the findings of `as_of`, once; what was proposed before is not proposed again.

    Returns: measures_proposed.
    """
    units = Organisation(organisation())

    def compute() -> pd.DataFrame:
        findings = stores.register.read(
            Finding,
            ["key", "detector", "priority", "subject_kind", "subject", "unit", "score", "statement", "amount_at_stake"],
            col(Finding.analysed_on) == as_of,
            order_by=["key"],
        )
        policy = reference_table("handling_policy").set_index("kind")
        checks = {detector.name: detector.what_to_check for detector in detectors()}
        region = [units.at_level(str(unit), UnitLevel.REGIONAL) or str(unit) for unit in findings["unit"]]
        findings = findings.assign(what_to_check=findings["detector"].map(checks), region=region)
        most = {str(kind): int(number) for kind, number in policy["most_per_week"].items()}
        table = proposals(findings, reference_table("handling_rules"), most)
        if table.empty:
            return table
        median = float(table["amount_at_stake"].median())
        approver = [
            approving_unit(units, unit, UnitLevel(str(policy.loc[kind, "approving_level"])), amount, median)
            for unit, kind, amount in zip(table["unit"], table["kind"], table["amount_at_stake"], strict=True)
        ]
        return table.assign(approving_unit=approver)

    def record(session: Session, table: pd.DataFrame) -> dict[str, Any]:
        if table.empty:
            return {"measures_proposed": 0}
        rows = table.assign(proposed_on=as_of, proposed_by=PROPOSER, state=HandlingState.PROPOSED)
        new = insert_new(session, HandlingMeasure, rows)
        announce(
            session,
            [
                Announcement(
                    "approval",
                    f"{unit}|{as_of}",
                    str(unit),
                    Severity.LOW,
                    as_of,
                    f"{len(part)} measures of risk handling for approval",
                    "\n".join(
                        f"- {kind.replace('_', ' ')} {key}" for kind, key in zip(part["kind"], part["key"], strict=True)
                    ),
                )
                for unit, part in rows.groupby("approving_unit", sort=True)
            ],
        )
        return {"measures_proposed": new}

    return complete_once(stores.register, "propose_handling", as_of, "", compute, record)
