"""the standing of special operations is kept day by day.

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "operation_standing",
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("inspected", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("officer_hours", sa.Float(), nullable=False),
        sa.Column("recovered_duty", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["operation"], ["special_operation.key"]),
        sa.PrimaryKeyConstraint("operation", "business_day"),
    )


def downgrade() -> None:
    op.drop_table("operation_standing")
