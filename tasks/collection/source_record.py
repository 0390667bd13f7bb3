"""What each source brought to a unit: its files, and how good their rows were."""

from collections.abc import Collection
from typing import Any

import pandas as pd
from sqlalchemy import func
from sqlmodel import col, select

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import BatchQuality, CollectionBatch
from sql.stores import Stores

_QUALITY = ("accuracy", "completeness", "timeliness")


def sources_seen(stores: Stores, unit: str, sources: Collection[str] | None = None) -> pd.DataFrame:
    """Sources of rows of `unit` and the units below it, with the quality of all their rows; or some of them.

    Returns: source, rows, accuracy, completeness, timeliness (shares, weighed by rows), received_on (the
    latest); by source. Raises UnknownUnitError.
    """
    rows = func.sum(col(BatchQuality.rows))
    chosen = (
        select(col(BatchQuality.source))
        .add_columns(
            rows.label("rows"),
            func.max(col(BatchQuality.received_on)).label("received_on"),
            *map(_weighed, _QUALITY),
        )
        .where(*_of(unit), *([] if sources is None else [col(BatchQuality.source).in_(sources)]))
        .group_by(col(BatchQuality.source))
        .having(rows > 0)
        .order_by(col(BatchQuality.source))
    )
    return stores.register.frame(chosen)


def number_of_batches(stores: Stores, unit: str, source: str) -> int:
    """How many files of a source have rows of `unit` and the units below it. Raises UnknownUnitError."""
    of_source = (
        select(col(BatchQuality.batch))
        .where(*_of(unit), col(BatchQuality.source) == source)
        .group_by(col(BatchQuality.received_on), col(BatchQuality.batch))
    )
    with stores.register.reading() as session:
        return int(session.connection().execute(select(func.count()).select_from(of_source.subquery())).scalar_one())


def source_names(stores: Stores, unit: str) -> list[str]:
    """Names of the sources of rows of `unit` and the units below it. Raises UnknownUnitError."""
    named = select(col(BatchQuality.source)).where(*_of(unit)).distinct().order_by(col(BatchQuality.source))
    return [str(name) for name in stores.register.frame(named)["source"]]


def batches_of_source(stores: Stores, unit: str, source: str, most: int) -> pd.DataFrame:
    """The latest files of a source with rows of `unit` and the units below it, at most `most`.

    Returns: key, file_name, content, state, received_on, rows, accuracy, timeliness (of those rows). Raises
    UnknownUnitError.
    """
    latest = (
        select(col(BatchQuality.batch))
        .add_columns(func.sum(col(BatchQuality.rows)).label("rows"), *map(_weighed, ("accuracy", "timeliness")))
        .where(*_of(unit), col(BatchQuality.source) == source)
        .group_by(col(BatchQuality.received_on), col(BatchQuality.batch))
        .having(func.sum(col(BatchQuality.rows)) > 0)
        .order_by(col(BatchQuality.received_on).desc(), col(BatchQuality.batch).desc())
        .limit(most)
        .subquery()
    )
    kept = [col(getattr(CollectionBatch, name)) for name in ("key", "file_name", "content", "state", "received_on")]
    chosen = (
        select(*kept)
        .add_columns(latest.c.rows, latest.c.accuracy, latest.c.timeliness)
        .join(latest, latest.c.batch == col(CollectionBatch.key))
        .order_by(col(CollectionBatch.received_on).desc(), col(CollectionBatch.key).desc())
    )
    return stores.register.frame(chosen)


def _weighed(name: str) -> Any:
    """The mean of a share over batches and units, weighed by their rows."""
    rows = col(BatchQuality.rows)
    return (func.sum(col(getattr(BatchQuality, name)) * rows) / func.sum(rows)).label(name)


def _of(unit: str) -> list[Any]:
    """The conditions of what a unit sees: the nation sees everything."""
    units = Organisation(organisation())
    seen = units.seen_by(unit)
    return [] if units.above(unit) is None else [col(BatchQuality.unit).in_(seen)]
