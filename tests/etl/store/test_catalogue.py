"""The catalogue on SQLite and on a real PostgreSQL: the same rows, the same order, migrated to the same schema."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from etl.store.catalogue import METADATA, Catalogue, alembic_config, database, newest_schema, open_catalogue
from tests.connectors.databases import database as started

PRINT = "f" * 64


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of its own; its URL for psycopg."""
    pytest.importorskip("psycopg", reason="psycopg (extra `postgres`) is not installed")
    folder = tmp_path_factory.mktemp("postgres")
    with pytest.MonkeyPatch.context() as patch:
        # The wheel asks for the user's runtime folder and warns where there is none.
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        with started("postgresql", folder) as url:
            yield url.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'catalogue.db'}"
        return
    base = request.getfixturevalue("server")
    name = f"test_{abs(hash(request.node.name)) % 10**8}"
    admin = sa.create_engine(base, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"create database {name}"))
    admin.dispose()
    yield sa.make_url(base).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def catalogue(url: str, tmp_path: Path) -> Iterator[Catalogue]:
    opened = open_catalogue(tmp_path, url)
    yield opened
    opened.close()


def test_the_migrations_give_the_schema_that_the_code_has(url: str) -> None:
    engine = database(url)
    command.upgrade(alembic_config(url), "head")
    with engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    command.downgrade(alembic_config(url), "base")
    with engine.begin() as connection:
        assert set(sa.inspect(connection).get_table_names()) <= {"alembic_version"}
    engine.dispose()


def test_opening_twice_changes_nothing(catalogue: Catalogue, url: str, tmp_path: Path) -> None:
    catalogue.pull_seen("hrss.rosters", "a" * 12, 3, {"rows": 3})
    again = open_catalogue(tmp_path, url)
    assert again.pulls() == catalogue.pulls()
    again.close()


def test_pulls_keep_the_order_in_which_content_was_last_seen(catalogue: Catalogue) -> None:
    for pull in ("a", "b", "b", "a", "c"):
        catalogue.pull_seen("hrss.rosters", pull * 12, 1, {"name": "花名册"})
    catalogue.pull_seen("hrss.contracts", "z" * 12, 0, {})
    found = catalogue.pulls("hrss.rosters")
    assert [row.pull_id[0] for row in found] == ["b", "a", "c"]
    assert [row.seen for row in found] == sorted({row.seen for row in found})
    assert found[0].receipt == {"name": "花名册"}
    assert [row.source for row in catalogue.pulls()] == ["hrss.contracts", *["hrss.rosters"] * 3]


def test_a_finished_step_and_its_verdicts_are_bound_to_month_and_fingerprint(catalogue: Catalogue) -> None:
    catalogue.step_done(202312, "link", PRINT, {"persons": 5})
    catalogue.set_verdicts(202312, PRINT, {"link.persons.contract": ["persons: 2 of 5 rows"]})
    assert catalogue.step(202312, "link", PRINT) == {"persons": 5}
    assert catalogue.step(202311, "link", PRINT) is None
    assert catalogue.step(202312, "link", "e" * 64) is None
    assert catalogue.verdicts(202312, "e" * 64) == {}
    assert catalogue.verdicts(202312, PRINT) == {"link.persons.contract": (False, ["persons: 2 of 5 rows"])}
    # Judged again, on the same inputs: one row, the newest.
    catalogue.set_verdicts(202312, PRINT, {"link.persons.contract": []})
    assert catalogue.verdicts(202312, PRINT) == {"link.persons.contract": (True, [])}
    catalogue.step_done(202312, "link", PRINT, {"persons": 6})
    assert catalogue.steps() == [(202312, "link", PRINT)]
    assert catalogue.step(202312, "link", PRINT) == {"persons": 6}
    catalogue.forget_step(202312, "link", PRINT)
    assert catalogue.steps() == []


def test_decisions_are_only_ever_added(catalogue: Catalogue) -> None:
    rows: list[tuple[str, str, dict[str, Any]]] = [
        ("1" * 64, "identity", {"answer": "same"}),
        ("2" * 64, "fact", {"why": "查过"}),
    ]
    assert catalogue.append_decisions(rows) == 2
    assert catalogue.append_decisions([rows[1], ("3" * 64, "alert", {})]) == 1
    assert [digest[0] for _, digest, _, _ in catalogue.decisions()] == ["1", "2", "3"]
    assert catalogue.decisions()[1][3] == {"why": "查过"}


def test_decisions_come_all_or_none(catalogue: Catalogue) -> None:
    with pytest.raises(TypeError):
        catalogue.append_decisions([("4" * 64, "fact", {}), ("5" * 64, "fact", {"value": object()})])
    assert catalogue.decisions() == []


def test_a_release_row_is_written_once_for_its_folder(catalogue: Catalogue, url: str, tmp_path: Path) -> None:
    for manifest in ("a" * 64, "b" * 64):
        catalogue.release_done(202312, "c" * 12, tmp_path, manifest, provisional=True)
    engine = database(url)
    with engine.begin() as connection:
        found = connection.execute(sa.select(METADATA.tables["release"])).all()
    engine.dispose()
    assert [(row.release_id, row.manifest_sha256, row.provisional) for row in found] == [
        ("c" * 12, "b" * 64, True)
    ]


def test_an_error_of_the_database_never_shows_a_value(url: str, catalogue: Catalogue) -> None:
    catalogue.append_decisions([("6" * 64, "fact", {"value": "459900198001010010"})])
    engine = database(url)
    with pytest.raises(sa.exc.IntegrityError) as caught, engine.begin() as connection:
        connection.execute(
            sa.insert(METADATA.tables["decision"]).values(
                digest=None, kind="fact", content="459900198001010010"
            )
        )
    engine.dispose()
    assert "hide_parameters" in str(caught.value)


def test_sqlite_is_set_to_lose_nothing(tmp_path: Path) -> None:
    open_catalogue(tmp_path).close()
    engine = database(f"sqlite:///{tmp_path / 'catalogue.db'}")
    with engine.begin() as connection:
        settings = {
            name: connection.exec_driver_sql(f"pragma {name}").scalar()
            for name in ("synchronous", "foreign_keys", "busy_timeout", "journal_mode")
        }
    engine.dispose()
    assert settings == {"synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000, "journal_mode": "delete"}


def test_the_newest_schema_is_told_by_the_files_of_the_migrations(tmp_path: Path) -> None:
    scripts = ScriptDirectory.from_config(alembic_config(f"sqlite:///{tmp_path / 'catalogue.db'}"))
    assert newest_schema() == scripts.get_current_head()
