"""What came, and a file handed in: read on trial, refused with its reason or put into the drop folder."""

import hashlib
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.app import make_app
from portal.store.tables import DELIVERY
from tests.portal.site import Office, make_portal
from tests.portal.test_login import audit

FILE = ("file", ("名册.csv", "不是表头\n1\n".encode(), "text/csv"))


@pytest.fixture
def open_to_uploads(tmp_path: Path) -> Office:
    return make_portal(tmp_path, deliveries=tmp_path / "drop")


def test_each_source_and_county_has_its_state(portal: Office) -> None:
    text = portal.client("official").get("/deliveries").text
    assert 'data-hook="delivery" data-state="none" data-source="hrss.contracts" data-county="450721"' in text
    assert "没有收到该来源的数据" in text
    assert "450722" not in portal.client("official-here").get("/deliveries").text


def test_where_uploads_are_not_open_none_is_taken(portal: Office) -> None:
    browser = portal.client("official")
    assert 'name="file"' not in browser.get("/deliveries").text
    given = {"csrf": browser.csrf(), "system": "monitoring"}
    assert browser.http.post("/deliveries", data=given, files=[FILE]).status_code == 403


def test_a_file_that_the_reader_refuses_is_not_taken(open_to_uploads: Office, tmp_path: Path) -> None:
    browser = open_to_uploads.client("official")
    given = {"csrf": browser.csrf(), "system": "hrss"}
    assert browser.http.post("/deliveries", data=given, files=[FILE]).status_code == 303
    assert 'data-hook="delivery" data-state="refused"' in browser.get("/deliveries").text
    assert list((tmp_path / "drop" / "hrss").iterdir()) == []
    assert any(act == "delivery" and outcome == "refused" for _, act, _, outcome in audit(open_to_uploads))


def test_a_whole_file_lies_in_the_drop_folder(open_to_uploads: Office, tmp_path: Path) -> None:
    from etl.model.sources import load_sources
    from flow.sources import SOURCES

    spec = load_sources(SOURCES)["hrss"].tables["rosters"]
    heads = list(spec.columns)
    text = ",".join(heads) + "\n" + ",".join("1" for _ in heads) + "\n"
    browser = open_to_uploads.client("official")
    given = {"csrf": browser.csrf(), "system": "hrss"}
    files = [("file", ("../花名册.csv", text.encode("utf-8-sig"), "text/csv"))]
    assert browser.http.post("/deliveries", data=given, files=files).status_code == 303
    assert 'data-hook="delivery" data-state="taken"' in browser.get("/deliveries").text
    (taken,) = (tmp_path / "drop" / "hrss").iterdir()
    assert taken.name.endswith("_花名册.csv")
    assert taken.read_bytes() == text.encode("utf-8-sig")


def test_killed_between_its_row_and_its_name_a_file_gets_its_name_at_the_next_start(
    open_to_uploads: Office, tmp_path: Path
) -> None:
    site = open_to_uploads.site
    folder = tmp_path / "drop" / "hrss"
    folder.mkdir(parents=True)
    for name, content in ((".tmp-1.csv", b"taken"), (".tmp-2.csv", b"never told of")):
        (folder / name).write_bytes(content)
    digest = hashlib.sha256(b"taken").hexdigest()
    values = {"source": "hrss.rosters", "file": "花名册.csv", "sha256": digest, "state": "taken"}
    with site.store.quiet() as connection:
        connection.execute(
            sa.insert(DELIVERY).values(**values, account="official", at=site.store.now(), faults="")
        )
    make_app(site)
    assert [path.name for path in folder.iterdir()] == [f"{digest[:12]}_花名册.csv"]


@pytest.mark.parametrize("name", ["virus.exe", "x" * 210 + ".csv", "名" * 80 + ".csv"])
def test_other_kinds_of_files_are_refused_by_name(open_to_uploads: Office, name: str) -> None:
    browser = open_to_uploads.client("official")
    given = {"csrf": browser.csrf(), "system": "hrss"}
    files = [("file", (name, b"x", "text/csv"))]
    assert browser.http.post("/deliveries", data=given, files=files).status_code == 422
