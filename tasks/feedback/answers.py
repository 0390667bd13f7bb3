"""What answers to instructions and warnings say: of the detectors behind them, and of how soon units answer."""

import pandas as pd

from tasks.feedback.estimation import INDICATOR_COLUMNS, figure, share


def answer_indicators(answers: pd.DataFrame) -> pd.DataFrame:
    """Indicators of the answers of a period.

    answers: as `answering.answered.answered`. The share confirmed is the precision of a detector as whoever looked saw
    it, inspectors' results among them. Returns: name, scope, value, low, high, observations.
    """
    rows: list[dict[str, object]] = []
    for detector, part in answers.groupby("detector", sort=True):
        confirmed = int(part["violated"].sum())
        rows.append(share("answers_confirmed_of_detector", str(detector), confirmed, len(part)))
    for kind, part in answers.groupby("kind", sort=True):
        in_time = int((part["answered_on"] <= part["due_on"]).sum())
        rows.append(share("answered_in_time", str(kind), in_time, len(part)))
        days = (part["answered_on"] - part["issued_on"]).dt.days
        rows.append(figure("median_days_to_answer", str(kind), float(days.median()), len(part)))
    return pd.DataFrame(rows, columns=pd.Index(INDICATOR_COLUMNS))
