"""Texts in the same order in every database: by code points, as SQLite and Python have them.

A PostgreSQL database sorts by the language of its server unless told otherwise; whatever follows an order, such as
numbers of case files and the audit trail, would then differ from server to server.
"""

from sqlalchemy import Connection, text

_IN_ANOTHER_ORDER = text(
    """
    select table_name, column_name, character_maximum_length
    from information_schema.columns
    where table_schema = current_schema()
        and data_type in ('character varying', 'text')
        and collation_name is distinct from 'C'
    order by table_name, column_name
    """
)


def order_by_code_points(connection: Connection) -> None:
    """Give every text column of a PostgreSQL register the order of code points; columns that have it stay."""
    quoted = connection.dialect.identifier_preparer.quote
    changes: dict[str, list[str]] = {}
    for table, column, length in connection.execute(_IN_ANOTHER_ORDER):
        kind = "varchar" if length is None else f"varchar({length})"
        changes.setdefault(quoted(table), []).append(f'alter column {quoted(column)} type {kind} collate "C"')
    for table, columns in changes.items():
        connection.execute(text(f"alter table {table} {', '.join(columns)}"))
