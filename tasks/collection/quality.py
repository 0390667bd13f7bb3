"""How good a batch is: accuracy, completeness and timeliness, per unit, and what is wrong with rows that were kept."""

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sql.lake import in_memory_session, nothing
from tasks.collection.exchange_rates import NO_RATE


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
    filled = {f"filled_{place}": rows[name].is_valid() for place, name in enumerate(lacking)}
    cells = " + ".join([f"count(*) * {full}", *(f"count(*) filter ({name})" for name in filled)])
    day = nothing(len(rows), pa.date32()) if date_column is None else rows[date_column]
    accepted = pa.table({"unit": units, "day": day, **filled})
    with in_memory_session(accepted=accepted) as session:
        scores = session.execute(
            "with days as ("  # noqa: S608  # nosec B608  # our own names
            f"select unit, day, count(*) as items, {cells} as cells from accepted group by unit, day), "
            "weeks as (select *, date_trunc('week', day::timestamp) as week from days) "
            "select unit, sum(items)::bigint as accepted, "
            f"sum(cells)::bigint / nullif(sum(items)::bigint * {len(expected)}, 0) as completeness, "
            "count(distinct week) as weeks, (select count(distinct week) from weeks) as span from weeks group by unit"
        ).df()
    span = int(scores["span"].max()) if len(scores) else 0
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
