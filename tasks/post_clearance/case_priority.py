"""The priority of a case, from its grounds."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from sql.messages import Message, word
from sql.reference import reference_table
from sql.terms import GroundKind, Priority

GRAVEST_FIRST = (Priority.DRUGS, Priority.SECURITY, Priority.IPR, Priority.REVENUE)


def priority_of_ground(named: Iterable[Any], ground_kind: GroundKind, rules: pd.DataFrame) -> Priority:
    """What a ground endangers: the gravest of what it names by the table `case_priorities`, otherwise revenue.

    named: words of the ground: kind and degree of a violation, family of a hint, or a priority itself. Missing values
    name nothing.
    """
    own = rules[rules["ground_kind"] == ground_kind]
    known = dict(zip(own["named"], own["priority"].map(Priority), strict=True)) | {str(each): each for each in Priority}
    found = {known[str(each)] for each in named if str(each) in known}
    return next((each for each in GRAVEST_FIRST if each in found), Priority.REVENUE)


def priority_of_case(grounds: Sequence[Priority]) -> tuple[Priority, Message]:
    """The gravest of what the grounds endanger, and the sentence that explains it. grounds: at least one."""
    counted = Counter(grounds)
    gravest = next(each for each in GRAVEST_FIRST if each in counted)
    values = {"priority": word(gravest), "count": counted[gravest], "all": len(grounds)}
    return gravest, Message("{count} of {all} grounds concern {priority}, the gravest among them.", values)


def priority_rules() -> pd.DataFrame:
    """The table `case_priorities`: ground_kind, named, priority, source."""
    return reference_table("case_priorities")
