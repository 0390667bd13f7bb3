"""Findings on the same subject combine into one ranked subject with all its grounds."""

import pandas as pd


def ranked_subjects(findings: pd.DataFrame) -> pd.DataFrame:
    """Subjects by strength.

    findings: subject_kind, subject, detector, score, statement, amount_at_stake. Grounds count as independent: the
    combined score is 1 − Π(1 − score) over the strongest finding of each detector.
    Returns: subject_kind, subject, score, detectors (joined by ;), grounds (joined by a space), amount_at_stake.
    """
    strongest = findings.sort_values(["score", "detector"], ascending=[False, True], kind="stable").drop_duplicates(
        ["subject_kind", "subject", "detector"]
    )
    strongest = strongest.assign(left=1 - strongest["score"].clip(0, 0.999))
    groups = strongest.groupby(["subject_kind", "subject"], sort=True)
    ranked = groups.agg(
        left=("left", "prod"),
        detectors=("detector", lambda names: ";".join(sorted(names))),
        grounds=("statement", " ".join),
        amount_at_stake=("amount_at_stake", "max"),
    ).reset_index()
    ranked["score"] = (1 - ranked.pop("left")).round(6)
    order = ["score", "amount_at_stake", "subject_kind", "subject"]
    return ranked.sort_values(order, ascending=[False, False, True, True], kind="stable", ignore_index=True)
