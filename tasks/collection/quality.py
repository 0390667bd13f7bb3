"""How good a batch is: accuracy, completeness and timeliness, per unit, and what is wrong with rows that were kept."""

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sql.lake import in_memory_session
from tasks.collection.exchange_rates import NO_RATE

_UNIT = "customs_unit"


def batch_quality(
    rows: pa.Table,
    units: pa.ChunkedArray,
    refused: "pd.Series[str]",
    expected: Sequence[str],
    date_column: str | None,
) -> pd.DataFrame:
    """Scores between 0 and 1 per unit.

    rows: accepted rows with the canonical columns. units: the customs unit of each. refused: that of every refused row.
    accuracy: accepted rows ÷ rows. completeness: filled cells ÷ cells of the `expected` columns.
    timeliness: weeks in which the unit delivered something ÷ weeks of the batch, where on average it delivers at
    least one row a week; 1 for smaller units. It tells gaps, in a daily delivery as in a delivery of past years.
    Returns: unit, rows, accuracy, completeness, timeliness; by unit.
    """
    lacking = [name for name in expected if rows[name].null_count]
    full = len(expected) - len(lacking)
    cells = " + ".join([f"count(*) * {full}", *(f"count({name})" for name in lacking)])
    read = dict.fromkeys([*lacking, *([] if date_column is None else [date_column])])
    accepted = rows.select(list(read)).append_column(_UNIT, units)  # `unit` is that of a quantity
    week = "null" if date_column is None else f"date_trunc('week', {date_column}::timestamp)"
    with in_memory_session(accepted=accepted) as session:
        scores = session.execute(
            f"select {_UNIT} as unit, count(*) as accepted, "  # noqa: S608  # nosec B608  # our own names
            f"({cells}) / nullif(count(*) * {len(expected)}, 0) as completeness, "
            f"count(distinct {week}) as weeks from accepted group by {_UNIT}"
        ).df()
        (span,) = session.execute(f"select count(distinct {week}) from accepted").fetchall()[0]  # noqa: S608  # nosec B608  # our own names
    by_unit = scores.set_index("unit")
    bad = refused.value_counts()
    every = by_unit.index.union(bad.index).astype("str").sort_values()
    good = by_unit["accepted"].reindex(every, fill_value=0).astype("int64")
    total = good + bad.reindex(every, fill_value=0)
    timely = (by_unit["weeks"] / max(span, 1)).where(by_unit["accepted"] >= span, 1.0)
    if not span:
        timely = timely.mask(timely.notna(), 1.0)
    return (
        pd.DataFrame(
            {
                "rows": total.astype("int64"),
                "accuracy": good / total,
                "completeness": by_unit["completeness"].reindex(every).fillna(0.0),
                "timeliness": timely.reindex(every).fillna(1.0),
            }
        )
        .rename_axis("unit")
        .reset_index()
    )


def quality_faults(faults: pa.Table, units: pa.Table, unpriced: pa.Table) -> pd.DataFrame:
    """What is wrong with rows that were kept, counted.

    faults: row_number, column_name, value, reason. units: row_number, unit of every row. unpriced: unit, currency of
    every row whose currency has no exchange rate on its day. Returns: unit, column_name, reason, rows, example; the
    most frequent first.
    """
    faulty = units.filter(pc.is_in(units["row_number"], value_set=faults["row_number"].combine_chunks()))
    with in_memory_session(faults=faults, units=faulty, unpriced=unpriced) as session:
        return session.execute(
            "select unit, column_name, reason, count(*) as rows, min(value) as example "
            "from faults join units using (row_number) group by unit, column_name, reason "
            "union all select unit, 'currency', currency || ' ' || $reason, count(*), currency "
            "from unpriced group by unit, currency "
            "order by rows desc, unit, column_name, reason",
            {"reason": NO_RATE},
        ).df()
