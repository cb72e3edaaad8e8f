"""The catalogue: which pulls, step outputs, verdicts and releases are whole, and what people decided.

SQLAlchemy Core over SQLite by default, over PostgreSQL by URL; the schema is Alembic's (`migrations/`). A row here is the
only proof that a folder may be read.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from etl.store import durable

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

METADATA = sa.MetaData()
PULL = sa.Table(
    "pull",
    METADATA,
    sa.Column("source", sa.String(100), primary_key=True),
    sa.Column("pull_id", sa.String(12), primary_key=True),
    sa.Column("seen", sa.BigInteger, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("receipt", sa.Text, nullable=False),
)
STEP = sa.Table(
    "step_output",
    METADATA,
    sa.Column("month", sa.Integer, primary_key=True),
    sa.Column("step", sa.String(60), primary_key=True),
    sa.Column("fingerprint", sa.String(64), primary_key=True),
    sa.Column("outputs", sa.Text, nullable=False),
)
VERDICT = sa.Table(
    "verdict",
    METADATA,
    sa.Column("month", sa.Integer, primary_key=True),
    sa.Column("fingerprint", sa.String(64), primary_key=True),
    sa.Column("check_name", sa.String(100), primary_key=True),
    sa.Column("passed", sa.Boolean, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
)
RELEASE = sa.Table(
    "release",
    METADATA,
    sa.Column("month", sa.Integer, primary_key=True),
    sa.Column("release_id", sa.String(12), primary_key=True),
    sa.Column("folder", sa.Text, primary_key=True),
    sa.Column("manifest_sha256", sa.String(64), nullable=False),
    sa.Column("provisional", sa.Boolean, nullable=False),
)
DECISION = sa.Table(
    "decision",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)

MONTH_RUN = sa.Table(
    "month_run",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("month", sa.Integer, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("is_reported", sa.Boolean, nullable=False),
)

INSTALLATION = sa.Table(
    "installation",
    METADATA,
    sa.Column("name", sa.String(60), primary_key=True),
    sa.Column("value", sa.String(60), nullable=False),
)


class CatalogueError(RuntimeError):
    """A catalogue that can't be used as it is; it says what to do."""


@dataclass(frozen=True)
class PullRow:
    """A whole snapshot: its source, id, place in time and receipt."""

    source: str
    pull_id: str
    seen: int
    rows: int
    receipt: Mapping[str, Any]


class Catalogue:
    """Rows about folders. Every method is one transaction."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @contextmanager
    def _begin(self) -> Iterator[sa.Connection]:
        with self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        self._engine.dispose()

    def installation(self) -> dict[str, str]:
        """What the catalogue knows of its store: the store's own id, and the ids of its keys."""
        with self._begin() as connection:
            return {row.name: row.value for row in connection.execute(sa.select(INSTALLATION)).all()}

    def note(self, values: Mapping[str, str]) -> None:
        """Note what is not known yet of the store; what is known stays."""
        with self._begin() as connection:
            known = set(connection.execute(sa.select(INSTALLATION.c.name)).scalars())
            fresh = [{"name": name, "value": value} for name, value in values.items() if name not in known]
            if fresh:
                connection.execute(sa.insert(INSTALLATION), fresh)

    def is_empty(self) -> bool:
        """Nothing was pulled, computed, decided or published yet."""
        with self._begin() as connection:
            return not any(
                connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first()
                for table in (PULL, STEP, RELEASE, DECISION)
            )

    def pull_seen(
        self, source: str, pull_id: str, rows: int, receipt: Mapping[str, Any], *, is_new_copy: bool = False
    ) -> None:
        """Note a pull as the newest of its source. One that came before moves to the end, unless it is there.

        `is_new_copy`: its files were written again, in place of damaged ones.
        """
        with self._begin() as connection:
            newest = connection.execute(
                sa.select(PULL.c.pull_id, PULL.c.seen)
                .where(PULL.c.source == source)
                .order_by(PULL.c.seen.desc())
                .limit(1)
            ).first()
            if newest is not None and newest.pull_id == pull_id:
                if is_new_copy:
                    where = (PULL.c.source == source) & (PULL.c.pull_id == pull_id)
                    text = json.dumps(receipt, ensure_ascii=False, sort_keys=True)
                    connection.execute(sa.update(PULL).where(where).values(receipt=text))
                return
            seen = 1 if newest is None else newest.seen + 1
            connection.execute(
                sa.delete(PULL).where(PULL.c.source == source).where(PULL.c.pull_id == pull_id)
            )
            text = json.dumps(receipt, ensure_ascii=False, sort_keys=True)
            connection.execute(
                sa.insert(PULL).values(source=source, pull_id=pull_id, seen=seen, rows=rows, receipt=text)
            )

    def pull_replaced(self, source: str, pull_id: str, receipt: Mapping[str, Any]) -> None:
        """Another snapshot in the place of one; where that one is there already, it moves to the later place of both."""
        new_id = str(receipt["pull_id"])
        text = json.dumps(receipt, ensure_ascii=False, sort_keys=True)
        both = (PULL.c.source == source) & PULL.c.pull_id.in_([pull_id, new_id])
        with self._begin() as connection:
            seen = connection.execute(sa.select(sa.func.max(PULL.c.seen)).where(both)).scalar_one()
            connection.execute(sa.delete(PULL).where(both))
            row = {
                "source": source,
                "pull_id": new_id,
                "seen": seen,
                "rows": int(receipt["rows"]),
                "receipt": text,
            }
            connection.execute(sa.insert(PULL).values(row))

    def forget_decisions(self, numbers: Sequence[int]) -> None:
        """Take decisions out for good: only where the law asks for it; the log of acts says that it was done."""
        with self._begin() as connection:
            connection.execute(sa.delete(DECISION).where(DECISION.c.id.in_(list(numbers))))

    def pulls(self, source: str | None = None) -> list[PullRow]:
        """Whole snapshots, oldest first."""
        query = sa.select(PULL).order_by(PULL.c.source, PULL.c.seen)
        if source is not None:
            query = query.where(PULL.c.source == source)
        with self._begin() as connection:
            found = connection.execute(query).all()
        return [PullRow(r.source, r.pull_id, r.seen, r.rows, json.loads(r.receipt)) for r in found]

    def step_done(self, month: int, step: str, fingerprint: str, outputs: Mapping[str, Any]) -> None:
        with self._begin() as connection:
            where = (STEP.c.month == month) & (STEP.c.step == step) & (STEP.c.fingerprint == fingerprint)
            connection.execute(sa.delete(STEP).where(where))
            text = json.dumps(outputs, ensure_ascii=False, sort_keys=True)
            connection.execute(
                sa.insert(STEP).values(month=month, step=step, fingerprint=fingerprint, outputs=text)
            )

    def step(self, month: int, step: str, fingerprint: str) -> dict[str, Any] | None:
        """What a finished step wrote: table name to its rows and digest; None where it has not finished."""
        where = (STEP.c.month == month) & (STEP.c.step == step) & (STEP.c.fingerprint == fingerprint)
        with self._begin() as connection:
            text = connection.execute(sa.select(STEP.c.outputs).where(where)).scalar()
        if text is None:
            return None
        outputs: dict[str, Any] = json.loads(text)
        return outputs

    def steps(self) -> list[tuple[int, str, str]]:
        with self._begin() as connection:
            found = connection.execute(sa.select(STEP.c.month, STEP.c.step, STEP.c.fingerprint)).all()
        return [(r.month, r.step, r.fingerprint) for r in found]

    def forget_pull(self, source: str, pull_id: str) -> None:
        with self._begin() as connection:
            connection.execute(sa.delete(PULL).where((PULL.c.source == source) & (PULL.c.pull_id == pull_id)))

    def forget_step(self, month: int, step: str, fingerprint: str) -> None:
        where = (STEP.c.month == month) & (STEP.c.step == step) & (STEP.c.fingerprint == fingerprint)
        with self._begin() as connection:
            connection.execute(sa.delete(STEP).where(where))

    def set_verdicts(self, month: int, fingerprint: str, found: Mapping[str, Sequence[str]]) -> None:
        """The verdicts of several checks at once: what each one found; nothing found has passed."""
        where = (VERDICT.c.month == month) & (VERDICT.c.fingerprint == fingerprint)
        with self._begin() as connection:
            connection.execute(sa.delete(VERDICT).where(where & VERDICT.c.check_name.in_(list(found))))
            connection.execute(
                sa.insert(VERDICT),
                [
                    {
                        "month": month,
                        "fingerprint": fingerprint,
                        "check_name": check,
                        "passed": not says,
                        "detail": json.dumps(list(says), ensure_ascii=False),
                    }
                    for check, says in found.items()
                ],
            )

    def verdicts(self, month: int, fingerprint: str) -> dict[str, tuple[bool, list[str]]]:
        where = (VERDICT.c.month == month) & (VERDICT.c.fingerprint == fingerprint)
        with self._begin() as connection:
            found = connection.execute(sa.select(VERDICT).where(where)).all()
        return {r.check_name: (r.passed, json.loads(r.detail)) for r in found}

    def release_done(
        self, month: int, release_id: str, folder: Path, manifest: str, *, provisional: bool
    ) -> None:
        where = (
            (RELEASE.c.month == month)
            & (RELEASE.c.release_id == release_id)
            & (RELEASE.c.folder == str(folder))
        )
        with self._begin() as connection:
            connection.execute(sa.delete(RELEASE).where(where))
            connection.execute(
                sa.insert(RELEASE).values(
                    month=month,
                    release_id=release_id,
                    folder=str(folder),
                    manifest_sha256=manifest,
                    provisional=provisional,
                )
            )

    def release_folders(self) -> list[Path]:
        """Where this store's releases were written, those of the latest months first."""
        query = sa.select(RELEASE.c.folder).order_by(RELEASE.c.month.desc())
        with self._begin() as connection:
            return [Path(folder) for folder in connection.execute(query).scalars()]

    def releases(self) -> list[tuple[int, str, Path, bool]]:
        """Every release that this store published: month, id, folder, whether it is provisional; the latest months first."""
        query = sa.select(RELEASE).order_by(RELEASE.c.month.desc(), RELEASE.c.release_id)
        with self._begin() as connection:
            found = connection.execute(query).all()
        return [(r.month, r.release_id, Path(r.folder), r.provisional) for r in found]

    def run_done(self, month: int, content: Mapping[str, Any]) -> None:
        """Leave a record of a month that ran without Dagster: counts and checks, no values."""
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        with self._begin() as connection:
            connection.execute(sa.insert(MONTH_RUN).values(month=month, content=text, is_reported=False))

    def runs(self, *, unreported: bool = False) -> list[tuple[int, int, dict[str, Any]]]:
        """Months that ran, the oldest first: id, month, content."""
        query = sa.select(MONTH_RUN).order_by(MONTH_RUN.c.id)
        if unreported:
            query = query.where(sa.not_(MONTH_RUN.c.is_reported))
        with self._begin() as connection:
            found = connection.execute(query).all()
        return [(r.id, r.month, json.loads(r.content)) for r in found]

    def run_reported(self, number: int) -> bool:
        """Note that Dagster was told of a run; False where somebody else has told it."""
        where = (MONTH_RUN.c.id == number) & sa.not_(MONTH_RUN.c.is_reported)
        with self._begin() as connection:
            changed = connection.execute(sa.update(MONTH_RUN).where(where).values(is_reported=True))
        return changed.rowcount == 1

    def append_decisions(self, rows: Sequence[tuple[str, str, Mapping[str, Any]]]) -> int:
        """Add decisions (digest, kind, content) in one transaction; one already there is passed over. How many came."""
        added = 0
        with self._begin() as connection:
            for digest, kind, content in rows:
                known = connection.execute(
                    sa.select(DECISION.c.id).where(DECISION.c.digest == digest)
                ).scalar()
                if known is None:
                    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
                    connection.execute(sa.insert(DECISION).values(digest=digest, kind=kind, content=text))
                    added += 1
        return added

    def decisions(self) -> list[tuple[int, str, str, dict[str, Any]]]:
        """Every decision in the order it was taken: id, digest, kind, content."""
        with self._begin() as connection:
            found = connection.execute(sa.select(DECISION).order_by(DECISION.c.id)).all()
        return [(r.id, r.digest, r.kind, json.loads(r.content)) for r in found]


def _sqlite_settings(connection: Any, _record: Any) -> None:
    # Autocommit off in the driver: the BEGIN IMMEDIATE below is ours.
    connection.isolation_level = None
    cursor = connection.cursor()
    # A rollback journal, not WAL: the SQLite that ships with today's Pythons can lose a WAL reset.
    for pragma in ("journal_mode=DELETE", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def database(url: str) -> sa.Engine:
    """An engine for the catalogue; parameters never show in errors."""
    engine = sa.create_engine(url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _sqlite_settings)
        sa.event.listen(engine, "begin", _begin_immediate)
    return engine


def alembic_config(url: str) -> "AlembicConfig":
    from alembic.config import Config as AlembicConfig

    config = AlembicConfig()
    config.set_main_option("script_location", "etl.store:migrations")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def newest_schema() -> str:
    """The schema of this program: each migration's file begins with its number."""
    folder = Path(__file__).resolve().parent / "migrations" / "versions"
    return max(path.name[:4] for path in folder.glob("[0-9]*.py"))


def open_catalogue(root: Path, url: str | None = None) -> Catalogue:
    """The catalogue of a store, its schema brought up to date."""
    durable.make_folder(root)
    address = url or f"sqlite:///{root / 'catalogue.db'}"
    engine = database(address)
    with engine.begin() as connection:
        if schema_of(connection) != newest_schema():
            _bring_up(connection, address, root)
    return Catalogue(engine)


def schema_of(connection: sa.Connection) -> str | None:
    """The number of a catalogue's schema; None where there is none yet."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _bring_up(connection: sa.Connection, address: str, root: Path) -> None:
    # Imported here: most openings find the schema as it should be.
    from alembic import command
    from alembic.script import ScriptDirectory

    from etl.store.upgrading import copy_before

    config = alembic_config(address)
    revision = schema_of(connection)
    known = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise CatalogueError(
            f"the catalogue was made by a newer version of hecha (schema {revision}): install that version"
        )
    if revision is not None and connection.dialect.name == "sqlite":
        copy_before(str(connection.engine.url.database), root, revision)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
