"""The portal's store: accounts, sessions, audit, states of months, cases, answers, files."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('account',
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('counties', sa.Text(), nullable=False),
    sa.Column('password_hash', sa.Text(), nullable=False),
    sa.Column('totp', sa.String(length=64), nullable=True),
    sa.Column('totp_used', sa.Integer(), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('is_locked', sa.Boolean(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('made_at', sa.String(length=32), nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('answer',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('target', sa.String(length=120), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('account', sa.String(length=60), nullable=False),
    sa.Column('at', sa.String(length=32), nullable=False),
    sa.Column('second', sa.String(length=60), nullable=True),
    sa.Column('second_at', sa.String(length=32), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_answer_target'), 'answer', ['target'], unique=False)
    op.create_table('audit',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.String(length=32), nullable=False),
    sa.Column('account', sa.String(length=60), nullable=False),
    sa.Column('act', sa.String(length=40), nullable=False),
    sa.Column('target', sa.String(length=200), nullable=False),
    sa.Column('outcome', sa.String(length=10), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('number')
    )
    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('case_act',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('alert_id', sa.String(length=16), nullable=False),
    sa.Column('act', sa.String(length=12), nullable=False),
    sa.Column('account', sa.String(length=60), nullable=False),
    sa.Column('at', sa.String(length=32), nullable=False),
    sa.Column('release_id', sa.String(length=12), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_case_act_alert_id'), 'case_act', ['alert_id'], unique=False)
    op.create_table('case_file',
    sa.Column('alert_id', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('assignee', sa.String(length=60), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('month', sa.Integer(), nullable=False),
    sa.Column('evidence', sa.String(length=64), nullable=False),
    sa.Column('due_on', sa.String(length=10), nullable=True),
    sa.Column('outcome', sa.String(length=12), nullable=True),
    sa.Column('asked_back', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('recovered', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('again_on', sa.String(length=10), nullable=True),
    sa.Column('closed_at', sa.String(length=32), nullable=True),
    sa.PrimaryKeyConstraint('alert_id')
    )
    op.create_index(op.f('ix_case_file_assignee'), 'case_file', ['assignee'], unique=False)
    op.create_table('county_month',
    sa.Column('month', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('release_id', sa.String(length=12), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.String(length=10), nullable=True),
    sa.Column('to_on', sa.String(length=10), nullable=True),
    sa.PrimaryKeyConstraint('month', 'county')
    )
    op.create_table('delivery',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('file', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('account', sa.String(length=60), nullable=False),
    sa.Column('at', sa.String(length=32), nullable=False),
    sa.Column('faults', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('job',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('account', sa.String(length=60), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('made_at', sa.String(length=32), nullable=False),
    sa.Column('done_at', sa.String(length=32), nullable=True),
    sa.Column('content', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('month_act',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('month', sa.Integer(), nullable=False),
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('act', sa.String(length=12), nullable=False),
    sa.Column('account', sa.String(length=60), nullable=False),
    sa.Column('at', sa.String(length=32), nullable=False),
    sa.Column('release_id', sa.String(length=12), nullable=False),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_month_act_month'), 'month_act', ['month'], unique=False)
    op.create_table('note',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('workshop_id', sa.String(length=120), nullable=False),
    sa.Column('account', sa.String(length=60), nullable=False),
    sa.Column('at', sa.String(length=32), nullable=False),
    sa.Column('says', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_note_workshop_id'), 'note', ['workshop_id'], unique=False)
    op.create_table('objection',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('month', sa.Integer(), nullable=False),
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('subject', sa.String(length=120), nullable=False),
    sa.Column('says', sa.Text(), nullable=False),
    sa.Column('account', sa.String(length=60), nullable=False),
    sa.Column('at', sa.String(length=32), nullable=False),
    sa.Column('answer', sa.String(length=12), nullable=True),
    sa.Column('answer_says', sa.Text(), nullable=True),
    sa.Column('answered_by', sa.String(length=60), nullable=True),
    sa.Column('answered_at', sa.String(length=32), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_objection_month'), 'objection', ['month'], unique=False)
    op.create_table('outbox',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('is_taken', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_outbox_is_taken'), 'outbox', ['is_taken'], unique=False)
    op.create_table('restricted_file',
    sa.Column('number', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('month', sa.Integer(), nullable=False),
    sa.Column('release_id', sa.String(length=12), nullable=False),
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('file', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('asked_by', sa.String(length=60), nullable=False),
    sa.Column('asked_at', sa.String(length=32), nullable=False),
    sa.Column('granted_by', sa.String(length=60), nullable=True),
    sa.Column('granted_at', sa.String(length=32), nullable=True),
    sa.Column('used_at', sa.String(length=32), nullable=True),
    sa.PrimaryKeyConstraint('number')
    )
    op.create_table('session',
    sa.Column('id_hash', sa.String(length=64), nullable=False),
    sa.Column('account', sa.String(length=60), nullable=False),
    sa.Column('csrf', sa.String(length=64), nullable=False),
    sa.Column('started_at', sa.String(length=32), nullable=False),
    sa.Column('seen_at', sa.String(length=32), nullable=False),
    sa.PrimaryKeyConstraint('id_hash')
    )
    op.create_index(op.f('ix_session_account'), 'session', ['account'], unique=False)
    op.create_table('token',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('account', sa.String(length=60), nullable=False),
    sa.Column('made_at', sa.String(length=32), nullable=False),
    sa.PrimaryKeyConstraint('digest')
    )


def downgrade() -> None:
    op.drop_table("token")
    op.drop_table("session")
    op.drop_table("restricted_file")
    op.drop_table("outbox")
    op.drop_table("objection")
    op.drop_table("note")
    op.drop_table("month_act")
    op.drop_table("job")
    op.drop_table("delivery")
    op.drop_table("county_month")
    op.drop_table("case_file")
    op.drop_table("case_act")
    op.drop_table("audit_head")
    op.drop_table("audit")
    op.drop_table("answer")
    op.drop_table("account")
