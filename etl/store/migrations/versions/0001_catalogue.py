"""The catalogue: pulls, step outputs, verdicts, releases, decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pull",
        sa.Column("source", sa.String(100), primary_key=True),
        sa.Column("pull_id", sa.String(12), primary_key=True),
        sa.Column("seen", sa.BigInteger, nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("receipt", sa.Text, nullable=False),
    )
    op.create_table(
        "step_output",
        sa.Column("month", sa.Integer, primary_key=True),
        sa.Column("step", sa.String(60), primary_key=True),
        sa.Column("fingerprint", sa.String(64), primary_key=True),
        sa.Column("outputs", sa.Text, nullable=False),
    )
    op.create_table(
        "verdict",
        sa.Column("month", sa.Integer, primary_key=True),
        sa.Column("fingerprint", sa.String(64), primary_key=True),
        sa.Column("check_name", sa.String(100), primary_key=True),
        sa.Column("passed", sa.Boolean, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_table(
        "release",
        sa.Column("month", sa.Integer, primary_key=True),
        sa.Column("release_id", sa.String(12), primary_key=True),
        sa.Column("folder", sa.Text, primary_key=True),
        sa.Column("manifest_sha256", sa.String(64), nullable=False),
        sa.Column("provisional", sa.Boolean, nullable=False),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for table in ("decision", "release", "verdict", "step_output", "pull"):
        op.drop_table(table)
