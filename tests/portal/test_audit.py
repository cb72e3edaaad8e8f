"""No row, no act; and a row that was touched shows."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.store import PortalStore, open_portal_store
from portal.store.opening import PortalStoreError
from portal.store.tables import AUDIT, NOTE


@pytest.fixture
def store(tmp_path: Path) -> PortalStore:
    made = open_portal_store(tmp_path)
    for number in range(3):
        with made.act("somebody") as act:
            act.note("download", f"file {number}")
    return made


def test_a_whole_chain_holds(store: PortalStore) -> None:
    assert store.first_broken() is None


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        (sa.update(AUDIT).where(AUDIT.c.number == 2).values(account="nobody"), 2),
        (sa.delete(AUDIT).where(AUDIT.c.number == 2), 2),
        (sa.delete(AUDIT).where(AUDIT.c.number == 3), 3),
    ],
    ids=["changed", "taken out", "taken off the end"],
)
def test_what_was_touched_is_named(store: PortalStore, tampering: sa.Update, broken: int) -> None:
    with store.quiet() as connection:
        connection.execute(tampering)
    assert store.first_broken() == broken


def test_an_act_without_its_row_is_undone(store: PortalStore) -> None:
    values = {"workshop_id": "CJ01", "account": "somebody", "at": store.now(), "says": "x"}
    with pytest.raises(PortalStoreError), store.act("somebody") as act:
        act.connection.execute(sa.insert(NOTE).values(**values))
    with store.read() as connection:
        assert connection.execute(sa.select(NOTE)).first() is None


def test_an_act_that_fails_leaves_no_row(store: PortalStore) -> None:
    def fails() -> None:
        with store.act("somebody") as act:
            act.note("download", "file 4")
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        fails()
    assert len(list(store.audit_rows())) == 3


def test_a_store_opened_again_goes_on_with_its_chain(tmp_path: Path, store: PortalStore) -> None:
    store.close()
    again = open_portal_store(tmp_path)
    with again.act("somebody") as act:
        act.note("login", "somebody")
    assert [number for number, _, _ in again.audit_rows()] == [1, 2, 3, 4]
    assert again.first_broken() is None
