"""What a page may ask: a bounded number of statements, nothing twice of a release, the same answers with an index as without."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from portal import indexed
from portal.releases import Desk, Releases
from portal.rights import Account
from tests.portal.site import ALERT, HERE, MONTH, REF_UNSURE, SOMEBODY, Office, publish, rows

MOST = {
    "/": (22, 4),
    "/months": (7, 2),
    f"/months/{MONTH}": (8, 6),
    f"/months/{MONTH}/workshops": (4, 4),
    "/workshops/CJ01": (10, 14),
    f"/people/{SOMEBODY}": (9, 9),
    "/cases": (10, 7),
    f"/cases/{ALERT}": (22, 11),
    "/identities": (6, 4),
    f"/identities/{REF_UNSURE}": (10, 7),
    "/facts": (6, 8),
    "/deliveries": (6, 5),
    "/notices": (8, 3),
    f"/notices/{MONTH}/{HERE}": (11, 4),
    "/recoveries": (9, 3),
    "/outreach": (9, 4),
    "/oversight": (11, 5),
    "/files": (5, 2),
}
"""Statements of the store and questions to a release, that a page may ask when nobody asked before."""


@pytest.mark.parametrize("path", MOST)
def test_a_page_asks_no_more_than_it_needs(portal: Office, path: str) -> None:
    browser, told = portal.client("second"), list[str]()

    def count(*given: object) -> None:
        told.append(str(given[2]))

    sa.event.listen(sa.engine.Engine, "before_cursor_execute", count)
    before = portal.site.releases.asked
    try:
        assert browser.get(path).status_code == 200
    finally:
        sa.event.remove(sa.engine.Engine, "before_cursor_execute", count)
    asked = portal.site.releases.asked
    assert len(told) <= MOST[path][0], told
    assert asked - before <= MOST[path][1]
    # Of a release nothing is asked twice.
    browser.get(path)
    assert portal.site.releases.asked == asked


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Releases:
    """Releases of which each counts as large."""
    monkeypatch.setattr(indexed, "SMALL", 0)
    publish(tmp_path / "releases", "0123456789ab", rows())
    return Releases(tmp_path / "releases", tmp_path / "index")


@pytest.mark.parametrize("counties", [(), (HERE,)])
def test_an_index_says_what_the_release_says(large: Releases, counties: tuple[str, ...]) -> None:
    month = large.months()[0]
    plain = Desk(Releases(large.out), month, Account("a", "official", counties))
    large.index()
    assert "release0" in (large.reading(month, "alerts") or "")
    desk = Desk(large, month, Account("a", "official", counties))
    for table in rows():
        order = "ALL"
        assert desk.rows(table, order=order) == plain.rows(table, order=order), table


def test_a_half_written_index_is_never_read_and_old_ones_go(large: Releases, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    (folder / ".tmp-0-1-feed.duckdb").write_bytes(b"half")
    (folder / "2-0000000000000000.duckdb").write_bytes(b"of a release that is no more in force")
    large.index()
    (kept,) = folder.iterdir()
    assert kept == indexed.file_of(folder, large.months()[0].folder)
    assert kept.stat().st_mode & 0o077 == 0


def test_a_newer_release_is_read_whole(large: Releases) -> None:
    large.index()
    changed = rows()
    changed["ledger"][0]["workers_declared"] = 9
    publish(large.out, "abcabcabcabc", changed)
    desk = Desk(large, large.months()[0], Account("a", "official"))
    assert [row["workers_declared"] for row in desk.rows("ledger", order="t.workshop_id")] == [9, 2]
    large.index()
    assert [row["workers_declared"] for row in desk.rows("ledger", order="t.workshop_id")] == [9, 2]
