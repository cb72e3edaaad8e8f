"""A catalogue of an earlier schema is copied before it is brought up; a new one has nothing to copy."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from etl.store.catalogue import alembic_config, database, newest_schema, open_catalogue, schema_of


def earlier(root: Path, revision: str = "0001") -> Path:
    """A catalogue as an earlier version has left it, with a release in it."""
    root.mkdir(parents=True, exist_ok=True)
    address = f"sqlite:///{root / 'catalogue.db'}"
    engine = database(address)
    config = alembic_config(address)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
    with closing(sqlite3.connect(root / "catalogue.db")) as opened, opened:
        opened.execute("INSERT INTO release VALUES (202405, '0123456789ab', '/out', 'sum', 0)")
    return root


def schema_in(path: Path) -> str | None:
    engine = database(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            return schema_of(connection)
    finally:
        engine.dispose()


def test_an_earlier_catalogue_is_copied_and_then_brought_up_once(tmp_path: Path) -> None:
    root = earlier(tmp_path / "store")
    for _ in range(2):
        catalogue = open_catalogue(root)
        assert [month for month, *_ in catalogue.releases()] == [202405]
        catalogue.close()
    assert schema_in(root / "catalogue.db") == newest_schema()
    (copy,) = (root / "backups").iterdir()
    assert copy.name.startswith("catalogue-0001-")
    assert copy.stat().st_mode & 0o077 == 0
    assert schema_in(copy) == "0001"
    with closing(sqlite3.connect(copy)) as opened:
        assert opened.execute("SELECT month FROM release").fetchall() == [(202405,)]


def test_a_new_catalogue_has_nothing_to_copy(tmp_path: Path) -> None:
    open_catalogue(tmp_path / "store").close()
    assert not (tmp_path / "store" / "backups").exists()
