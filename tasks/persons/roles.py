"""What each role may do: one table, and the rule that reads it."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from sql.jurisdiction import Organisation
from sql.terms import Role
from tasks.persons.person import Person, PersonRefusedError


class Action(StrEnum):
    """What a person can do; the value completes the sentence "may not …"."""

    LOOK = "see lists and records"
    ACKNOWLEDGE = "acknowledge notifications"
    ANALYSE = "ask for an analysis"
    ADD_INFORMATION = "add risk information"
    REPAIR_DATA = "repair, dismiss or replay rows in quarantine"
    DRAFT_PARAMETER = "draft or test parameters"
    APPROVE_PARAMETER = "approve parameters"
    RUN_PARAMETER = "put parameters into force, suspend, suppress or retire them"
    PROPOSE_HANDLING = "propose measures"
    DECIDE_HANDLING = "decide on measures"
    DECIDE_FEEDBACK = "decide on what feedback proposes"
    ANSWER_RECOMMENDATION = "answer recommendations"
    RECORD_INSPECTION = "record results of inspections"
    RE_ROUTE = "re-route declarations"
    MAKE_EXCEPTION = "make exceptions from inspections"
    LOAD_ROSTER = "load the roster of inspectors"
    DRAW_INSPECTORS = "draw inspectors or repeat a draw"
    OPEN_CASE = "open cases"
    WORK_AUDIT = "work on targeted audits"
    WORK_SMUGGLING_CASE = "work on anti-smuggling cases"
    APPROVE_CASE = "approve, accept or reject cases"
    ASSIGN_CASE = "merge cases or hand them over"
    ANSWER_HINT = "answer hints"
    ANSWER_INSTRUCTION = "take or answer instructions"
    ANSWER_WARNING = "take or answer warnings"
    SUPERVISE_INTEGRITY = "see or answer hints on the integrity of officers"
    LOAD_REFERENCE = "load the organisation or exchange rates"
    MANAGE_PERSONS = "enter, bind or retire persons, or issue links that sign in"


_R = Role
_EVERYONE = frozenset(Role)
_OFFICERS = _EVERYONE - {Role.PLATFORM_ENGINEER}

# Who writes a parameter or measure does not hold the role that approves it; a person with both is stopped by four eyes.
MAY: Mapping[Action, frozenset[Role]] = {
    Action.LOOK: _EVERYONE,
    Action.ACKNOWLEDGE: _EVERYONE,
    Action.ANALYSE: frozenset({_R.ANALYST, _R.APPROVER, _R.SUPERVISOR}),
    Action.ADD_INFORMATION: _OFFICERS,
    Action.REPAIR_DATA: frozenset({_R.ANALYST, _R.PLATFORM_ENGINEER}),
    Action.DRAFT_PARAMETER: frozenset({_R.PARAMETER_OFFICER}),
    Action.APPROVE_PARAMETER: frozenset({_R.APPROVER}),
    Action.RUN_PARAMETER: frozenset({_R.PARAMETER_OFFICER, _R.APPROVER}),
    Action.PROPOSE_HANDLING: frozenset({_R.ANALYST, _R.PARAMETER_OFFICER}),
    Action.DECIDE_HANDLING: frozenset({_R.APPROVER}),
    Action.DECIDE_FEEDBACK: frozenset({_R.APPROVER}),
    Action.ANSWER_RECOMMENDATION: frozenset({_R.APPROVER, _R.SUPERVISOR}),
    Action.RECORD_INSPECTION: frozenset({_R.INSPECTOR}),
    Action.RE_ROUTE: frozenset({_R.INSPECTOR, _R.SUPERVISOR}),
    Action.MAKE_EXCEPTION: frozenset({_R.INSPECTOR, _R.SUPERVISOR}),
    Action.LOAD_ROSTER: frozenset({_R.SUPERVISOR}),
    Action.DRAW_INSPECTORS: frozenset({_R.SUPERVISOR, _R.AUDITOR}),
    Action.OPEN_CASE: _OFFICERS - {_R.PARAMETER_OFFICER},
    Action.WORK_AUDIT: frozenset({_R.AUDITOR}),
    Action.WORK_SMUGGLING_CASE: frozenset({_R.ANTI_SMUGGLING_OFFICER}),
    Action.APPROVE_CASE: frozenset({_R.APPROVER, _R.SUPERVISOR}),
    Action.ASSIGN_CASE: frozenset({_R.SUPERVISOR}),
    Action.ANSWER_HINT: frozenset({_R.ANALYST, _R.INSPECTOR, _R.AUDITOR, _R.SUPERVISOR}),
    Action.ANSWER_INSTRUCTION: frozenset({_R.INSPECTOR, _R.ANALYST, _R.AUDITOR, _R.SUPERVISOR}),
    # Warnings are also of missing collections and altered records, which platform engineers look into.
    Action.ANSWER_WARNING: frozenset({_R.ANALYST, _R.AUDITOR, _R.APPROVER, _R.SUPERVISOR, _R.PLATFORM_ENGINEER}),
    Action.SUPERVISE_INTEGRITY: frozenset({_R.SUPERVISOR}),
    Action.LOAD_REFERENCE: frozenset({_R.PLATFORM_ENGINEER}),
    Action.MANAGE_PERSONS: frozenset({_R.PLATFORM_ENGINEER}),
}


def may(person: Person, action: Action, unit: str, as_of: date, units: Organisation) -> bool:
    """Whether a person may do something on a day with what belongs to `unit`: by role, validity and jurisdiction."""
    return person.valid_on(as_of) and not MAY[action].isdisjoint(person.roles) and units.holds(person.unit, unit)


def check_may(person: Person, action: Action, unit: str, as_of: date, units: Organisation) -> None:
    """Refuse what `may` denies, and say which of its conditions fails. Raises PersonRefusedError."""
    if may(person, action, unit, as_of, units):
        return
    if not person.valid_on(as_of):
        period = f"from {person.valid_from} " + ("on" if person.valid_to is None else f"to {person.valid_to}")
        raise PersonRefusedError(f"{person.number} acts {period}, not on {as_of}: a platform engineer renews it")
    if MAY[action].isdisjoint(person.roles):
        roles = " or ".join(words(role) for role in sorted(MAY[action]))
        raise PersonRefusedError(f"{person.number} may not {action}: that takes the role {roles}")
    raise PersonRefusedError(f"{person.number} acts for {person.unit} and may not {action} of {unit}")


def words(role: Role) -> str:
    """A role as it is read."""
    return role.value.replace("_", " ")
