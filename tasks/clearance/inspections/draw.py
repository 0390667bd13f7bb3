"""Drawing an inspector: by keyed chance among those on shift with the skill and with room. Nobody chooses.

Whoever holds the key can repeat each draw; whoever does not can foresee none.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from sql.terms import DrawGround
from tasks.records.random_sample import draws

_PURPOSE = b"inspectors"  # so that these draws tell nothing about the random sample, which has the same key


@dataclass(frozen=True)
class OnShift:
    """An inspector on shift.

    skills: none for every skill. most: inspections that the shift has time for. load: those drawn for it before.
    """

    number: str
    skills: tuple[str, ...]
    most: int
    load: int = 0

    def has(self, needed: Collection[str]) -> bool:
        """Whether the inspector has every skill that is needed."""
        return not self.skills or set(needed) <= set(self.skills)


@dataclass(frozen=True)
class Drawn:
    """The result of a draw: the inspector, from whom it was drawn, and the number in [0, 1) of each candidate."""

    inspector: str
    ground: DrawGround
    numbers: dict[str, float]


def draw_inspector(
    key: bytes,
    declaration: str,
    day: date,
    shift: Sequence[OnShift],
    needed: Collection[str] = (),
    attempt: int = 0,
) -> Drawn | None:
    """The inspector of a declaration: of the candidates the one with the lowest keyed number; None on an empty shift.

    Candidates are those on shift with every skill needed and with room; where all of these are full the least loaded
    of them, and where nobody has the skill all on shift, those with room first. attempt: number of the draw, for a
    re-assignment draws anew. Raises ValueError for an empty key.
    """
    if not shift:
        return None
    skilled = [each for each in shift if each.has(needed)]
    ground = DrawGround.DRAWN if skilled else DrawGround.WITHOUT_SKILL
    pool = skilled or list(shift)
    free = [each for each in pool if each.load < each.most]
    if not free:
        ground = DrawGround.OVER_LOAD if skilled else ground
        least = min(each.load for each in pool)
        free = [each for each in pool if each.load == least]
    names = [each.number for each in free]
    texts = [f"{declaration}|{day}|{attempt}|{name}" for name in names]
    numbers = dict(zip(names, draws(texts, _own_key(key)).tolist(), strict=True))
    return Drawn(min(names, key=lambda name: (numbers[name], name)), ground, numbers)


def chance_of(key: bytes, declaration: str, kind: str) -> float:
    """The keyed number in [0, 1) that says whether an exception is inspected all the same."""
    (number,) = draws([f"{declaration}|{kind}"], _own_key(key)).tolist()
    return float(number)


def _own_key(key: bytes) -> bytes:
    if not key:
        return key  # draws refuses it
    return blake2b(key, person=_PURPOSE).digest()
