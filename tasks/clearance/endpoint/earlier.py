"""The decision before an amendment: of an answer given here, or of a declaration that a file brought."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import pandas as pd

from sql.contents import CONTENTS
from sql.queries import query
from sql.stores import Stores
from tasks.clearance.decision.amended import latest_decision
from tasks.clearance.endpoint.answer import Answer
from tasks.records.decisions import committed_batches

_NUMBERED_BY_CUSTOMS = frozenset({"item_number", "version", "function", "received_at", "value"})
_CONTENT = [name for name in CONTENTS["declarations"].names if name not in _NUMBERED_BY_CUSTOMS]
_DECIDED = frozenset(field.name for field in fields(Answer))


@dataclass(frozen=True)
class Earlier:
    """The latest answer to a declaration, or the decision on it of a batch.

    version: the latest that is known, decided on or not. to_inspect: whether an inspection of it is requested or done.
    released: whether its goods are, so that an amendment changes no lane. said: the items of each version that a file
    brought, in canonical columns.
    """

    answer: Answer
    version: int
    to_inspect: bool
    released: bool = False
    said: Sequence[Sequence[Mapping[str, Any]]] = ()

    @property
    def cancelled(self) -> bool:
        """Whether its latest version that a file brought ends it."""
        return bool(self.said) and self.said[-1][0]["function"] == "cancelled"

    def of_its_day(self, items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Items that say no day of lodgement, with the one that it has."""
        day = {"lodged_on": self.said[-1][0]["lodged_on"]} if self.said else {}
        return [{**item, **day} for item in items]

    def says(self, items: Sequence[Mapping[str, Any]]) -> bool:
        """Whether a version of it says what these items say, in their columns and in whatever order."""
        names = frozenset(name for item in items for name in item).intersection(_CONTENT)
        content = _content(items, names)
        return any(_content(version, names) == content for version in self.said)


Find = Callable[[str, date], Earlier | None]


def decided_in_batches(stores: Stores) -> Find:
    """Looks for the decision of a batch on a declaration, by its number and the business day."""

    def find(declaration_id: str, day: date) -> Earlier | None:
        decisions = latest_decision(stores, day, declaration_id, committed_batches(stores))
        if decisions.empty:
            return None
        arriving = pd.DataFrame({"declaration_id": [declaration_id]}, dtype="str")
        with stores.lake.connect("declaration_versions", frames={"arriving": arriving}) as lake:
            rows = lake.sql(query("versions_of_arriving_declarations")).to_arrow_table().to_pylist()
        return earlier_of(decisions.iloc[0].to_dict(), rows, day)

    return find


def earlier_of(decision: Mapping[Any, Any], rows: Iterable[Mapping[str, Any]], day: date) -> Earlier:
    """The decision of a batch, as an answer.

    decision: columns as `decisions_before` returns them. rows: items of all versions that the lake has. day: business
    day.
    """
    versions: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows:
        versions.setdefault(int(row["version"]), []).append(row)
    decided_on = int(decision["version"])
    told: dict[str, Any] = {
        name: None if pd.isna(value) else value for name, value in decision.items() if name in _DECIDED
    }
    told |= {"version": decided_on, "business_day": pd.Timestamp(decision["business_day"]).date().isoformat()}
    released_on = decision["released_on"]
    return Earlier(
        answer=Answer(
            **told, hits=(), version_set="", failures={}, function="lodged" if decided_on == 1 else "amended"
        ),
        version=max([decided_on, *versions]),
        to_inspect=bool(decision["to_inspect"]),
        released=not pd.isna(released_on) and pd.Timestamp(released_on).date() <= day,
        said=list(versions.values()),
    )


def _content(items: Iterable[Mapping[str, Any]], names: frozenset[str]) -> list[str]:
    return sorted(
        json.dumps({name: _comparable(item[name]) for name in sorted(names) if item.get(name) not in (None, [])})
        for item in items
    )


def _comparable(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, int) else value
