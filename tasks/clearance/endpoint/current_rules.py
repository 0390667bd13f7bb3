"""The current rules: everything that decides on declarations of a business day, read from the stores once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import func, or_, select
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.lake import Money
from sql.queries import query
from sql.reference import organisation
from sql.register import keyed_text
from sql.register.tables import (
    AuditEntry,
    CategoryChange,
    Enterprise,
    Inspection,
    InspectionRequest,
    LanePolicyVersion,
    RatingModel,
    RiskParameter,
    ScreeningBatch,
)
from sql.stores import Stores
from sql.terms import TaskState
from tasks.clearance.decision.active_parameters import active_parameters_on
from tasks.clearance.decision.earlier_today import EarlierToday, UsedToday, earlier_today
from tasks.clearance.decision.rated import SingleRater, rater_in_use
from tasks.clearance.decision.screened_batches import OWN, is_own
from tasks.enterprises.compliance import categories_between
from tasks.parameters.prepared import PreparedParameters, prepared
from tasks.records.decisions import committed_batches
from tasks.records.lane_policy import FIGURES, LanePolicy, lane_policies_by_direction

_WHAT_CHANGES = (*(AuditEntry, LanePolicyVersion, InspectionRequest, RatingModel, Enterprise, CategoryChange),)
_NOTHING = UsedToday()
_NOT_KNOWN = ""  # an office that the organisation does not know


@dataclass(frozen=True)
class CurrentRules:
    """One set of versions, never changed: a newer set replaces it as a whole.

    identity: hash of the parameters with their versions, suppressions, policies and model. founded: whether a parameter
    was ever in force by then: before, a new installation has no rules that could decide.
    suppressed: codes by importer. left: how many declarations requests may yet select, by code, beside
    the inspections of the day that the register had by then, `requested`. policies: by office and direction, with the
    ratings from which on it demands the high and the medium lane; by an empty code for offices that nobody knows.
    categories: by importer. money: rates of exchange. elsewhere: the part
    of the day that batches of files used up, by office. decided_elsewhere: office by declaration in these batches.
    under_inspection: declarations that wait for the outcome of their inspection. inspected: those that have it since
    the business day.
    """

    identity: str
    day: date
    founded: bool
    parameters: PreparedParameters
    unreadable: Mapping[str, str]
    suppressed: Mapping[str, frozenset[str]]
    left: Mapping[str, int]
    requested: frozenset[str]
    policies: Mapping[tuple[str, str], tuple[LanePolicy, float, float]]
    rater: SingleRater
    categories: Mapping[str, str]
    money: Money
    elsewhere: Mapping[str, UsedToday]
    decided_elsewhere: Mapping[str, str]
    under_inspection: frozenset[str] = frozenset()
    inspected: frozenset[str] = frozenset()

    def policy_of(self, office: str | None, direction: str) -> tuple[LanePolicy, float, float]:
        """The policy of an office, with the ratings from which on it demands the high and the medium lane."""
        found = None if office is None else self.policies.get((office, direction))
        return self.policies[_NOT_KNOWN, direction] if found is None else found

    def used_elsewhere(self, office: str) -> UsedToday:
        """The part of an office's day that batches of files used up."""
        return self.elsewhere.get(office, _NOTHING)


def fingerprint(stores: Stores) -> tuple[int, ...]:
    """Changes whenever the current rules may have changed; read in milliseconds.

    Recording the endpoint's own answers does not change it.
    """
    files = select(func.count()).where(col(ScreeningBatch.key).not_like(f"%-{OWN}-%"))
    with stores.register.reading() as session:
        counts = [select(func.count()).select_from(table).scalar_subquery() for table in _WHAT_CHANGES]
        found = session.connection().execute(select(*counts, files.scalar_subquery())).one()
        return tuple(int(count) for count in found)


def current_rules(stores: Stores, day: date) -> CurrentRules:
    """The rules that decide on declarations of `day`."""
    units = Organisation(organisation(day))
    batches = committed_batches(stores)
    own = batches["key"].astype("str").map(lambda key: is_own(key, day)).astype("bool")
    requested = _requested(stores, day)  # first: one that comes meanwhile counts twice for a moment, never not at all
    active = active_parameters_on(stores, day, units)
    policies = lane_policies_by_direction(stores, [*units.lineages, _NOT_KNOWN], day, units)
    rater = rater_in_use(stores, day - timedelta(days=1))
    thresholds = rater.thresholds(policies)
    categories = categories_between(stores, day, day)
    elsewhere = batches[~own]
    under_inspection, inspected = _inspections(stores, day)
    held_back = {str(name): frozenset(codes) for name, codes in active.suppressed.groupby("importer")["parameter"]}
    versions = [f"{each.parameter.code}|{each.version}" for each in active.parameters]
    codes = {importer: sorted(each) for importer, each in sorted(held_back.items())}
    content = (versions, codes, policies.to_dict("records"), rater.version and rater.version.key)
    return CurrentRules(
        identity=keyed_text(day, *content),
        day=day,
        founded=_founded(stores, day),
        parameters=prepared(active.parameters),
        unreadable=active.unreadable,
        suppressed=held_back,
        left=dict(zip(active.limits["parameter"], active.limits["left"].astype(int), strict=True)),
        requested=requested,
        policies=_by_office(policies, thresholds),
        rater=SingleRater.of(rater),
        categories=dict(zip(categories["enterprise"], categories["category"], strict=True)),
        money=stores.lake.money,
        elsewhere=_used(earlier_today(stores, day, elsewhere)),
        decided_elsewhere=_decided(stores, day, elsewhere),
        under_inspection=under_inspection,
        inspected=inspected,
    )


def _requested(stores: Stores, day: date) -> frozenset[str]:
    """Declarations whose inspection was requested on the day."""
    rows = stores.register.read(Inspection, ["declaration_id"], col(Inspection.requested_on) == day)
    return frozenset(rows["declaration_id"])


def _founded(stores: Stores, day: date) -> bool:
    with stores.register.reading() as session:
        first = session.connection().execute(select(func.min(col(RiskParameter.activated_on)))).scalar_one()
    return first is not None and first <= day


def _by_office(
    policies: pd.DataFrame, thresholds: pd.DataFrame
) -> dict[tuple[str, str], tuple[LanePolicy, float, float]]:
    kinds = {name: type(getattr(LanePolicy(), name)) for name in FIGURES}
    figures = policies.merge(thresholds, on=["office", "direction"]).to_dict("records")
    return {
        (str(row["office"]), str(row["direction"])): (
            LanePolicy(**{name: kind(row[name]) for name, kind in kinds.items()}),
            float(row["rating_high"]),
            float(row["rating_medium"]),
        )
        for row in figures
    }


def _used(earlier: EarlierToday) -> dict[str, UsedToday]:
    selected: dict[str, dict[str, int]] = {}
    for office, code, count in earlier.parameters[["office", "parameter", "selected"]].itertuples(index=False):
        selected.setdefault(str(office), {})[str(code)] = int(count)
    return {
        str(office): UsedToday(int(declarations), int(inspections), selected.get(str(office), {}))
        for office, declarations, inspections in earlier.offices[["office", "declarations", "inspections"]].itertuples(
            index=False
        )
    }


def _decided(stores: Stores, day: date, batches: pd.DataFrame) -> dict[str, str]:
    with stores.lake.connect("decisions", frames={"committed": batches}) as lake:
        rows = lake.execute(query("declarations_decided_on_a_day"), {"business_day": day}).fetchall()
    return {str(declaration): str(office or "") for declaration, office in rows}


def _inspections(stores: Stores, day: date) -> tuple[frozenset[str], frozenset[str]]:
    """Declarations with an open inspection, and those whose inspection was done on the day or later."""
    rows = stores.register.read(
        Inspection,
        ["declaration_id", "state"],
        or_(col(Inspection.state) == TaskState.OPEN, col(Inspection.inspected_on) >= day),
    )
    is_open = rows["state"] == TaskState.OPEN
    return frozenset(rows.loc[is_open, "declaration_id"]), frozenset(rows.loc[~is_open, "declaration_id"])
