"""The closed national list of reasons for exceptions: nothing else excuses a departure from a decision."""

from dataclasses import dataclass
from functools import cache

from sql.reference import reference_table
from sql.terms import ExceptionKind
from tasks.clearance.inspections.refused import InspectionRefusedError


@dataclass(frozen=True)
class Reason:
    """A reason of the list, and the share of its exceptions that chance has inspected all the same."""

    code: str
    kind: ExceptionKind
    inspected_share: float
    sentence: str
    sentence_zh: str


@cache
def reasons() -> dict[str, Reason]:
    """Every reason of the list by its code."""
    rows = reference_table("exception_reasons").itertuples(index=False)
    return {
        str(code): Reason(str(code), ExceptionKind(kind), float(share), str(sentence), str(sentence_zh))
        for code, kind, share, sentence, sentence_zh in rows
    }


def reason_of(code: str, *kinds: ExceptionKind) -> Reason:
    """The reason of a code, of one of these kinds. Raises InspectionRefusedError."""
    found = reasons().get(code)
    if found is None or found.kind not in kinds:
        listed = ", ".join(each.code for each in reasons().values() if each.kind in kinds)
        raise InspectionRefusedError(f"{code!r} is no reason of the national list for this: choose one of {listed}")
    return found
