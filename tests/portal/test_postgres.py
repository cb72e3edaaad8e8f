"""The portal's store in PostgreSQL: the same acts, the same chain, also with many at once."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.rights import Account
from portal.store import PortalStore, accounts, open_portal_store
from portal.store.tables import ACCOUNT, METADATA
from tests.connectors.databases import database


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PortalStore]:
    with database(request.param, tmp_path) as url:
        made = open_portal_store(tmp_path / "store", url.render_as_string(hide_password=False))
        yield made
        made.close()


def test_acts_of_many_at_once_stand_in_one_whole_chain(store: PortalStore) -> None:
    def work(name: str) -> None:
        for number in range(5):
            with store.act(name) as act:
                act.note("download", f"file {number}")

    threads = [threading.Thread(target=work, args=(f"account{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(store.audit_rows())) == 40
    assert store.first_broken() is None


def test_an_account_is_kept_and_comes_in(store: PortalStore) -> None:
    with store.act("test") as act:
        accounts.add(act, Account("wei", "official", ("450721",)), "correct horse battery")
    with store.read() as connection:
        held = accounts.password_holds(connection, "wei", "correct horse battery")
    with store.act("wei") as act:
        account = accounts.enter(act, "wei", held, "", needs_totp=frozenset())
    assert account == Account("wei", "official", ("450721",))


def test_wrong_logins_at_once_are_each_counted(store: PortalStore) -> None:
    with store.act("test") as act:
        accounts.add(act, Account("wei", "official"), "correct horse battery")
    start = threading.Barrier(accounts.MOST_FAILURES)

    def work() -> None:
        start.wait()
        with store.act("wei") as act:
            accounts.enter(act, "wei", (False, ""), "", needs_totp=frozenset())

    threads = [threading.Thread(target=work) for _ in range(accounts.MOST_FAILURES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        row = connection.execute(sa.select(ACCOUNT.c.failures, ACCOUNT.c.is_locked)).one()
    assert tuple(row) == (accounts.MOST_FAILURES, True)


def test_an_act_sees_what_the_act_before_it_left(store: PortalStore) -> None:
    """Two answer the same question at once: whoever comes second knows of the first."""
    with store.act("test") as act:
        accounts.add(act, Account("wei", "official"), "correct horse battery")
    inside, seen = threading.Event(), list[bool]()

    def first() -> None:
        with store.act("one") as act:
            act.connection.execute(sa.select(ACCOUNT.c.name)).all()
            inside.set()
            time.sleep(0.5)
            accounts.lock(act, "wei")

    def second() -> None:
        inside.wait(10)
        with store.act("two") as act:
            seen.append(act.connection.execute(sa.select(ACCOUNT.c.is_locked)).scalar_one())
            act.note("look")

    threads = [threading.Thread(target=work) for work in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True]


def test_the_migrations_make_the_tables_that_the_program_knows(store: PortalStore) -> None:
    with store.read() as connection:
        found = sa.inspect(connection)
        there = {name: {one["name"] for one in found.get_columns(name)} for name in found.get_table_names()}
    assert there.pop("alembic_version") == {"version_num"}
    assert there == {name: set(table.columns.keys()) for name, table in METADATA.tables.items()}
