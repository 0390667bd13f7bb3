"""What was answered to instructions and warnings: by it the detectors behind them are judged."""

from datetime import date

import pandas as pd
from sqlmodel import col, select

from sql.register.tables import Finding
from sql.stores import Stores
from sql.terms import AnswerFound
from tasks.answering.asked import KINDS

_COLUMNS = ("kind", "detector", "unit", "violated", "issued_on", "due_on", "answered_on", "answered_by")


def answered(stores: Stores, first: date, last: date) -> pd.DataFrame:
    """Answers from `first` to `last` that confirm or clear what a finding suspected; undecided ones judge nobody.

    Returns: kind, detector, unit, violated (whether it was confirmed), issued_on, due_on, answered_on, answered_by.
    """
    parts = []
    for kind in KINDS:
        table = kind.table
        chosen = (
            select(col(Finding.detector), kind.unit, col(table.found), kind.issued.label("issued_on"))
            .add_columns(col(table.due_on), col(table.answered_on), col(table.answered_by))
            .join(Finding, col(Finding.key) == col(table.finding))
            .where(
                col(table.answered_on).between(first, last),
                col(table.found).in_([AnswerFound.CONFIRMED, AnswerFound.UNFOUNDED]),
            )
            .order_by(kind.key)
        )
        rows = stores.register.frame(chosen)
        parts.append(rows.assign(kind=kind.name, violated=rows["found"] == AnswerFound.CONFIRMED))
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=pd.Index(_COLUMNS))
