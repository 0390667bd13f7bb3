"""The findings that a unit may see, and the declarations behind each."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import and_, col, not_, or_, select

from sql.jurisdiction import Organisation
from sql.queries import query
from sql.reference import organisation
from sql.register import records_of
from sql.register.listed import Listed, Sought, listed
from sql.register.tables import Finding, FindingDeclaration, FunctionalWarning, Instruction
from sql.stores import Stores

_LISTED = (
    *("key", "analysis", "analysed_on", "detector", "method", "priority", "subject_kind", "subject", "unit", "score"),
    *("statement", "compared", "amount_at_stake", "declarations"),
)
_STRONGEST_FIRST = (col(Finding.analysed_on).desc(), col(Finding.score).desc(), col(Finding.key))


class UnknownFindingError(LookupError):
    """The finding does not exist, or the unit may not see it."""


def findings_seen(stores: Stores, unit: str, *, detector: str | None = None, since: date | None = None) -> pd.DataFrame:
    """Findings in the jurisdiction of `unit`, the latest and strongest first.

    Raises UnknownUnitError.
    """
    of_detector = [] if detector is None else [col(Finding.detector) == detector]
    return _listed(stores, unit, since, Sought(), *of_detector).rows


def findings_sought(stores: Stores, unit: str, since: date | None, sought: Sought) -> Listed:
    """The part of `findings_seen` that is sought, by words of its key, detector, method, priority, subject, unit and
    statement.
    """
    return _listed(stores, unit, since, sought)


def findings_beside(
    stores: Stores, unit: str, finding: Mapping[str, Any], since: date, most: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What else was found of the subject of a finding since a day, and whom else its detector found on its day.

    finding: as `finding_seen` has it. Returns of each at most so many, the latest and strongest first.
    """
    of_subject = and_(col(Finding.subject) == finding["subject"], col(Finding.subject_kind) == finding["subject_kind"])
    of_detector = and_(col(Finding.detector) == finding["detector"], col(Finding.analysed_on) == finding["analysed_on"])
    other = col(Finding.key) != finding["key"]
    return (
        _first(stores, most, *_seen(unit, since), other, of_subject),
        _first(stores, most, *_seen(unit), other, of_detector, not_(of_subject)),
    )


def _listed(stores: Stores, unit: str, since: date | None, sought: Sought, *conditions: Any) -> Listed:
    return listed(
        stores.register,
        Finding,
        _LISTED,
        [*_seen(unit, since), *conditions],
        order=_STRONGEST_FIRST,
        sought=sought,
    )


def _first(stores: Stores, most: int, *conditions: Any) -> pd.DataFrame:
    chosen = select(*[col(getattr(Finding, name)) for name in _LISTED]).where(*conditions)
    return stores.register.frame(chosen.order_by(*_STRONGEST_FIRST).limit(most))


def _seen(unit: str, since: date | None = None) -> list[Any]:
    seen = [col(Finding.unit).in_(Organisation(organisation()).seen_by(unit))]
    return seen if since is None else [*seen, col(Finding.analysed_on) >= since]


def findings_among(stores: Stores, unit: str, keys: Collection[str]) -> set[str]:
    """Which of some keys are those of findings that `unit` sees; see `finding_seen`."""
    found = stores.register.read(Finding, ["key"], col(Finding.key).in_(keys), _seen_by_itself_or_asked(unit))
    return set(found["key"])


def _seen_by_itself_or_asked(unit: str) -> Any:
    seen = Organisation(organisation()).seen_by(unit)
    asked = [
        select(table.finding).where(col(table.finding) == col(Finding.key), col(table.unit).in_(seen)).exists()
        for table in (Instruction, FunctionalWarning)
    ]
    return or_(col(Finding.unit).in_(seen), *asked)


def finding_seen(stores: Stores, unit: str, key: str) -> dict[str, Any]:
    """One finding by the names of its columns; a unit that is asked to act on it sees it, whose ever it is.

    Raises UnknownFindingError, in the same words for what is not there and for what `unit` does not see.
    """
    rows = stores.register.read(Finding, _LISTED, col(Finding.key) == key, _seen_by_itself_or_asked(unit))
    if rows.empty:
        raise UnknownFindingError(_unknown(unit, key))
    return records_of(rows)[0]


def evidence_of(stores: Stores, key: str, unit: str) -> pd.DataFrame:
    """The goods items behind a finding, with the columns of the lake's declarations, by declaration and item number.

    Of the finding of a unit above, those lodged at offices of `unit` and below.

    Raises UnknownUnitError, and UnknownFindingError if `unit` may not see the finding.
    """
    units = Organisation(organisation())
    whose = finding_seen(stores, unit, key)["unit"]
    claimed = stores.register.read(
        FindingDeclaration, ["declaration_id", "items"], col(FindingDeclaration.finding) == key
    )
    with stores.lake.connect("declarations", frames={"claimed": claimed}) as lake:
        rows: pd.DataFrame = lake.execute(query("declarations_behind_a_finding")).df()
    return rows if units.holds(unit, whose) else rows[rows["office"].isin(units.seen_by(unit))]


def _unknown(unit: str, key: str) -> str:
    return f"{unit} sees no finding {key}: `customs-risk findings list` lists those that it sees"
