"""An item of risk information that an officer reports."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from sql.contents import CONTENTS
from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.refusal import RefusedError
from sql.register import insert_new, keyed_text
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import InformationItem
from sql.spelling import LookAlikeError, entered
from sql.stores import Stores
from sql.terms import InformationKind, Priority
from tasks.collection.validation import validate
from tasks.records.subjects import is_whole

_COLUMNS = frozenset(CONTENTS["declarations"].names)


class InformationRefusedError(RefusedError):
    """An item that cannot be taken in; the message says why."""


@dataclass(frozen=True)
class NewInformation:
    """What an officer knows: `subject_kind` names columns of a declaration, joined by +, `subject` their values.

    The last of the values may hold a + itself.

    `reliability`: grade of the source, A (completely reliable) to F (cannot be judged).
    """

    kind: InformationKind
    source: str
    reliability: str
    priority: Priority
    subject_kind: str
    subject: str
    summary: str
    valid_to: date
    unit: str


def add_information(stores: Stores, item: NewInformation, *, actor: str, unit: str, as_of: date) -> dict[str, Any]:
    """Enter an item for its unit, received on `as_of`; the same item again changes nothing.

    Raises InformationRefusedError where `unit` may not write for the item's unit, or the item is not right.
    """
    try:
        item = replace(item, subject=entered(item.subject))
    except LookAlikeError as problem:
        raise InformationRefusedError(str(problem)) from problem
    units = Organisation(organisation(as_of))
    _check(item, units, unit, as_of)
    key = keyed_text(as_of, *asdict(item).values())
    row = pd.DataFrame([{**asdict(item), "key": key, "received_on": pd.Timestamp(as_of)}])
    row["valid_to"] = pd.to_datetime(row["valid_to"])
    failures = validate("information", row, frozenset(units.lineages), latest=as_of).failures
    if len(failures):
        first = failures.iloc[0]
        raise InformationRefusedError(f"{first['column_name']} {first['value']} {first['reason']}")
    with stores.register.writing() as session:
        new = insert_new(session, InformationItem, row)
        if new:
            change = Change(as_of, "information", key, "add", actor, unit, item.summary, None, asdict(item))
            record_changes(session, [change])
    return {"information": key, "state": "entered" if new else "entered before"}


def _check(item: NewInformation, units: Organisation, unit: str, as_of: date) -> None:
    if item.unit not in units.seen_by(unit):
        raise InformationRefusedError(f"{unit} may not enter information for {item.unit}: it is no unit below {unit}")
    unknown = [name for name in item.subject_kind.split("+") if name not in _COLUMNS]
    if unknown:
        raise InformationRefusedError(f"{unknown[0]} is no column of a declaration: use importer, hs_code, seller …")
    for name in ("source", "subject", "summary"):
        if not str(getattr(item, name)).strip():
            raise InformationRefusedError(f"{name} is empty: say what is known")
    if not is_whole(item.subject_kind, item.subject):
        raise InformationRefusedError(f"the subject {item.subject} does not give one value for {item.subject_kind}")
    if item.valid_to < as_of:
        raise InformationRefusedError(f"its validity ended on {item.valid_to}, before {as_of}")
