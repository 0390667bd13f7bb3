"""How parameters are joined: in branches, each on the key that is most selective for its parameters."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.parameters.columns import KEY_ORDER
from tasks.parameters.published_conditions import Condition

MOST_ALIKE = 24  # branches of parameters without a key that ask the same of the same columns; all others share one

Asked = tuple[str, str]  # a column and the kind of a condition on it: in, prefix, min, max, present


@dataclass(frozen=True)
class Branch:
    """Parameters that are joined alike: on whole values of `column` or, with `length`, on beginnings of that length.

    column: None where they have no key. members: number of each parameter and the value it is looked up by; a parameter
    with several values stands there several times. checks: what else they ask, each with whether all of them do.
    """

    column: str | None
    length: int
    members: tuple[tuple[int, str | None], ...]
    checks: tuple[tuple[str, str, bool], ...]


def branches_of(parameters: Sequence[dict[str, Condition]]) -> list[Branch]:
    """Branches of parameters, given by their conditions; each stands in one or, by length of its values, in more."""
    alike = Counter(tuple(sorted(_asked(each))) for each in parameters if _key(each) is None)
    own_branch = {asked for asked, _ in alike.most_common(MOST_ALIKE)}
    groups: dict[tuple[str, int, tuple[Asked, ...]], list[tuple[int, str | None]]] = {}
    for number, conditions in enumerate(parameters):
        key = _key(conditions)
        if key is None:
            asked = tuple(sorted(_asked(conditions)))
            groups.setdefault(("", 0, asked if asked in own_branch else ()), []).append((number, None))
        else:
            column, prefixed, values = key
            for value in dict.fromkeys(values):
                groups.setdefault((column, len(value) if prefixed else 0, ()), []).append((number, value))
    return [_branch(column, length, groups[column, length, asked], parameters) for column, length, asked in groups]


def _branch(
    column: str, length: int, members: list[tuple[int, str | None]], parameters: Sequence[dict[str, Condition]]
) -> Branch:
    answered = (column, "prefix" if length else "in")  # by the key itself
    numbers = {number for number, _ in members}
    asked = Counter(each for number in numbers for each in _asked(parameters[number]) if each != answered)
    checks = tuple((*each, count == len(numbers)) for each, count in sorted(asked.items()))
    return Branch(column or None, length, tuple(members), checks)


def _asked(conditions: dict[str, Condition]) -> set[Asked]:
    return {
        (column, kind)
        for column, condition in conditions.items()
        for kind, value in (
            *(("in", condition.among), ("prefix", condition.prefixes), ("min", condition.minimum)),
            *(("max", condition.maximum), ("present", condition.present)),
        )
        if value is not None
    }


def _key(conditions: dict[str, Condition]) -> tuple[str, bool, tuple[str, ...]] | None:
    """The most selective column with values to look up: its name, whether they are beginnings, and the values."""
    for column in KEY_ORDER:
        condition = conditions.get(column)
        if condition is not None and condition.among is not None:
            return column, False, condition.among
        if condition is not None and condition.prefixes is not None:
            return column, True, condition.prefixes
    return None
