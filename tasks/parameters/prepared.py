"""Parameters made ready to be asked about one declaration at a time: what the join does for many, by looking up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.parameters.columns import COLUMNS, ColumnKind
from tasks.parameters.join_branches import branches_of
from tasks.parameters.matching import MatchedParameter
from tasks.parameters.published_conditions import Condition

Test = Callable[[Any], bool]


@dataclass(frozen=True)
class _Lookup:
    """Numbers of the parameters that a column's value leads to; of its first `length` signs, unless that is 0."""

    column: str
    length: int
    numbers: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class PreparedParameters:
    """Parameters with what finds them; never changed, so that every answer is that of one set."""

    parameters: tuple[MatchedParameter, ...]
    _lookups: tuple[_Lookup, ...]
    _always: tuple[int, ...]
    _tests: tuple[tuple[tuple[str, Test], ...], ...]
    _offices: tuple[frozenset[str] | None, ...]

    def hits(self, declaration: Mapping[str, Any]) -> list[MatchedParameter]:
        """The parameters that hit a declaration, in the order in which they were given; as `match_parameters` says.

        declaration: canonical columns, `lodged_on` a date; what lacks is a missing value.
        """
        values = dict(declaration)
        worth, mass = _number(values.get("item_value")), _number(values.get("net_mass"))
        values["unit_value"] = None if worth is None or not mass else worth / mass
        asked = set(self._always)
        for lookup in self._lookups:
            value = values.get(lookup.column)
            if value is not None:
                asked.update(lookup.numbers.get(value[: lookup.length] if lookup.length else value, ()))
        return [self.parameters[number] for number in sorted(asked) if self._is_hit(number, values)]

    def _is_hit(self, number: int, values: Mapping[str, Any]) -> bool:
        parameter, offices = self.parameters[number].parameter, self._offices[number]
        day = values["lodged_on"]
        return (
            parameter.valid_from <= day
            and (parameter.valid_to is None or day <= parameter.valid_to)
            and (offices is None or values["office"] in offices)
            and all(test(values.get(column)) for column, test in self._tests[number])
        )


def prepared(parameters: Sequence[MatchedParameter]) -> PreparedParameters:
    """Make parameters ready: they are found by the keys that the join finds them by."""
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
                (column, _test(condition, COLUMNS[column])) for column, condition in each.parameter.conditions.items()
            )
            for each in parameters
        ),
        tuple(None if each.offices is None else frozenset(each.offices) for each in parameters),
    )


def _test(condition: Condition, kind: ColumnKind) -> Test:
    """What tells whether a value of a column of `kind` satisfies a condition."""
    if kind is ColumnKind.NUMBER:
        return _test_of_number(condition)
    present, prefixes = condition.present, condition.prefixes
    among = None if condition.among is None else frozenset(condition.among)
    said = _texts if kind is ColumnKind.TEXTS else _text

    def holds(value: Any) -> bool:
        texts = said(value)
        return (
            (present is None or present == bool(texts))
            and (among is None or not among.isdisjoint(texts))
            and (prefixes is None or any(text.startswith(prefixes) for text in texts))
        )

    return holds


def _test_of_number(condition: Condition) -> Test:
    present, minimum, maximum = condition.present, condition.minimum, condition.maximum

    def holds(value: Any) -> bool:
        number = _number(value)
        if number is None:
            return present is not True and minimum is None and maximum is None
        return present is not False and (minimum is None or number >= minimum) and (maximum is None or number < maximum)

    return holds


def _text(value: Any) -> tuple[str, ...]:
    return (value,) if value else ()


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(each for each in value if each) if value is not None else ()


def _number(value: Any) -> float | None:
    return None if value is None or value != value else float(value)
