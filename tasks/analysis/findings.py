"""The findings that a unit may see, and the declarations behind each."""

from datetime import date
from typing import Any

import pandas as pd
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.queries import query
from sql.reference import organisation
from sql.register import records_of
from sql.register.tables import Finding, FindingDeclaration
from sql.stores import Stores

_LISTED = (
    *("key", "analysis", "analysed_on", "detector", "method", "priority", "subject_kind", "subject", "unit", "score"),
    *("statement", "compared", "amount_at_stake", "declarations"),
)


class UnknownFindingError(LookupError):
    """The finding does not exist, or the unit may not see it."""


def findings_seen(stores: Stores, unit: str, *, detector: str | None = None, since: date | None = None) -> pd.DataFrame:
    """Findings in the jurisdiction of `unit`, the latest and strongest first.

    Raises UnknownUnitError.
    """
    conditions: list[Any] = [col(Finding.unit).in_(Organisation(organisation()).seen_by(unit))]
    if detector is not None:
        conditions.append(col(Finding.detector) == detector)
    if since is not None:
        conditions.append(col(Finding.analysed_on) >= since)
    rows = stores.register.read(Finding, _LISTED, *conditions, order_by=["key"])
    return rows.sort_values(["analysed_on", "score"], ascending=[False, False], kind="stable", ignore_index=True)


def finding_seen(stores: Stores, unit: str, key: str) -> dict[str, Any]:
    """One finding by the names of its columns.

    Raises UnknownFindingError, in the same words for what is not there and for what `unit` does not see.
    """
    seen = col(Finding.unit).in_(Organisation(organisation()).seen_by(unit))
    rows = stores.register.read(Finding, _LISTED, col(Finding.key) == key, seen)
    if rows.empty:
        raise UnknownFindingError(_unknown(unit, key))
    return records_of(rows)[0]


def evidence_of(stores: Stores, key: str, unit: str) -> pd.DataFrame:
    """The goods items behind a finding, with the columns of the lake's declarations, by declaration and item number.

    Raises UnknownUnitError, and UnknownFindingError if `unit` may not see the finding.
    """
    seen = Organisation(organisation()).seen_by(unit)
    if stores.register.read(Finding, ["key"], col(Finding.key) == key, col(Finding.unit).in_(seen)).empty:
        raise UnknownFindingError(_unknown(unit, key))
    claimed = stores.register.read(
        FindingDeclaration, ["declaration_id", "items"], col(FindingDeclaration.finding) == key
    )
    with stores.lake.connect("declarations", frames={"claimed": claimed}) as lake:
        rows: pd.DataFrame = lake.execute(query("declarations_behind_a_finding")).df()
    return rows


def _unknown(unit: str, key: str) -> str:
    return f"{unit} sees no finding {key}: `customs-risk findings list` lists those that it sees"
