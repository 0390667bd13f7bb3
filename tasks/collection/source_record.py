"""What each source brought to a unit: its files, and how good their rows were."""

from typing import Any

import pandas as pd
from sqlalchemy import func
from sqlmodel import col, select

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import BatchQuality, CollectionBatch
from sql.stores import Stores

_QUALITY = ("accuracy", "completeness", "timeliness")


def sources_seen(stores: Stores, unit: str) -> pd.DataFrame:
    """Sources of rows of `unit` and the units below it, with the quality of all their rows. Raises UnknownUnitError.

    Returns: source, batches, rows, accuracy, completeness, timeliness (shares, weighed by rows), received_on (the
    latest); by source.
    """
    weighed = [
        (func.sum(col(getattr(BatchQuality, name)) * col(BatchQuality.rows)) / func.sum(col(BatchQuality.rows))).label(
            name
        )
        for name in _QUALITY
    ]
    chosen = (
        select(col(BatchQuality.source))
        .add_columns(
            func.count(func.distinct(col(BatchQuality.batch))).label("batches"),
            func.sum(col(BatchQuality.rows)).label("rows"),
            func.max(col(CollectionBatch.received_on)).label("received_on"),
            *weighed,
        )
        .join(CollectionBatch, col(CollectionBatch.key) == col(BatchQuality.batch))
        .where(_of(unit))
        .group_by(col(BatchQuality.source))
        .having(func.sum(col(BatchQuality.rows)) > 0)
        .order_by(col(BatchQuality.source))
    )
    return stores.register.frame(chosen)


def batches_of_source(stores: Stores, unit: str, source: str) -> pd.DataFrame:
    """Files of a source with rows of `unit` and the units below it, the latest first. Raises UnknownUnitError.

    Returns: key, file_name, content, state, received_on, rows, accuracy, timeliness (of those rows).
    """
    weighed = [
        (func.sum(col(getattr(BatchQuality, name)) * col(BatchQuality.rows)) / func.sum(col(BatchQuality.rows))).label(
            name
        )
        for name in ("accuracy", "timeliness")
    ]
    kept = [col(getattr(CollectionBatch, name)) for name in ("key", "file_name", "content", "state", "received_on")]
    chosen = (
        select(*kept)
        .add_columns(func.sum(col(BatchQuality.rows)).label("rows"), *weighed)
        .join(BatchQuality, col(CollectionBatch.key) == col(BatchQuality.batch))
        .where(_of(unit), col(BatchQuality.source) == source)
        .group_by(*kept)
        .having(func.sum(col(BatchQuality.rows)) > 0)
        .order_by(col(CollectionBatch.received_on).desc(), col(CollectionBatch.key))
    )
    return stores.register.frame(chosen)


def _weighed(name: str) -> Any:
    """The mean of a share over batches and units, weighed by their rows."""
    rows = col(BatchQuality.rows)
    return (func.sum(col(getattr(BatchQuality, name)) * rows) / func.sum(rows)).label(name)


def _of(unit: str) -> Any:
    return col(BatchQuality.unit).in_(Organisation(organisation()).seen_by(unit))
