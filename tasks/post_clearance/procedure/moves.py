"""The moves that a person may make with a case now: the same for the desk, the forms and the commands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sql.jurisdiction import Organisation
from sql.messages import msgid, word
from sql.terms import CaseKind, CaseState
from tasks.persons.person import Person
from tasks.persons.roles import Action, may
from tasks.post_clearance.case_states import ENDED, MOVES, CaseRefusedError, moved
from tasks.post_clearance.entitlement import action_of
from tasks.post_clearance.procedure.audit_records import Comment, Finding, Notice, Plan, Recovery, Visit
from tasks.post_clearance.procedure.facts import CaseNow
from tasks.post_clearance.procedure.keeping import record_kinds
from tasks.post_clearance.procedure.record import Asked, begun_fields
from tasks.post_clearance.procedure.smuggling_records import NO_VIOLATION, Assessment, Referral, standing

DUTY_RECOVERED = "duty recovered"
OUTCOMES = ("prosecution", "penalty", DUTY_RECOVERED, NO_VIOLATION)
_DECISIONS = ("approve", "accept")  # which take another person than who opened the case
_GRAVE = ("reject", "transfer", "refer")
_TOGETHER = ("acknowledge", "approve", "accept", "reject")
_TITLES = {
    "acknowledge": msgid("Take the case"),
    "approve": msgid("Approve"),
    "reject": msgid("Reject"),
    "start": msgid("Begin the audit"),
    "report": msgid("Send the report out for comment"),
    "conclude": msgid("Conclude"),
    "transfer": msgid("Transfer to anti-smuggling"),
    "accept": msgid("Accept"),
    "file": msgid("File the case"),
    "investigate": msgid("Begin the investigation"),
    "close": msgid("Close with an outcome"),
}


@dataclass(frozen=True)
class CaseMove:
    """A move that is offered. title: text of the catalogues. action: that its person must be entitled to.

    fields: what it asks for. together: whether it can be made with several cases at once. grave: it is not taken back.
    expected: whether the procedure waits for it.
    """

    name: str
    title: str
    action: Action
    fields: Sequence[Asked] = ()
    together: bool = False
    grave: bool = False
    expected: bool = False


@dataclass(frozen=True)
class NextStep:
    """The move that the procedure waits for. possible_from: a day to come before which it cannot be made."""

    name: str
    title: str
    action: Action
    possible_from: date | None = None


def moves_now(now: CaseNow, person: Person, as_of: date, units: Organisation, on: date | None = None) -> list[CaseMove]:
    """Exactly the moves that a person may make with a case on a business date, in the order of the procedure.

    on: the day on which the person holds their roles, by default the same.
    """
    expected = next_step(now, as_of)
    return [
        replace(_move(now, name, person.number, as_of), expected=expected is not None and name == expected.name)
        for name in _possible(now, person, as_of, units, on)
    ]


def moves_together(now: CaseNow, person: Person, as_of: date, units: Organisation, on: date) -> list[CaseMove]:
    """Those of `moves_now` that are made with several cases at once, from what a row of a list tells."""
    possible = _possible(now, person, as_of, units, on)
    return [_move(now, name, person.number, as_of) for name in possible if name in _TOGETHER]


def _possible(now: CaseNow, person: Person, as_of: date, units: Organisation, on: date | None) -> list[str]:
    return [
        name
        for name in _names(now)
        if may(person, action_of(now.number, name), now.unit, on or as_of, units)
        and hindrance(now, name, person.number, as_of) is None
    ]


def next_step(now: CaseNow, as_of: date) -> NextStep | None:
    """What the procedure waits for, whoever does it; None where the case has ended."""
    names = _names(now)
    wanted = [name for name, missing in _RECORDED_FIRST.get((now.kind, now.state), ()) if missing(now, as_of)]
    name = next((each for each in [*wanted, *_COURSE] if each in names), None)
    if name is None:
        return None
    notice = now.last(Notice)
    waits = name == "start" and notice is not None and as_of < notice.begins_on
    return NextStep(
        name, title_of(name), action_of(now.number, name), notice.begins_on if notice is not None and waits else None
    )


def title_of(name: str) -> str:
    """What a move is called on its button."""
    record = record_kinds().get(name)
    return _TITLES[name] if record is None else record.TITLE


def hindrance(now: CaseNow, name: str, actor: str, as_of: date) -> str | None:
    """Why a move that the state allows cannot be made yet, in a sentence that says what to do; None where it can."""
    if name in _DECISIONS and now.opened_by == actor:
        return f"{actor} opened {now.number}: another person decides on it"
    if name in record_kinds():
        return record_kinds()[name].hindrance(now)
    rule = _NEEDS.get((now.kind, name))
    return None if rule is None else rule(now, as_of)


def check_move(now: CaseNow, name: str, actor: str, as_of: date) -> None:
    """Refuse a move that cannot be made now. Raises CaseRefusedError with what its state allows, or what is missing."""
    if name not in _names(now):
        record = record_kinds().get(name)
        if record is not None and record.CASE is now.kind and record.STATES:
            states = " or ".join(sorted(state.replace("_", " ") for state in record.STATES))
            raise CaseRefusedError(f"{now.number} is {now.state.replace('_', ' ')}: {name} is for one that is {states}")
        moved(now.kind, now.state, name)
    sentence = hindrance(now, name, actor, as_of)
    if sentence is not None:
        raise CaseRefusedError(sentence)


def _names(now: CaseNow) -> list[str]:
    """Moves of the kind and state of a case, what is recorded before what ends the state."""
    if now.state in ENDED:
        return []
    names = ["acknowledge"] if now.acknowledged_by is None else []
    names += [name for name, kind in record_kinds().items() if kind.CASE is now.kind and now.state in kind.STATES]
    names += [event for kind, state, event in MOVES if (kind, state) == (now.kind, now.state)]
    return list(dict.fromkeys(names))


def _move(now: CaseNow, name: str, actor: str, as_of: date) -> CaseMove:
    record = record_kinds().get(name)
    return CaseMove(
        name,
        title_of(name),
        action_of(now.number, name),
        _fields(now, name) if record is None else begun_fields(record, now, actor, as_of),
        together=name in _TOGETHER,
        grave=name in _GRAVE,
    )


def _fields(now: CaseNow, name: str) -> list[Asked]:
    if name == "acknowledge":
        return []
    if name != "close":
        return [Asked("text", _WHY if name in _GRAVE else _ENTRY, "text", required=name in _GRAVE)]
    due = due_in_all(now)
    ways = [(each, word(each)) for each in outcomes(now)]
    return [
        Asked("outcome", msgid("Outcome"), "choice", choices=ways, initial=_likely_outcome(now)),
        Asked("recovered_duty", msgid("Duty recovered"), "number", required=False, initial=f"{due:.2f}" if due else ""),
        Asked("officer_hours", msgid("Officer hours"), "number", required=False),
    ]


_WHY = msgid("Why, in a sentence")
_ENTRY = msgid("Entry for the journal")


def outcomes(now: CaseNow) -> Sequence[str]:
    """The outcomes that a case can be closed with; what was referred decides those of anti-smuggling."""
    referral = now.last(Referral)
    return OUTCOMES if referral is None else (referral.result,)


def _likely_outcome(now: CaseNow) -> str:
    if len(outcomes(now)) == 1:
        return outcomes(now)[0]
    return DUTY_RECOVERED if due_in_all(now) else NO_VIOLATION


def due_in_all(now: CaseNow) -> float | None:
    """Duty and interest of the recoveries of an audit; None where nothing was reckoned."""
    found = now.all(Recovery)
    return round(sum(each.total for each in found), 2) if found else None


def _begun(now: CaseNow, as_of: date) -> str | None:
    notice = now.last(Notice)
    if notice is None:
        return f"{now.number} has no notice: record it first (notify)"
    if as_of < notice.begins_on:
        return f"the audit begins on {notice.begins_on} by its notice, not on {as_of}"
    return None


def _visited(now: CaseNow, as_of: date) -> str | None:
    return None if now.all(Visit) else "nobody has visited yet: record a visit, or a day over the books, first (visit)"


def _heard(now: CaseNow, as_of: date) -> str | None:
    if now.all(Comment) or (now.deadline_on is not None and as_of > now.deadline_on):
        return None
    return f"the party may answer until {now.deadline_on}: record its comment first (comment), or wait"


def _referred(now: CaseNow, as_of: date) -> str | None:
    return None if now.last(Referral) else f"{now.number} has no result: transfer it first (refer)"


def _nothing_held(now: CaseNow, as_of: date) -> str | None:
    left = [f"{each.measure.replace('_', ' ')} of {each.object}" for _, each in standing(now)]
    return f"measures stand, {'; '.join(left)}: lift them first (lift)" if left else None


def _unplanned(now: CaseNow, as_of: date) -> bool:
    return now.last(Plan) is None and Plan.hindrance(now) is None


def _nobody_went(now: CaseNow, as_of: date) -> bool:
    return not now.all(Visit)


def _nothing_found(now: CaseNow, as_of: date) -> bool:
    return not now.all(Finding)


def _waits_for_comment(now: CaseNow, as_of: date) -> bool:
    return _heard(now, as_of) is not None


def _not_referred(now: CaseNow, as_of: date) -> bool:
    return now.last(Referral) is None


def _not_assessed(now: CaseNow, as_of: date) -> bool:
    return not now.all(Assessment) and _not_referred(now, as_of)


def _something_held(now: CaseNow, as_of: date) -> bool:
    return bool(standing(now))


# Events in the order in which a case runs its course, and what a state waits to have recorded before its event.
_COURSE = ("approve", "notify", "start", "report", "accept", "file", "investigate", "conclude", "close")
_RECORDED_FIRST: Mapping[tuple[CaseKind, CaseState], Sequence[tuple[str, Callable[[CaseNow, date], bool]]]] = {
    (CaseKind.TARGETED_AUDIT, CaseState.PROPOSED): [("plan", _unplanned)],
    (CaseKind.TARGETED_AUDIT, CaseState.APPROVED): [("plan", _unplanned)],
    (CaseKind.TARGETED_AUDIT, CaseState.IN_PROGRESS): [("visit", _nobody_went), ("find", _nothing_found)],
    (CaseKind.TARGETED_AUDIT, CaseState.REPORTED): [("comment", _waits_for_comment)],
    (CaseKind.ANTI_SMUGGLING, CaseState.INVESTIGATING): [("assess", _not_assessed), ("refer", _not_referred)],
    (CaseKind.ANTI_SMUGGLING, CaseState.CONCLUDED): [("lift", _something_held)],
}

_NEEDS = {
    (CaseKind.TARGETED_AUDIT, "start"): _begun,
    (CaseKind.TARGETED_AUDIT, "report"): _visited,
    (CaseKind.TARGETED_AUDIT, "conclude"): _heard,
    (CaseKind.ANTI_SMUGGLING, "conclude"): _referred,
    (CaseKind.ANTI_SMUGGLING, "close"): _nothing_held,
}
