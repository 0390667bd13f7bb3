"""How simulated officers work: most answer in time and rightly, some late, some wrongly, and some not at all.

What each of them does follows from the seed and the key of what they were asked, however often it is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from sql.terms import AnswerFound

NEVER, LATE, WRONG = 0.08, 0.17, 0.06  # shares
_LATEST = 20  # days beyond the deadline
_PARTS = 4
_WAYS = {
    AnswerFound.CONFIRMED: (
        "Checked documents and goods at the site: the declaration does not hold.",
        "Compared with the books of the enterprise: the declaration is wrong.",
    ),
    AnswerFound.UNFOUNDED: (
        "Checked documents and goods at the site: nothing to object to.",
        "Compared with the books of the enterprise: the declaration holds.",
    ),
    AnswerFound.UNDECIDED: (
        "Asked for the missing papers: it cannot be told yet.",
        "The goods are gone and the books say nothing: it cannot be told.",
    ),
}


@dataclass(frozen=True)
class Work:
    """What officers do with something they were asked: on which day, and whether what they say of it is wrong."""

    on: date
    wrong: bool
    way: float  # from 0 to 1: which of several ways


def work_on(seed: int, key: str, asked_on: date, due_on: date) -> Work | None:
    """When officers deal with what they were asked on a day and have to answer by another; None where they never do."""
    never, late, when, other = _chances(seed, key)
    if never < NEVER:
        return None
    if late < LATE:
        on = due_on + timedelta(days=1 + int(when * _LATEST))
    else:
        on = asked_on + timedelta(days=int(when * max(1, (due_on - asked_on).days)) + 1)
    return Work(max(on, asked_on), other < WRONG, (other - WRONG) / (1 - WRONG) if other >= WRONG else other / WRONG)


def found_by(work: Work, guilty: bool | None) -> AnswerFound:
    """What officers say they found; guilty: what is true, None where nobody can know it."""
    if guilty is None:
        return AnswerFound.UNDECIDED
    return AnswerFound.CONFIRMED if guilty != work.wrong else AnswerFound.UNFOUNDED


def words_for(found: AnswerFound, way: float) -> str:
    """What officers write."""
    return _one(_WAYS[found], way)


def _one(ways: Sequence[str], way: float) -> str:
    return ways[min(int(way * len(ways)), len(ways) - 1)]


def _chances(seed: int, key: str) -> list[float]:
    """Four numbers from 0 to 1 that belong to a seed and a key."""
    digest = sha256(f"{seed}|{key}".encode()).digest()
    parts = (digest[8 * part : 8 * part + 8] for part in range(_PARTS))
    return [int.from_bytes(part, "big") / 2**64 for part in parts]
