"""Which version of a row counts: the latest that was received, and of a declaration none once it is cancelled."""

from datetime import datetime

from sql.contents import LAKE_TABLES

EVERY_VERSION = {
    content.every_version: table for table, content in LAKE_TABLES.items() if content.every_version
}  # name under which all versions are read → table that keeps them


def counting(table: str, known_at: datetime | None) -> str:
    """A query for the rows of `<table>_stored` whose version counts, at the moment `known_at` (UTC) or now.

    The view `<table>_changes` lists every version but a first one that was lodged, with the moment of its receipt.
    """
    key = LAKE_TABLES[table].key
    moment = "" if known_at is None else f"timestamp '{known_at:%Y-%m-%d %H:%M:%S}'"
    received = f" where received_at <= {moment}" if moment else ""
    known = f" and coalesce({table}_stored.received_at <= {moment}, true)" if moment else ""
    return (
        f"with changed as (select {key}, max(version) as latest, arg_max(function, version) as last_function "  # noqa: S608  # nosec B608  # our own names
        f"from {table}_changes{received} group by {key}) "
        f"select {table}_stored.* from {table}_stored left join changed using ({key}) "
        f"where version = coalesce(latest, 1) and coalesce(last_function, function) <> 'cancelled'{known}"
    )


def latest(table: str) -> str:
    """A query for the latest version of each row of `<table>_stored`."""
    keys = ", ".join(LAKE_TABLES[table].keys)
    return f"select * from {table}_stored qualify row_number() over (partition by {keys} order by version desc) = 1"  # noqa: S608  # nosec B608  # our own names
