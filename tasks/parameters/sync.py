"""Parameters kept in files: plan what a file would change in the parameter center, then apply just that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import RiskParameter
from sql.stores import Stores
from sql.terms import ParameterState
from tasks.parameters.active import published
from tasks.parameters.life import draft, move_parameter
from tasks.parameters.life_rules import ENDED, ParameterMove, ParameterRefusedError
from tasks.parameters.past_test import record_past_test
from tasks.parameters.published_format import Parameter, read_parameter_file

_SAID = ("owner", "priority", "lane", "reason", "instruction", "valid_from", "valid_to", "conditions")


@dataclass(frozen=True)
class SyncPlan:
    """What a file would change. The file answers for the parameters that were entered from it, and for no others.

    name: of the file, by which the parameter center knows what came from it. added: not there yet, or ended before, but
    for what expired on the last day that the file says. changed: each as a new version, with what it says otherwise
    than the version before. unchanged: their keys, and untested those of them that a run cut short left without their
    test. retired: keys of versions whose code is no longer in the file.
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
        told = [f"+ {each.code}: {each.lane} lane, {each.reason}" for each in self.added]
        told += [f"~ {each.code}: {'; '.join(differences)}" for each, differences in self.changed]
        told += [f"? {key}: drafted before, to be tested" for key in self.untested]
        told += [f"- {key}: no longer in {self.name}" for key in self.retired]
        sums = f"{len(self.added)} to add, {len(self.changed)} to change, {len(self.retired)} to retire"
        return [*told, f"{sums}, {len(self.unchanged)} unchanged."]


def plan_sync(stores: Stores, file: Path, unit: str = "CN") -> SyncPlan:
    """What applying a parameter file as an officer of `unit` would change; changes nothing itself.

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
    """Apply a plan: what is new is drafted and tested on the past, and waits for another officer's approval.

    A version in force stays so until its successor is activated; what the file no longer holds is retired at once.
    Applying it again changes nothing. Raises ParameterRefusedError where the parameter center is no longer as the plan
    found it. Returns: drafted (keys to approve), retired (keys).
    """
    with stores.register.writing() as session:
        wanted = [*plan.added, *(parameter for parameter, _ in plan.changed)]
        _check_current(session, plan)
        grounds = _grounds(plan.name)
        drafted = draft(session, wanted, actor=actor, unit=plan.unit, as_of=as_of, grounds=grounds)
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
        if row is None or (row.state in ENDED and not _expired_as_said(row, each)):
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


def _expired_as_said(row: RiskParameter, parameter: Parameter) -> bool:
    """Whether a version ended because the validity that the file gives it ended: there is nothing to enter again."""
    return row.state is ParameterState.EXPIRED and not _differences(published(row), parameter)


def _differences(before: Parameter, after: Parameter) -> tuple[str, ...]:
    return tuple(
        f"{name} {_told(getattr(before, name))} → {_told(getattr(after, name))}"
        for name in _SAID
        if getattr(before, name) != getattr(after, name)
    )


def _told(value: object) -> str:
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
