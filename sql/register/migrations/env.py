"""Alembic's entry: migrates the engine that `Register.migrate` hands over."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import String
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import sql.register.tables  # noqa: F401  registers every table
from sql.register.locks import write_alone
from sql.register.protection import protect
from sql.register.tables.vocabulary import Term
from sql.register.text_order import order_by_code_points


def plain_type(kind: str, item: Any, autogenerate_context: Any) -> str | Literal[False]:
    """Migrations name database types only: vocabularies and SQLModel's texts are strings there."""
    if kind == "type" and isinstance(item, Term):
        return "sa.String(length=40)"
    if kind == "type" and isinstance(item, AutoString | String):
        return "sa.String()"
    return False


engine = context.config.attributes["engine"]
with engine.execution_options(register_writes=True).connect() as connection:
    write_alone(connection)
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        render_item=plain_type,
    )
    with context.begin_transaction():
        context.run_migrations()
    protect(connection)
    if connection.dialect.name == "postgresql":
        order_by_code_points(connection)
    connection.commit()
