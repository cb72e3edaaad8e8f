"""What people choose for planned payments, drafts of policy, rows of a notice that are let go, photos of a visit."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NAME, TIME = sa.String(length=60), sa.String(length=32)


def upgrade() -> None:
    op.create_table(
        "payment_choice",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("job", sa.String(length=32), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account", NAME, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("second", NAME, nullable=True),
        sa.Column("second_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_payment_choice_job", "payment_choice", ["job"], unique=False)
    op.create_table(
        "draft",
        sa.Column("job", sa.String(length=32), nullable=False),
        sa.Column("document", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account", NAME, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("second", NAME, nullable=True),
        sa.Column("second_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("job"),
    )
    op.create_table(
        "let_go",
        sa.Column("release_id", sa.String(length=12), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("line", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("account", NAME, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("release_id", "county", "line"),
    )
    op.create_table(
        "photo",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("alert_id", sa.String(length=16), nullable=False),
        sa.Column("account", NAME, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("sha256", "alert_id"),
    )
    op.create_index("ix_photo_alert_id", "photo", ["alert_id"], unique=False)


def downgrade() -> None:
    for table in ("photo", "let_go", "draft", "payment_choice"):
        op.drop_table(table)
