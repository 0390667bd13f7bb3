"""How parameters are joined: in branches, each on the key that is most selective for its parameters."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.parameters.columns import KEY_ORDER
from tasks.parameters.conditions import Condition, ConditionKind

MOST_ALIKE = 24  # branches of parameters without a key that have the same kinds of conditions; all others share one

Required = tuple[str, ConditionKind]  # a column and a kind of condition on it


@dataclass(frozen=True)
class Branch:
    """Parameters that are joined alike: on whole values of `column` or, with `length`, on beginnings of that length.

    column: None where they have no key. members: number of each parameter and the value that it is looked up by, one
    for each of its values. checks: their other conditions, each with whether all of the parameters have it.
    """

    column: str | None
    length: int
    members: tuple[tuple[int, str | None], ...]
    checks: tuple[tuple[str, ConditionKind, bool], ...]


def branches_of(parameters: Sequence[dict[str, Condition]]) -> list[Branch]:
    """Branches of parameters by their conditions; a parameter is in one, or in one for each length of its values."""
    alike = Counter(tuple(sorted(_required(each))) for each in parameters if _key(each) is None)
    own_branch = {required for required, _ in alike.most_common(MOST_ALIKE)}
    groups: dict[tuple[str, int, tuple[Required, ...]], list[tuple[int, str | None]]] = {}
    for number, conditions in enumerate(parameters):
        key = _key(conditions)
        if key is None:
            required = tuple(sorted(_required(conditions)))
            groups.setdefault(("", 0, required if required in own_branch else ()), []).append((number, None))
        else:
            column, prefixed, values = key
            for value in dict.fromkeys(values):
                groups.setdefault((column, len(value) if prefixed else 0, ()), []).append((number, value))
    return [_branch(column, length, members, parameters) for (column, length, _), members in groups.items()]


def _branch(
    column: str, length: int, members: list[tuple[int, str | None]], parameters: Sequence[dict[str, Condition]]
) -> Branch:
    by_key = (column, ConditionKind.PREFIX if length else ConditionKind.AMONG)  # holds for all that the key finds
    numbers = {number for number, _ in members}
    required = Counter(each for number in numbers for each in _required(parameters[number]) if each != by_key)
    checks = tuple((*each, count == len(numbers)) for each, count in sorted(required.items()))
    return Branch(column or None, length, tuple(members), checks)


def _required(conditions: dict[str, Condition]) -> set[Required]:
    return {(column, kind) for column, condition in conditions.items() for kind in condition.by_kind}


def _key(conditions: dict[str, Condition]) -> tuple[str, bool, tuple[str, ...]] | None:
    """The most selective column with values to look up: its name, whether they are beginnings, and the values."""
    for column in KEY_ORDER:
        condition = conditions.get(column)
        if condition is not None and condition.among is not None:
            return column, False, condition.among
        if condition is not None and condition.prefixes is not None:
            return column, True, condition.prefixes
    return None
