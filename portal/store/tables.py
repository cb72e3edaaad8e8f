"""The tables of the portal's store. Times are ISO texts in UTC; people and rows stand in it by their keys alone."""

import sqlalchemy as sa

METADATA = sa.MetaData()
_NAME, _TIME, _REF = sa.String(60), sa.String(32), sa.String(120)

ACCOUNT = sa.Table(
    "account",
    METADATA,
    sa.Column("name", _NAME, primary_key=True),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("counties", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("totp", sa.String(64)),
    sa.Column("totp_used", sa.Integer),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("is_locked", sa.Boolean, nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("made_at", _TIME, nullable=False),
)
SESSION = sa.Table(
    "session",
    METADATA,
    sa.Column("id_hash", sa.String(64), primary_key=True),
    sa.Column("account", _NAME, nullable=False, index=True),
    sa.Column("csrf", sa.String(64), nullable=False),
    sa.Column("started_at", _TIME, nullable=False),
    sa.Column("seen_at", _TIME, nullable=False),
)
TOKEN = sa.Table(
    "token",
    METADATA,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("made_at", _TIME, nullable=False),
)
AUDIT = sa.Table(
    "audit",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("act", sa.String(40), nullable=False),
    sa.Column("target", sa.String(200), nullable=False),
    sa.Column("outcome", sa.String(10), nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)
AUDIT_HEAD = sa.Table(
    "audit_head",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)
COUNTY_MONTH = sa.Table(
    "county_month",
    METADATA,
    sa.Column("month", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("county", sa.String(6), primary_key=True),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("release_id", sa.String(12), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("from_on", sa.String(10)),
    sa.Column("to_on", sa.String(10)),
)
MONTH_ACT = sa.Table(
    "month_act",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("month", sa.Integer, nullable=False, index=True),
    sa.Column("county", sa.String(6), nullable=False),
    sa.Column("act", sa.String(12), nullable=False),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("release_id", sa.String(12), nullable=False),
    sa.Column("remark", sa.Text, nullable=False),
)
OBJECTION = sa.Table(
    "objection",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("month", sa.Integer, nullable=False, index=True),
    sa.Column("county", sa.String(6), nullable=False),
    sa.Column("subject", _REF, nullable=False),
    sa.Column("says", sa.Text, nullable=False),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("answer", sa.String(12)),
    sa.Column("answer_says", sa.Text),
    sa.Column("answered_by", _NAME),
    sa.Column("answered_at", _TIME),
)
CASE = sa.Table(
    "case_file",
    METADATA,
    sa.Column("alert_id", sa.String(16), primary_key=True),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("assignee", _NAME, nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("month", sa.Integer, nullable=False),
    sa.Column("evidence", sa.String(64), nullable=False),
    sa.Column("due_on", sa.String(10)),
    sa.Column("outcome", sa.String(12)),
    sa.Column("asked_back", sa.Numeric(18, 2)),
    sa.Column("recovered", sa.Numeric(18, 2)),
    sa.Column("again_on", sa.String(10)),
    sa.Column("closed_at", _TIME),
)
CASE_ACT = sa.Table(
    "case_act",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("alert_id", sa.String(16), nullable=False, index=True),
    sa.Column("act", sa.String(12), nullable=False),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("release_id", sa.String(12), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)
ANSWER = sa.Table(
    "answer",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("target", _REF, nullable=False, index=True),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("second", _NAME),
    sa.Column("second_at", _TIME),
)
NOTE = sa.Table(
    "note",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("workshop_id", _REF, nullable=False, index=True),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("says", sa.Text, nullable=False),
)
RESTRICTED = sa.Table(
    "restricted_file",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("month", sa.Integer, nullable=False),
    sa.Column("release_id", sa.String(12), nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("asked_by", _NAME, nullable=False),
    sa.Column("asked_at", _TIME, nullable=False),
    sa.Column("granted_by", _NAME),
    sa.Column("granted_at", _TIME),
    sa.Column("used_at", _TIME),
)
OUTBOX = sa.Table(
    "outbox",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("is_taken", sa.Boolean, nullable=False, index=True),
)
JOB = sa.Table(
    "job",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("made_at", _TIME, nullable=False),
    sa.Column("done_at", _TIME),
    sa.Column("content", sa.Text, nullable=False),
)
DELIVERY = sa.Table(
    "delivery",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("source", sa.String(60), nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("faults", sa.Text, nullable=False),
)
PAYMENT_CHOICE = sa.Table(
    "payment_choice",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("job", sa.String(32), nullable=False, index=True),
    sa.Column("line", sa.Integer, nullable=False),
    sa.Column("choice", sa.String(10), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("second", _NAME),
    sa.Column("second_at", _TIME),
)
DRAFT = sa.Table(
    "draft",
    METADATA,
    sa.Column("job", sa.String(32), primary_key=True),
    sa.Column("document", sa.String(60), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("second", _NAME),
    sa.Column("second_at", _TIME),
)
PHOTO = sa.Table(
    "photo",
    METADATA,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("alert_id", sa.String(16), primary_key=True, index=True),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("at", _TIME, nullable=False),
)
