"""notifications are written in a language, keep quiet at night, and leave in digests.

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXTS = ("quiet_hours", "digest_at", "digest")


def upgrade() -> None:
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=40), nullable=False, server_default="en"))
        for name in TEXTS:
            batch_op.add_column(sa.Column(name, sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_notification_digest"), ["digest"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notification_digest"))
        for name in reversed(TEXTS):
            batch_op.drop_column(name)
        batch_op.drop_column("language")
