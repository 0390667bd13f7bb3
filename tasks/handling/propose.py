"""Proposing handling for what the analysis of a business date found."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlmodel import Session, col, select

from sql.jurisdiction import Organisation
from sql.messages import Message
from sql.reference import organisation, reference_table
from sql.register import complete_once, insert_new
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import Finding, HandlingMeasure
from sql.stores import Stores
from sql.terms import HandlingKind, HandlingState, Severity, UnitLevel
from tasks.analysis.method import detectors, handling_rules
from tasks.analysis.request import WEEKLY
from tasks.handling.approval import approving_unit
from tasks.handling.matters import measure_matters, named
from tasks.handling.past_tests import speaks_against, strongest, with_past_tests
from tasks.handling.proposals import proposals, still_standing
from tasks.notification.outbox import Announcement, announce

PROPOSER = "risk analysis"
IDENTITY = 20  # first letters of a measure's key: the same for the same kind and subjects


@dataclass(frozen=True)
class Proposals:
    """What is to be proposed, one row per measure, and waiting measures of ad-hoc analyses that the regular one found
    too: their keys, and the finding that confirms each."""

    table: pd.DataFrame
    confirmed: dict[str, str] = field(default_factory=dict)


def propose_handling(stores: Stores, as_of: date, occasion: str = "", analysis: str = WEEKLY) -> dict[str, Any]:
    """Propose measures for what an analysis of `as_of` found, once per occasion; what stands is not proposed again.

    `occasion`: what set the handling off where it is not the regular one of the date. `analysis`: key of the request
    whose findings are handled. All occasions and analyses of a week share its limits.
    Returns: measures_proposed.
    """
    units = Organisation(organisation(as_of))

    def compute() -> Proposals:
        findings = stores.register.read(
            Finding,
            ["key", "detector", "priority", "subject_kind", "subject", "unit", "score", "statement", "amount_at_stake"],
            col(Finding.analysed_on) == as_of,
            col(Finding.analysis) == analysis,
            order_by=["key"],
        )
        policy = reference_table("handling_policy").set_index("kind")
        checks = {detector.name: detector.what_to_check for detector in detectors()}
        region = [units.at_level(str(unit), UnitLevel.REGIONAL) or str(unit) for unit in findings["unit"]]
        findings = findings.assign(what_to_check=findings["detector"].map(checks), region=region)
        table = proposals(findings, handling_rules())
        if table.empty:
            return Proposals(table)
        confirmed = _confirmed(stores, table) if analysis == WEEKLY else {}
        standing = still_standing(measures_before(stores, as_of), pd.Timestamp(as_of))
        table = table[~table["identity"].isin(standing)]
        if table.empty:
            return Proposals(table, confirmed)
        least = float(policy["least_inspected"].astype("float64").min())
        table = with_past_tests(stores, table.assign(key=table["identity"] + f"{as_of:%Y%m%d}"), as_of, least)
        most = {str(kind): int(number) for kind, number in policy["most_per_week"].items()}
        table = strongest(table, most, _proposed_in_the_week(stores, as_of, least))
        if table.empty:
            return Proposals(table, confirmed)
        median = float(table["amount_at_stake"].median())
        approver = [
            approving_unit(units, unit, UnitLevel(str(policy.loc[kind, "approving_level"])), amount, median)
            for unit, kind, amount in zip(table["unit"], table["kind"], table["amount_at_stake"], strict=True)
        ]
        return Proposals(table.assign(approving_unit=approver), confirmed)

    def record(session: Session, proposed: Proposals) -> dict[str, Any]:
        _confirm(session, proposed.confirmed, as_of)
        table = proposed.table
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
                    _headline(part),
                    Message("Approve or reject each; what is approved takes effect with the next handling."),
                    about=measure_matters(part.to_dict("records"), stores.lake.currency),
                )
                for unit, part in rows.groupby("approving_unit", sort=True)
            ],
        )
        return {"measures_proposed": new}

    return complete_once(stores.register, "propose_handling", as_of, occasion, compute, record)


def _headline(part: pd.DataFrame) -> Message:
    """What a unit is asked to approve: the one measure, or how many."""
    if len(part) > 1:
        return Message("{count} measures of risk handling for approval", {"count": len(part)})
    first = part.iloc[0]
    return Message("For approval: {measure}", {"measure": named(HandlingKind(str(first["kind"])), first["content"])})


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


def asked_ad_hoc() -> Any:
    """The condition that a measure rests on an ad-hoc analysis: it was proposed, and only a person puts it into force.

    It ends once the regular analysis finds the same.
    """
    return col(HandlingMeasure.finding).in_(select(Finding.key).where(Finding.analysis != WEEKLY))


def _confirmed(stores: Stores, table: pd.DataFrame) -> dict[str, str]:
    """Waiting measures of ad-hoc analyses that the regular analysis would propose, each with its finding."""
    waiting = stores.register.read(
        HandlingMeasure, ["key"], col(HandlingMeasure.state) == HandlingState.PROPOSED, asked_ad_hoc()
    )
    findings = table.set_index("identity")["finding"].to_dict()
    identities = {str(key): str(key)[:IDENTITY] for key in waiting["key"]}
    return {key: str(findings[identity]) for key, identity in identities.items() if identity in findings}


def _confirm(session: Session, confirmed: Mapping[str, str], as_of: date) -> None:
    """Rest waiting measures on findings of the regular analysis, so that the policy may decide on them."""
    changes = []
    for key, finding in confirmed.items():
        measure = session.get_one(HandlingMeasure, key)
        before, measure.finding = measure.finding, finding
        change = Change(
            as_of, "handling_measure", key, "confirm", PROPOSER, measure.approving_unit, "the regular analysis found it"
        )
        changes.append(replace(change, before={"finding": before}, after={"finding": finding}))
    record_changes(session, changes)


def _proposed_in_the_week(stores: Stores, as_of: date, least_inspected: float) -> pd.DataFrame:
    """What analysis proposed before for the week from Monday to Sunday that begins or goes on after `as_of`.

    Measures take effect on the day after they are proposed, so they count to the week of that day.
    Returns: kind, speaks_against, as `with_past_tests` has it; one row per measure.
    """
    effect = as_of + timedelta(days=1)
    monday = effect - timedelta(days=effect.weekday())
    rows = stores.register.read(
        HandlingMeasure,
        ["kind", "content"],
        col(HandlingMeasure.proposed_on).between(monday - timedelta(days=1), as_of),
        col(HandlingMeasure.proposed_by) == PROPOSER,
    )
    against = [speaks_against(content.past_test, least_inspected) for content in rows["content"]]
    return pd.DataFrame({"kind": rows["kind"], "speaks_against": pd.Series(against, index=rows.index, dtype="bool")})
