"""Which handling a finding deserves: published rules, one row per detector."""

from typing import Any

import pandas as pd

from sql.messages import word
from sql.register import keyed_text
from sql.register.tables.handling import MeasureContent
from sql.terms import HandlingState


def proposals(findings: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Measures for findings, strongest first.

    findings: key, detector, priority, subject_kind, subject, unit, region, score, statement, amount_at_stake,
    what_to_check. rules: detector, kind, min_score, least_findings, combine (yes: the findings of a detector in one
    region become one measure, imports and exports apart), days; as text.
    Returns: identity (the same for the same kind and subjects), kind, finding, priority, unit, amount_at_stake, score,
    content (MeasureContent).
    """
    chosen = findings.merge(rules, on="detector")
    chosen = chosen[chosen["score"] >= chosen["min_score"].astype("float64")]
    together = chosen["detector"] + "|" + chosen["subject_kind"] + "|" + chosen["region"].astype("str")
    group = chosen["key"].where(chosen["combine"] == "no", together)
    measures = []
    for _, part in chosen.groupby(group, sort=True):
        if len(part) >= int(part["least_findings"].iloc[0]):
            measures.append(_measure(part.sort_values(["score", "key"], ascending=[False, True])))
    if not measures:
        return pd.DataFrame()
    order = ["score", "amount_at_stake", "identity"]
    table = pd.DataFrame(measures).sort_values(order, ascending=[False, False, True], kind="stable", ignore_index=True)
    return table.drop_duplicates("identity", ignore_index=True)


def still_standing(measures: pd.DataFrame, as_of: pd.Timestamp) -> set[str]:
    """Identities of measures that stand in the way of the same proposal: those not yet decided or still running.

    measures: identity, state, decided_on, days. A measure that was rejected stands for its days, then the same may be
    proposed anew; one that was measured does not stand any more.
    """
    over = measures["decided_on"] + pd.to_timedelta(measures["days"], unit="D") <= as_of
    gone = (measures["state"] == HandlingState.MEASURED) | ((measures["state"] == HandlingState.REJECTED) & over)
    return set(measures.loc[~gone, "identity"])


def _measure(part: pd.DataFrame) -> dict[str, Any]:
    first = part.iloc[0]
    subjects = sorted(part["subject"])
    content = MeasureContent(
        detector=str(first["detector"]),
        subject_kind=str(first["subject_kind"]),
        subjects=[str(subject) for subject in subjects],
        statement=first["statement"],
        what_to_check=word(first["what_to_check"]),
        days=int(first["days"]),
    )
    return {
        "identity": keyed_text(first["kind"], first["subject_kind"], ";".join(subjects)),
        "kind": first["kind"],
        "finding": first["key"],
        "priority": first["priority"],
        "unit": first["unit"] if len(part) == 1 else first["region"],
        "amount_at_stake": float(part["amount_at_stake"].sum()),
        "score": float(first["score"]),
        "content": content,
    }
