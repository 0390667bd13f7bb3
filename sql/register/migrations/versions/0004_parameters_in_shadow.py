"""parameters run in shadow, their effects are held back for an enterprise, and errors of screening are kept.

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXED = {
    "suppression": ("parameter", "enterprise"),
    "counted_hits": ("business_day", "parameter"),
    "screening_error": ("business_day", "subject"),
}


def upgrade() -> None:
    with op.batch_alter_table("risk_parameter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shadow_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("shadow_to", sa.Date(), nullable=True))
    op.create_table(
        "suppression",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("parameter", sa.String(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "counted_hits",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("parameter", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("effect", sa.String(length=40), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "screening_error",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("declarations", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    for table, columns in INDEXED.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    for table in INDEXED:
        op.drop_table(table)
    with op.batch_alter_table("risk_parameter", schema=None) as batch_op:
        batch_op.drop_column("shadow_to")
        batch_op.drop_column("shadow_from")
