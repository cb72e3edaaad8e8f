"""The catalogue and the portal's store go to a real PostgreSQL and back, and are the same at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from cli.main import main
from etl.store.catalogue import METADATA, open_catalogue
from portal.rights import Account
from portal.store import accounts, open_portal_store
from tests.connectors.databases import database as started


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.URL]:
    pytest.importorskip("psycopg", reason="psycopg (extra `postgres`) is not installed")
    with started("postgresql", tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture
def over(server: sa.URL, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database, its address in the variable OVER."""
    name = f"move_{abs(hash(request.node.name)) % 10**8}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"create database {name}"))
    admin.dispose()
    url = server.set(database=name).render_as_string(hide_password=False)
    monkeypatch.setenv("OVER", url)
    return url


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "hecha.yaml"
    path.write_text("store: ./var\nareas: ['450721']\nsources: {}\n", encoding="utf-8")
    (tmp_path / "var").mkdir(mode=0o700)
    return path


def filled(store: Path) -> None:
    catalogue = open_catalogue(store)
    for number in range(3):
        catalogue.pull_seen(
            "hrss.rosters", f"{number:012d}", 7, {"pull_id": f"{number:012d}", "说": "“引号”"}
        )
    catalogue.step_done(202406, "verify", "f" * 64, {"status": {"rows": 3}})
    catalogue.set_verdicts(202406, "f" * 64, {"verify.status.contract": ["1 rows repeat the key"]})
    catalogue.append_decisions([(f"{number:064d}", "fact", {"why": "实地核查"}) for number in range(1200)])
    catalogue.note({"store": "abc"})
    catalogue.run_done(202406, {"release": {}})
    catalogue.release_done(202406, "0123456789ab", store / "out", "d" * 64, provisional=False)
    catalogue.close()


def said(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=str)
            for table in METADATA.sorted_tables
        }
    engine.dispose()
    return found


def run(config: Path, *arguments: str) -> int:
    return main(["move", "--config", str(config), *arguments])


def test_the_catalogue_goes_over_and_back_with_nothing_lost(
    config: Path, over: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "var"
    filled(store)
    file = f"sqlite:///{store / 'catalogue.db'}"
    before = said(file)
    assert all(before.values())
    assert run(config, "--to", "OVER") == 0
    assert "catalogue: {url_env: OVER}" in capsys.readouterr().out
    assert not (store / "catalogue.db").exists()
    assert list((store / "backups").glob("catalogue-moved-*.db"))
    assert said(over) == before
    there = open_catalogue(store, over)
    there.append_decisions([("n" * 64, "fact", {})])
    assert [row[0] for row in there.decisions()][-2:] == [1200, 1201], "numbers go on behind those that came"
    there.close()
    config.write_text(config.read_text(encoding="utf-8") + "catalogue: {url_env: OVER}\n", encoding="utf-8")
    assert run(config, "--to", "sqlite") == 0
    assert said(file) == said(over)


def test_the_portals_store_goes_over_with_its_chain(config: Path, over: str, tmp_path: Path) -> None:
    made = open_portal_store(tmp_path / "var")
    with made.act("test") as act:
        accounts.add(act, Account("wei", "official", ("450721",)), "correct horse battery")
    head = made.head()
    made.close()
    assert run(config, "--to", "OVER", "--portal") == 0
    there = open_portal_store(tmp_path / "var", over)
    assert there.head() == head
    assert there.first_broken() is None
    with there.read() as connection:
        assert accounts.password_holds(connection, "wei", "correct horse battery")
    with there.act("wei") as act:
        act.note("download", "a file")
    assert there.first_broken() is None
    there.close()


def test_a_database_that_holds_rows_is_refused_and_nothing_is_touched(
    config: Path, over: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "var"
    filled(store)
    other = open_catalogue(store, over)
    other.append_decisions([("o" * 64, "fact", {})])
    other.close()
    assert run(config, "--to", "OVER") == 2
    assert "holds rows already" in capsys.readouterr().err
    assert (store / "catalogue.db").exists()
    there = open_catalogue(store, over)
    assert len(there.decisions()) == 1
    there.close()


@pytest.mark.parametrize(("to", "says"), [("NOWHERE", "NOWHERE"), ("sqlite", "lies there already")])
def test_what_can_not_be_moved_says_so(
    config: Path, tmp_path: Path, to: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(tmp_path / "var")
    assert run(config, "--to", to) == 2
    assert says in capsys.readouterr().err


def test_an_address_with_its_password_is_in_no_log(
    config: Path, over: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(tmp_path / "var")
    run(config, "--to", "OVER")
    told = capsys.readouterr()
    assert over not in told.out + told.err
    assert over not in (tmp_path / "var" / "audit.jsonl").read_text(encoding="utf-8")
