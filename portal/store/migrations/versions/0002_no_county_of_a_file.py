"""A restricted file's county, which was never filled in, is gone: the manifest says it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("restricted_file", "county")


def downgrade() -> None:
    op.add_column(
        "restricted_file", sa.Column("county", sa.String(length=6), nullable=False, server_default="")
    )
