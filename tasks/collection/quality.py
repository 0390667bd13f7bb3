"""How good a batch is: accuracy, completeness and timeliness, per unit."""

import pandas as pd


def batch_quality(
    rows: pd.DataFrame, refused: pd.DataFrame, expected: list[str], date_column: str | None
) -> pd.DataFrame:
    """Scores between 0 and 1 per unit.

    rows: accepted rows with `unit` and the canonical columns; refused: refused rows with `unit`.
    accuracy: accepted rows ÷ rows. completeness: filled cells ÷ cells of the `expected` columns.
    timeliness: weeks in which the unit delivered something ÷ weeks of the batch, where on average it delivers at
    least one row a week; 1 for smaller units. It tells gaps, in a daily delivery as in a delivery of past years.
    Returns: unit, rows, accuracy, completeness, timeliness; by unit.
    """
    accepted = rows.groupby("unit", sort=True).size()
    bad = refused.groupby("unit", sort=True).size()
    total = accepted.add(bad, fill_value=0).sort_index()
    cells = rows[expected].notna().mean(axis=1).groupby(rows["unit"]).mean()
    return (
        pd.DataFrame(
            {
                "rows": total.astype("int64"),
                "accuracy": accepted.reindex(total.index, fill_value=0) / total,
                "completeness": cells.reindex(total.index).fillna(0.0),
                "timeliness": _weeks_covered(rows, date_column).reindex(total.index).fillna(1.0),
            }
        )
        .rename_axis("unit")
        .reset_index()
    )


def _weeks_covered(rows: pd.DataFrame, date_column: str | None) -> "pd.Series[float]":
    if date_column is None or rows.empty:
        return pd.Series(dtype="float64")
    week = pd.to_datetime(rows[date_column]).dt.to_period("W")
    span = week.nunique()
    weeks = week.groupby(rows["unit"]).nunique()
    size = rows.groupby("unit").size()
    return (weeks / span).where(size >= span, 1.0)
