"""Parameters kept in files: plan what a file would change in the parameter center, then apply just that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from sql.jurisdiction import NATION, Organisation
from sql.reference import organisation
from sql.register.tables import RiskParameter
from sql.stores import Stores
from sql.terms import ParameterState
from tasks.parameters.active import published
from tasks.parameters.life import draft, move_parameter
from tasks.parameters.life_rules import ENDED, ParameterMove, ParameterRefusedError
from tasks.parameters.past_test import record_past_test
from tasks.parameters.published_format import Parameter, read_parameter_file

_CONTENT = ("owner", "priority", "lane", "reason", "instruction", "valid_from", "valid_to", "conditions", "any_item")


@dataclass(frozen=True)
class SyncPlan:
    """The changes that a file brings. A file maintains the parameters that were entered from it, and no others.

    name: of the file; the parameter center keeps it as the origin of a parameter. added: parameters that are new or
    have ended, except those that expired on the last day in the file. changed: parameters that become a new version,
    each with its differences from the version before. unchanged: keys. untested: unchanged drafts that still need
    their test because a run was cut short. retired: keys of versions that are no longer in the file.
    """

    name: str
    unit: str
    added: tuple[Parameter, ...]
    changed: tuple[tuple[Parameter, tuple[str, ...]], ...]
    unchanged: tuple[str, ...]
    untested: tuple[str, ...]
    retired: tuple[str, ...]

    @property
    def changes_nothing(self) -> bool:
        """Whether applying it would change nothing."""
        return not (self.added or self.changed or self.untested or self.retired)

    def lines(self) -> list[str]:
        """The plan for a person to read: one line per change, and a sum."""
        lines = [f"+ {each.code}: {each.lane} lane, {each.reason}" for each in self.added]
        lines += [f"~ {each.code}: {'; '.join(differences)}" for each, differences in self.changed]
        lines += [f"? {key}: drafted before, to be tested" for key in self.untested]
        lines += [f"- {key}: no longer in {self.name}" for key in self.retired]
        sums = f"{len(self.added)} to add, {len(self.changed)} to change, {len(self.retired)} to retire"
        return [*lines, f"{sums}, {len(self.unchanged)} unchanged."]


def plan_sync(stores: Stores, file: Path, unit: str = NATION) -> SyncPlan:
    """The changes that a parameter file brings when an officer of `unit` applies it; changes nothing itself.

    Raises ParameterFaultsError with every fault of the file, and ParameterRefusedError with every parameter that the
    unit may not write or that another file answers for.
    """
    units = Organisation(organisation())
    if unit not in units.lineages:
        raise ParameterRefusedError(f"{unit} is no unit: name the unit you act for")
    parameters = read_parameter_file(file, frozenset(units.lineages))
    with stores.register.reading() as session:
        return _planned(session, parameters, file.name, unit, units)


def apply_sync(stores: Stores, plan: SyncPlan, *, actor: str, as_of: date, reason: str) -> dict[str, Any]:
    """Apply a plan: new versions are drafted and tested on the past, then wait for another officer's approval.

    An active version stays active until its successor is activated; parameters that left the file retire at once.
    Applying it again changes nothing. Raises ParameterRefusedError where the parameter center is no longer as the plan
    found it. Returns: drafted (keys to approve), retired (keys).
    """
    with stores.register.writing() as session:
        parameters = [*plan.added, *(parameter for parameter, _ in plan.changed)]
        _check_current(session, plan)
        grounds = _grounds(plan.name)
        drafted = draft(session, parameters, actor=actor, unit=plan.unit, as_of=as_of, grounds=grounds)
        retired = dict.fromkeys(plan.retired, reason) | _superseded(session, drafted)
        for key, why in retired.items():
            move_parameter(session, key, ParameterMove.RETIRE, actor=actor, unit=plan.unit, as_of=as_of, reason=why)
        keys = [*drafted, *plan.untested]
        untested = [key for key in keys if session.get_one(RiskParameter, key).state is ParameterState.DRAFT]
    record_past_test(stores, untested, as_of)
    with stores.register.writing() as session:
        for key in untested:
            why = "tested on past declarations"
            move_parameter(session, key, ParameterMove.TEST, actor=actor, unit=plan.unit, as_of=as_of, reason=why)
    return {"drafted": drafted, "retired": list(retired)}


def _planned(session: Session, parameters: list[Parameter], name: str, unit: str, units: Organisation) -> SyncPlan:
    latest = _latest_versions(session)
    refused = [
        f"{each.code} belongs to {each.owner}: only {each.owner} and units above it may write it, not {unit}"
        for each in parameters
        if not units.holds(unit, each.owner)
    ]
    refused += [
        f"{each.code} is kept in another file, {str(latest[each.code].grounds).removeprefix(_grounds(''))}"
        for each in parameters
        if each.code in latest and _kept_elsewhere(latest[each.code], name)
    ]
    if refused:
        raise ParameterRefusedError("; ".join(refused))
    added, changed, unchanged, untested = [], [], [], []
    for each in parameters:
        row = latest.get(each.code)
        if row is None or (row.state in ENDED and not _expired_as_planned(row, each)):
            added.append(each)
        elif differences := _differences(published(row), each):
            changed.append((each, differences))
        else:
            unchanged.append(row.key)
            if row.state is ParameterState.DRAFT and row.grounds == _grounds(name):
                untested.append(row.key)
    codes = {each.code for each in parameters}
    ours = [code for code, row in latest.items() if row.grounds == _grounds(name) and code not in codes]
    retired = _living(session, ours)
    return SyncPlan(name, unit, tuple(added), tuple(changed), tuple(unchanged), tuple(untested), retired)


def _check_current(session: Session, plan: SyncPlan) -> None:
    latest = _latest_versions(session)
    moved = [each.code for each in plan.added if (row := latest.get(each.code)) and row.state not in ENDED]
    for each, differences in plan.changed:
        row = latest.get(each.code)
        if row is None or row.state in ENDED or _differences(published(row), each) != differences:
            moved.append(each.code)
    living = set(_living(session, {key.rsplit("|", 1)[0] for key in plan.retired}))
    moved += sorted(set(plan.retired) ^ living)
    if moved:
        raise ParameterRefusedError(f"the parameter center changed since the plan: {', '.join(moved)}. Plan again")


def _expired_as_planned(row: RiskParameter, parameter: Parameter) -> bool:
    """Whether a version expired on the last day in the file: there is nothing to enter again."""
    return row.state is ParameterState.EXPIRED and not _differences(published(row), parameter)


def _differences(before: Parameter, after: Parameter) -> tuple[str, ...]:
    return tuple(
        f"{name} {_shown(getattr(before, name))} → {_shown(getattr(after, name))}"
        for name in _CONTENT
        if getattr(before, name) != getattr(after, name)
    )


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(sorted(value))
    return "open" if value is None else str(value)


def _latest_versions(session: Session) -> dict[str, RiskParameter]:
    rows = session.exec(select(RiskParameter).order_by(RiskParameter.code, col(RiskParameter.version)))
    return {row.code: row for row in rows}


def _living(session: Session, codes: Iterable[str]) -> tuple[str, ...]:
    rows = session.exec(
        select(RiskParameter.key)
        .where(col(RiskParameter.code).in_(list(codes)), col(RiskParameter.state).not_in(ENDED))
        .order_by(RiskParameter.key)
    )
    return tuple(rows)


def _superseded(session: Session, drafted: list[str]) -> dict[str, str]:
    """Earlier versions that were never activated, with the reason why they never will be."""
    pending = (ParameterState.DRAFT, ParameterState.TESTED, ParameterState.APPROVED)
    retired: dict[str, str] = {}
    for key in drafted:
        row = session.get_one(RiskParameter, key)
        earlier = select(RiskParameter.key).where(
            RiskParameter.code == row.code,
            RiskParameter.version < row.version,
            col(RiskParameter.state).in_(pending),
        )
        retired |= dict.fromkeys(session.exec(earlier), f"version {row.version} takes its place")
    return retired


def _kept_elsewhere(row: RiskParameter, name: str) -> bool:
    from_file = (row.grounds or "").startswith(_grounds(""))
    return from_file and row.grounds != _grounds(name) and row.state not in ENDED


def _grounds(name: str) -> str:
    return f"parameter file {name}"
