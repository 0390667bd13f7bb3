"""rows in quarantine belong to units; case files are found by their deadline.

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("quarantined_row", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unit", sa.String(), nullable=False, server_default="CN"))
        batch_op.create_foreign_key("fk_quarantined_row_unit", "unit", ["unit"], ["code"])
        batch_op.create_index(batch_op.f("ix_quarantined_row_unit"), ["unit"], unique=False)
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_file_deadline_on"), ["deadline_on"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_file_deadline_on"))
    with op.batch_alter_table("quarantined_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quarantined_row_unit"))
        batch_op.drop_constraint("fk_quarantined_row_unit", type_="foreignkey")
        batch_op.drop_column("unit")
