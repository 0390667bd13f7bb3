"""Parameters prepared to match one declaration at a time: the hits of the join, found by looking up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tasks.parameters.columns import COLUMNS, ITEM_COUNT, SUMS, WORTH, ColumnKind
from tasks.parameters.conditions import Condition, ConditionKind
from tasks.parameters.join_branches import branches_of
from tasks.parameters.matching import MatchedParameter

Values = tuple[Any, ...]  # of one column of one item; none where it is missing
Test = Callable[[Values], bool]
Tests = tuple[tuple[str, Test], ...]  # by column
_FRACTIONS = 10_000  # sums are taken in ten-thousandths, so that they do not hang on the order of items
_MOST = 1e30


@dataclass(frozen=True)
class MatchedItems:
    """A parameter that hit a declaration; items: numbers of the items hit, as `match_parameters` names them."""

    parameter: MatchedParameter
    items: str


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
    _tests: tuple[Tests, ...]
    _any_tests: tuple[Tests, ...]
    _offices: tuple[frozenset[str] | None, ...]
    _columns: tuple[str, ...]
    _sums: tuple[str, ...]

    def hits(self, items: Sequence[Mapping[str, Any]]) -> list[MatchedItems]:
        """The parameters that hit a declaration, in their order; the hits of `match_parameters`.

        items: the goods items of one declaration in canonical columns, `lodged_on` a date; an absent column is a
        missing value, an absent `item_number` is 1.
        """
        sums = {column: _SUM_OF[column](items) for column in self._sums}
        read = [self._values(item) | sums for item in items]
        candidates = set(self._always)
        for values in read:
            for lookup in self._lookups:
                for value in values[lookup.column]:
                    candidates.update(lookup.numbers.get(value[: lookup.length] if lookup.length else value, ()))
        day, office = items[0]["lodged_on"], items[0].get("office")
        found = []
        for number in sorted(candidates):
            if not self._holds_then_and_there(number, day, office):
                continue
            hit = [place for place, values in enumerate(read) if _all_hold(self._tests[number], values)]
            if hit and any(_all_hold(self._any_tests[number], values) for values in read):
                numbers = sorted(items[place].get("item_number") or 1 for place in hit) if len(items) > 1 else []
                found.append(MatchedItems(self.parameters[number], ";".join(map(str, numbers))))
        return found

    def _values(self, item: Mapping[str, Any]) -> dict[str, Values]:
        values = {column: _VALUES_OF[COLUMNS[column]](item.get(column)) for column in self._columns}
        if "unit_value" in values:
            values["unit_value"] = _unit_value(item)
        return values

    def _holds_then_and_there(self, number: int, day: date, office: str | None) -> bool:
        parameter, offices = self.parameters[number].parameter, self._offices[number]
        return (
            parameter.valid_from <= day
            and (parameter.valid_to is None or day <= parameter.valid_to)
            and (offices is None or office in offices)
        )


def prepared(parameters: Sequence[MatchedParameter]) -> PreparedParameters:
    """Prepare parameters: they are looked up by the keys that the join uses."""
    columns = {column for each in parameters for column, _ in each.parameter.every_condition}
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
        tuple(_block_tests(each.parameter.conditions) for each in parameters),
        tuple(_block_tests(each.parameter.any_item) for each in parameters),
        tuple(None if each.offices is None else frozenset(each.offices) for each in parameters),
        tuple(sorted(columns - SUMS)),
        tuple(sorted(columns & SUMS)),
    )


def _block_tests(conditions: Mapping[str, Condition]) -> Tests:
    return tuple((column, test) for column, condition in conditions.items() for test in _tests(condition))


def _all_hold(tests: Tests, values: Mapping[str, Values]) -> bool:
    return all(test(values[column]) for column, test in tests)


def _sum(amounts: Sequence[float | None]) -> Values:
    """The sum of what every item adds; undefined where one adds nothing, as in the join."""
    exact = [round(amount * _FRACTIONS) for amount in amounts if amount is not None and abs(amount) < _MOST]
    return (float(sum(exact)) / _FRACTIONS,) if len(exact) == len(amounts) else ()


def _amount(item: Mapping[str, Any], column: str) -> float | None:
    found = _number(item.get(column))
    return found[0] if found else None


def _duty(item: Mapping[str, Any]) -> float | None:
    worth, rate = _amount(item, WORTH), _amount(item, "duty_rate")
    return None if worth is None or rate is None else worth * rate / 100


_SUM_OF: dict[str, Callable[[Sequence[Mapping[str, Any]]], Values]] = {
    "total_value": lambda items: _sum([_amount(item, WORTH) for item in items]),
    "total_net_mass": lambda items: _sum([_amount(item, "net_mass") for item in items]),
    "total_duty": lambda items: _sum([_duty(item) for item in items]),
    ITEM_COUNT: lambda items: (float(len(items)),),
}


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
