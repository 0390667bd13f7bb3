"""Proposing handling for what the analysis of a business date found."""

from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import Session, col

from sql.jurisdiction import Organisation
from sql.messages import Message, lines, messages
from sql.reference import organisation, reference_table
from sql.register import complete_once, insert_new
from sql.register.tables import Finding, HandlingMeasure
from sql.stores import Stores
from sql.terms import HandlingState, Severity, UnitLevel
from tasks.analysis.method import detectors, handling_rules
from tasks.handling.approval import approving_unit
from tasks.handling.past_tests import strongest, with_past_tests
from tasks.handling.proposals import proposals, still_standing
from tasks.notification.outbox import Announcement, announce

PROPOSER = "risk analysis"
IDENTITY = 20  # first letters of a measure's key: the same for the same kind and subjects


def propose_handling(stores: Stores, as_of: date, occasion: str = "") -> dict[str, Any]:
    """Propose measures for the findings of `as_of`, once per occasion; what stands already is not proposed again.

    `occasion`: what set the handling off where it is not the regular one of the date.
    Returns: measures_proposed.
    """
    units = Organisation(organisation(as_of))

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
        table = proposals(findings, handling_rules())
        if not table.empty:
            standing = still_standing(measures_before(stores, as_of), pd.Timestamp(as_of))
            table = table[~table["identity"].isin(standing)]
        if table.empty:
            return table
        least = float(policy["least_inspected"].astype("float64").min())
        table = with_past_tests(stores, table.assign(key=table["identity"] + f"{as_of:%Y%m%d}"), as_of, least)
        table = strongest(table, {str(kind): int(number) for kind, number in policy["most_per_week"].items()})
        median = float(table["amount_at_stake"].median())
        approver = [
            approving_unit(units, unit, UnitLevel(str(policy.loc[kind, "approving_level"])), amount, median)
            for unit, kind, amount in zip(table["unit"], table["kind"], table["amount_at_stake"], strict=True)
        ]
        return table.assign(approving_unit=approver)

    def record(session: Session, table: pd.DataFrame) -> dict[str, Any]:
        if table.empty:
            return {"measures_proposed": 0}
        suffix = f"|{occasion}" if occasion else ""
        rows = table.drop(columns=["identity", "speaks_against"]).assign(
            proposed_on=as_of, proposed_by=PROPOSER, state=HandlingState.PROPOSED
        )
        new = insert_new(session, HandlingMeasure, rows)
        announce(
            session,
            [
                Announcement(
                    "approval",
                    f"{unit}|{as_of}{suffix}",
                    str(unit),
                    Severity.LOW,
                    as_of,
                    Message("{count} measures of risk handling for approval", {"count": len(part)}),
                    lines(messages("- {kind} {key}", part, words=["kind"])),
                )
                for unit, part in rows.groupby("approving_unit", sort=True)
            ],
        )
        return {"measures_proposed": new}

    return complete_once(stores.register, "propose_handling", as_of, occasion, compute, record)


def measures_before(stores: Stores, as_of: date) -> pd.DataFrame:
    """Measures proposed up to `as_of`, on other occasions of the date too: identity, state, decided_on, days."""
    rows = stores.register.read(
        HandlingMeasure,
        ["key", "state", "decided_on", "content"],
        col(HandlingMeasure.proposed_on) <= as_of,
        order_by=["key"],
    )
    days = [content.days for content in rows["content"]]
    return pd.DataFrame(
        {
            "identity": rows["key"].astype("str").str[:IDENTITY],
            "state": rows["state"],
            "decided_on": pd.to_datetime(rows["decided_on"]),
            "days": days,
        }
    )
