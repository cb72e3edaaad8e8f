"""The portal's store in PostgreSQL: the same acts, the same chain, also with many at once."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.rights import Account
from portal.store import PortalStore, accounts, open_portal_store
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
