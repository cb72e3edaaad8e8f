"""No row, no act; and a row that was touched shows."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from etl.store import chain
from portal.store import PortalStore, open_portal_store
from portal.store.opening import PortalStoreError
from portal.store.tables import AUDIT, NOTE
from tests.portal.site import Office


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


def test_pages_that_wait_for_the_disk_together_have_a_row_each(portal: Office) -> None:
    before = len(list(portal.site.store.audit_rows()))
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda n: portal.site.store.saw("official", "person", f"p{n}"), range(40)))
    rows = [row for _, row, _ in portal.site.store.audit_rows()][before:]
    assert sorted(row["target"] for row in rows) == sorted(f"p{n}" for n in range(40))
    assert portal.site.store.first_broken() is None


def test_a_page_whose_row_does_not_hold_is_not_shown_and_takes_no_other_with_it(
    portal: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, failed = chain.link, threading.Event()

    def failing(before: str, content: Mapping[str, Any]) -> str:
        if not failed.is_set():
            failed.set()
            raise OSError("the disk is full")
        return link(before, content)

    monkeypatch.setattr(chain, "link", failing)
    with ThreadPoolExecutor(6) as pool:
        made = [pool.submit(portal.site.store.saw, "official", "person", f"p{n}") for n in range(6)]
    faults = [one.exception() for one in made if one.exception() is not None]
    assert [type(one) for one in faults] == [OSError]
    rows = [row["target"] for _, row, _ in portal.site.store.audit_rows() if row["act"] == "person"]
    assert len(rows) == 5
    assert portal.site.store.first_broken() is None


ENDLESS = """
import sys
from pathlib import Path
import sqlalchemy as sa
from portal.store import open_portal_store
from portal.store.tables import NOTE
store = open_portal_store(Path(sys.argv[1]))
print("ready", flush=True)
number = 0
while True:
    number += 1
    with store.act("somebody") as act:
        values = {"workshop_id": "CJ01", "account": "somebody", "at": act.at, "says": str(number)}
        act.connection.execute(sa.insert(NOTE).values(**values))
        act.note("workshop.note", "CJ01")
"""


def test_killed_in_the_middle_of_acts_none_is_half_done(tmp_path: Path) -> None:
    for wait in (0.05, 0.11, 0.23):
        acting = subprocess.Popen(
            [sys.executable, "-c", ENDLESS, str(tmp_path)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        assert acting.stdout is not None
        assert acting.stdout.readline() == b"ready\n"
        time.sleep(wait)
        acting.kill()
        acting.wait(timeout=10)
        acting.stdout.close()
    store = open_portal_store(tmp_path)
    noted = sum(row["act"] == "workshop.note" for _, row, _ in store.audit_rows())
    with store.read() as connection:
        done = connection.execute(sa.select(sa.func.count()).select_from(NOTE)).scalar()
    assert noted == done
    assert noted > 0
    assert store.first_broken() is None


def test_a_number_typed_into_an_address_is_not_kept(portal: Office) -> None:
    portal.client("sysadmin").get("/people/45990119900101001X")
    with portal.site.store.read() as connection:
        rows = connection.execute(sa.select(AUDIT.c.target).order_by(AUDIT.c.number.desc())).scalars()
        assert next(iter(rows)) == "/people/***"
