"""Parameters prepared to match one declaration at a time: the hits of the join, found by looking up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tasks.parameters.columns import COLUMNS, ColumnKind
from tasks.parameters.conditions import Condition, ConditionKind
from tasks.parameters.join_branches import branches_of
from tasks.parameters.matching import MatchedParameter

Values = tuple[Any, ...]  # of one column of one declaration; none where it is missing
Test = Callable[[Values], bool]


@dataclass(frozen=True)
class _Lookup:
    """Numbers of parameters by a column's value; by its first `length` characters, unless that is 0."""

    column: str
    length: int
    numbers: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class PreparedParameters:
    """Parameters with their lookups; never changed, so that every answer comes from one set of versions."""

    parameters: tuple[MatchedParameter, ...]
    _lookups: tuple[_Lookup, ...]
    _always: tuple[int, ...]
    _tests: tuple[tuple[tuple[str, Test], ...], ...]
    _offices: tuple[frozenset[str] | None, ...]
    _columns: tuple[str, ...]

    def hits(self, declaration: Mapping[str, Any]) -> list[MatchedParameter]:
        """The parameters that hit a declaration, in their order; the hits of `match_parameters`.

        declaration: canonical columns, `lodged_on` a date; an absent column is a missing value.
        """
        values = {column: _VALUES_OF[COLUMNS[column]](declaration.get(column)) for column in self._columns}
        candidates = set(self._always)
        for lookup in self._lookups:
            for value in values[lookup.column]:
                candidates.update(lookup.numbers.get(value[: lookup.length] if lookup.length else value, ()))
        if "unit_value" in values:
            values["unit_value"] = _unit_value(declaration)
        day, office = declaration["lodged_on"], declaration["office"]
        return [
            self.parameters[number]
            for number in sorted(candidates)
            if self._holds_then_and_there(number, day, office)
            and all(test(values[column]) for column, test in self._tests[number])
        ]

    def _holds_then_and_there(self, number: int, day: date, office: str) -> bool:
        parameter, offices = self.parameters[number].parameter, self._offices[number]
        return (
            parameter.valid_from <= day
            and (parameter.valid_to is None or day <= parameter.valid_to)
            and (offices is None or office in offices)
        )


def prepared(parameters: Sequence[MatchedParameter]) -> PreparedParameters:
    """Prepare parameters: they are looked up by the keys that the join uses."""
    lookups: dict[tuple[str, int], dict[str, list[int]]] = {}
    always = []
    for branch in branches_of([dict(each.parameter.conditions) for each in parameters]):
        for number, value in branch.members:
            if branch.column is None or value is None:
                always.append(number)
            else:
                lookups.setdefault((branch.column, branch.length), {}).setdefault(value, []).append(number)
    return PreparedParameters(
        tuple(parameters),
        tuple(
            _Lookup(column, length, {value: tuple(numbers) for value, numbers in found.items()})
            for (column, length), found in lookups.items()
        ),
        tuple(always),
        tuple(
            tuple(
                (column, test) for column, condition in each.parameter.conditions.items() for test in _tests(condition)
            )
            for each in parameters
        ),
        tuple(None if each.offices is None else frozenset(each.offices) for each in parameters),
        tuple(sorted({column for each in parameters for column in each.parameter.conditions})),
    )


def _unit_value(declaration: Mapping[str, Any]) -> Values:
    value, mass = _number(declaration.get("item_value")), _number(declaration.get("net_mass"))
    return (value[0] / mass[0],) if value and mass and mass[0] else ()


def _tests(condition: Condition) -> list[Test]:
    """One test for each kind of a condition; each tells whether the values of a column satisfy it."""
    return [_TEST_OF[kind](required) for kind, required in condition.by_kind.items()]


def _among(required: tuple[str, ...]) -> Test:
    among = frozenset(required)
    return lambda values: not among.isdisjoint(values)


# What a kind of condition requires of the values of a column: all texts of a list, the one of a text or a number, none
# where it is missing. As in the join, declarations_hit_by_parameters.sql.
_TEST_OF: dict[ConditionKind, Callable[[Any], Test]] = {
    ConditionKind.AMONG: _among,
    ConditionKind.PREFIX: lambda prefixes: lambda values: any(value.startswith(prefixes) for value in values),
    ConditionKind.MINIMUM: lambda minimum: lambda values: any(value >= minimum for value in values),
    ConditionKind.MAXIMUM: lambda maximum: lambda values: any(value < maximum for value in values),
    ConditionKind.PRESENT: lambda present: lambda values: present == bool(values),
}


def _text(value: Any) -> tuple[str, ...]:
    return (value,) if value else ()


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(each for each in value if each) if value is not None else ()


def _number(value: Any) -> tuple[float, ...]:
    return () if value is None or value != value else (float(value),)


_VALUES_OF: dict[ColumnKind, Callable[[Any], Values]] = {
    ColumnKind.TEXT: _text,
    ColumnKind.TEXTS: _texts,
    ColumnKind.NUMBER: _number,
}
