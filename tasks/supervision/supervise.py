"""Raising hints from what happened, and recording what units answer."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlmodel import Session, col

from sql.jurisdiction import Organisation
from sql.messages import Message, messages
from sql.queries import query
from sql.reference import organisation
from sql.refusal import RefusedError
from sql.register import complete_once, insert_new, keyed_text
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import Hint, Inspection, ProcessingTradeManual, RegisteredPerson
from sql.register.tables.notifications import Matter
from sql.stores import Stores
from sql.terms import RANK, HintFamily, Severity, TaskState
from sql.working_days import add_working_days
from tasks.notification.outbox import Announcement, announce
from tasks.records.decisions import decisions_up_to
from tasks.records.declaration_changes import changes_between
from tasks.supervision.hint_rule import Facts, HintRule, hint_rules
from tasks.supervision.integrity import IntegrityView, officer_of, shown, supervising_units

DAYS = 28
SUPERVISION = "enforcement supervision"
MOST_PER_RULE = 40  # new hints of one rule at a time, the most severe and largest first: as many as can be answered


class HintRefusedError(RefusedError):
    """An answer that cannot be recorded; the message says why."""


def raise_hints(stores: Stores, as_of: date) -> dict[str, Any]:
    """Raise the hints of every rule; once per business date.

    A subject that a rule has hinted at is hinted at again only by what happened after the answer: when the answer is
    older than the days that rules look at. A hint on the integrity of officers goes to the unit above theirs. An open
    hint of a rule that lasts is withdrawn once the rule does not find its subject any more, as that of a bill that is
    declared late or of a manual that is extended. Returns: hints_raised, hints_withdrawn, and hints_<family>.
    """
    units = Organisation(organisation(as_of))

    def compute() -> tuple[pd.DataFrame, list[str]]:
        facts = _facts(stores, as_of, units)
        raised = stores.register.read(
            Hint, ["key", "rule", "subject", "state", "raised_on", "answered_on"], order_by=["key"]
        )
        found = {rule: rule.hints(facts) for rule in hint_rules()}
        persons = stores.register.read(RegisteredPerson, ["number", "unit"])
        homes = dict(zip(persons["number"], persons["unit"], strict=True))
        hints = [_new(rule, hints, facts, units, raised, homes) for rule, hints in found.items()]
        over = [key for rule, hints in found.items() if rule.lasts for key in _over(rule, hints, raised, as_of)]
        return pd.concat(hints, ignore_index=True), over

    def record(session: Session, computed: tuple[pd.DataFrame, list[str]]) -> dict[str, Any]:
        hints, over = computed
        new = insert_new(session, Hint, hints.assign(raised_on=as_of, state=TaskState.OPEN))
        announce(session, _announcements(hints, as_of))
        families = hints["family"].value_counts()
        return {
            "hints_raised": new,
            "hints_withdrawn": _withdraw(session, over, as_of),
            **{f"hints_{family}": int(families.get(family, 0)) for family in HintFamily},
        }

    return complete_once(stores.register, "raise_hints", as_of, "", compute, record)


def answer_hint(
    stores: Stores,
    key: str,
    answer: str,
    *,
    actor: str,
    unit: str,
    as_of: date,
    integrity: IntegrityView | None = None,
) -> dict[str, Any]:
    """Record what a unit found when it checked a hint. Raises HintRefusedError with the reason.

    integrity: what the person sees of hints on the integrity of officers; what they do not see is not there for them.
    """
    with stores.register.writing() as session:
        return answer_hint_in(session, key, answer, actor=actor, unit=unit, as_of=as_of, integrity=integrity)


def answer_hint_in(
    session: Session,
    key: str,
    answer: str,
    *,
    actor: str,
    unit: str,
    as_of: date,
    integrity: IntegrityView | None = None,
) -> dict[str, Any]:
    """As `answer_hint`, in the caller's transaction."""
    if not answer.strip():
        raise HintRefusedError(Message("an answer needs words: say what the check showed"))
    units = Organisation(organisation(as_of))
    hint = session.get(Hint, key)
    if hint is None or unit not in units.lineages or not units.holds(unit, hint.unit) or not _shown(hint, integrity):
        raise HintRefusedError(Message("{unit} has no hint {key}", {"unit": unit, "key": key}))
    if hint.state == TaskState.WITHDRAWN:
        raise HintRefusedError(Message("the hint was withdrawn: what it hinted at is over"))
    if hint.state != TaskState.OPEN:
        raise HintRefusedError(
            Message(
                "the hint was answered on {answered_on} by {answered_by}",
                {"answered_on": hint.answered_on, "answered_by": hint.answered_by},
            )
        )
    if as_of < hint.raised_on:
        raise HintRefusedError(
            Message(
                "the hint was raised on {raised_on}: nobody checked it on {as_of}",
                {"raised_on": hint.raised_on, "as_of": as_of},
            )
        )
    hint.state, hint.answer, hint.answered_on, hint.answered_by = TaskState.DONE, answer, as_of, actor
    session.add(hint)
    record_changes(session, [Change(as_of, "hint", key, "answer", actor, unit, answer)])
    return {"hint": key, "answered_by": actor}


def _shown(hint: Hint, integrity: IntegrityView | None) -> bool:
    return shown(hint.family, hint.unit, officer_of(hint.subject_kind, hint.subject, hint.compared), integrity)


def _over(rule: HintRule, found: pd.DataFrame, raised: pd.DataFrame, as_of: date) -> list[str]:
    """Keys of open hints of a rule that does not find their subject any more."""
    still_open = (raised["rule"] == rule.name) & (raised["state"] == TaskState.OPEN)
    still_open &= pd.to_datetime(raised["raised_on"]) <= pd.Timestamp(as_of)
    return [str(key) for key in raised.loc[still_open & ~raised["subject"].isin(found["subject"]), "key"]]


def _withdraw(session: Session, keys: list[str], as_of: date) -> int:
    for key in keys:
        hint = session.get_one(Hint, key)
        hint.state = TaskState.WITHDRAWN
        session.add(hint)
    reason = "what it hints at is over"
    record_changes(
        session,
        [Change(as_of, "hint", key, "withdraw", SUPERVISION, session.get_one(Hint, key).unit, reason) for key in keys],
    )
    return len(keys)


def _new(
    rule: HintRule,
    hints: pd.DataFrame,
    facts: Facts,
    units: Organisation,
    raised: pd.DataFrame,
    homes: Mapping[str, str],
) -> pd.DataFrame:
    earlier = raised[raised["rule"] == rule.name]
    answered = pd.to_datetime(earlier["answered_on"])
    settled = answered <= pd.Timestamp(facts.as_of - timedelta(days=DAYS))
    settled |= earlier["state"] == TaskState.WITHDRAWN
    hints = hints[~hints["subject"].isin(earlier.loc[~settled, "subject"])]
    before = set(earlier["subject"])
    hints = hints.assign(
        key=[
            keyed_text(rule.name, subject, *([facts.as_of] if subject in before else []))
            for subject in hints["subject"]
        ],
        family=rule.family.value,
        rule=rule.name,
        subject_kind=rule.subject_kind,
        due_on=add_working_days(facts.as_of, rule.due_working_days),
    )
    if rule.family is HintFamily.LAW_ENFORCEMENT:
        hints["unit"] = supervising_units(units, hints, rule.subject_kind, homes)
    hints["unit"] = [units.holder(str(unit)) for unit in hints["unit"]]
    largest = hints.sort_values(["stake", "key"], ascending=[False, True], kind="stable").head(MOST_PER_RULE)
    return largest.drop(columns="stake")


def _facts(stores: Stores, as_of: date, units: Organisation) -> Facts:
    since = as_of - timedelta(days=DAYS - 1)
    decided = decisions_up_to(stores, as_of)[["declaration_id", "lane"]]
    with stores.lake.connect("declarations", "manifests", "officer_actions", frames={"decided": decided}) as lake:
        period = {"since": since, "as_of": as_of}
        declarations = lake.execute(query("recent_declarations_with_reference_value"), period).df()
        manifests = lake.execute(query("manifests_up_to"), {"as_of": as_of}).df()
        actions = lake.execute(query("officer_actions_between"), period).df()
    inspections = stores.register.read(
        Inspection,
        ["declaration_id", "office", "state", "requested_on", "inspected_on", "violation"],
        col(Inspection.requested_on) <= as_of,
        order_by=["declaration_id"],
    )
    manuals = stores.register.read(
        ProcessingTradeManual,
        list(ProcessingTradeManual.model_fields),
        col(ProcessingTradeManual.opened_on) <= as_of,
        order_by=["number"],
    )
    return Facts(
        as_of=as_of,
        declarations=declarations.assign(currency=stores.lake.currency),
        inspections=_inspections_then(inspections, pd.Timestamp(as_of)),
        manuals=_manuals_then(manuals, pd.Timestamp(as_of)),
        manifests=manifests,
        officer_actions=actions,
        offices=units.units[["code", "traffic"]],
        changes=changes_between(stores, since, as_of),
    )


def _inspections_then(inspections: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Inspections as they stood at the end of a day: what was done later was open."""
    dates = {name: pd.to_datetime(inspections[name]) for name in ("requested_on", "inspected_on")}
    later = dates["inspected_on"] > as_of
    return inspections.assign(
        requested_on=dates["requested_on"],
        inspected_on=dates["inspected_on"].mask(later),
        state=inspections["state"].mask(later, TaskState.OPEN.value),
        violation=inspections["violation"].mask(later),
    )


def _manuals_then(manuals: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Manuals as they stood at the end of a day, as far as their dates tell."""
    dates = {
        name: pd.to_datetime(manuals[name]) for name in ("opened_on", "expires_on", "written_off_on", "last_export_on")
    }
    happened = {name: dates[name].mask(dates[name] > as_of) for name in ("written_off_on", "last_export_on")}
    return manuals.assign(**dates | happened)


def _announcements(hints: pd.DataFrame, as_of: date) -> list[Announcement]:
    """One message per unit with all its new hints; of those on the integrity of officers, one that counts them."""
    on_officers = hints["family"] == HintFamily.LAW_ENFORCEMENT
    named = [
        Announcement(
            "hint",
            f"{unit}|{as_of}",
            str(unit),
            _severity(part),
            as_of,
            Message("{count} hints of enforcement supervision, {day}", {"count": len(part), "day": as_of}),
            Message("Check each, and answer what the check showed."),
            about=_matters(part),
        )
        for unit, part in hints[~on_officers].groupby("unit", sort=True)
    ]
    counted = [
        Announcement(
            "integrity_hint",
            f"{unit}|{as_of}",
            str(unit),
            _severity(part),
            as_of,
            Message("{count} hints on integrity, {day}", {"count": len(part), "day": as_of}),
            Message("Supervisors of this unit alone see them: customs-risk hints list."),
        )
        for unit, part in hints[on_officers].groupby("unit", sort=True)
    ]
    return [*named, *counted]


def _matters(hints: pd.DataFrame) -> list[Matter]:
    """What a message says of hints, the most pressing first."""
    ranked = hints.assign(
        what=messages("{rule}: {subject}", hints, words=["rule"]), rank=hints["severity"].map(lambda each: RANK[each])
    ).sort_values(["rank", "due_on", "key"], ascending=[False, True, True], kind="stable")
    return [
        Matter("hint", row["key"], row["what"], row["evidence"], due_on=row["due_on"])
        for row in ranked.to_dict("records")
    ]


def _severity(hints: pd.DataFrame) -> Severity:
    return Severity.HIGH if (hints["severity"] == Severity.HIGH).any() else Severity.MEDIUM
