"""Findings on the same subject combine into one ranked subject with all its grounds."""

from dataclasses import dataclass

import pandas as pd

from sql.terms import Method


def ranked_subjects(findings: pd.DataFrame) -> pd.DataFrame:
    """Subjects by strength.

    findings: subject_kind, subject, detector, method, score, statement, amount_at_stake. Grounds count as independent:
    the combined score is 1 − Π(1 − score) over the strongest finding of each detector. Probability evaluation counts
    once, for whatever priority: it is one rating that tells.
    Returns: subject_kind, subject, score, detectors (joined by ;), grounds (list of statements), amount_at_stake.
    """
    rated = findings["method"] == Method.PROBABILITY_EVALUATION
    ground = findings["detector"].where(~rated, Method.PROBABILITY_EVALUATION.value)
    ordered = findings.assign(ground=ground).sort_values(["score", "detector"], ascending=[False, True], kind="stable")
    strongest = ordered.drop_duplicates(["subject_kind", "subject", "ground"])
    strongest = strongest.assign(left=1 - strongest["score"].clip(0, 0.999))
    groups = strongest.groupby(["subject_kind", "subject"], sort=True)
    ranked = groups.agg(
        left=("left", "prod"),
        detectors=("detector", lambda names: ";".join(sorted(names))),
        grounds=("statement", list),
        amount_at_stake=("amount_at_stake", "max"),
    ).reset_index()
    ranked["score"] = (1 - ranked.pop("left")).round(6)
    order = ["score", "amount_at_stake", "subject_kind", "subject"]
    return ranked.sort_values(order, ascending=[False, False, True, True], kind="stable", ignore_index=True)


@dataclass(frozen=True)
class Chosen:
    """The subjects that can be looked into, and the score from which that is so; None where all of them can."""

    subjects: pd.DataFrame
    threshold: float | None


def within_capacity(ranked: pd.DataFrame, capacity: int) -> Chosen:
    """The strongest subjects that capacity leaves: the threshold follows from how many can be looked into.

    ranked: as `ranked_subjects` returns. Subjects as strong as the last chosen one are left out with the weaker ones
    only where there is no place for them.
    """
    chosen = ranked.head(capacity)
    return Chosen(chosen, float(chosen["score"].min()) if len(ranked) > capacity else None)
