"""Two people whose ID, name, phone and account are known stand in every source: where a run leaves traces, there are none."""

import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.runs import Run
from tests.whole.conftest import SENTINELS
from world import WorldPaths

NUMBERS = [text for s in SENTINELS for text in (s.id_number, s.phone, s.account)]
NAMES = [s.name for s in SENTINELS]


def traces(data: bytes, sought: list[str]) -> list[str]:
    """Which of the sought stand in some bytes, in either of the encodings that a log or a database may use."""
    return [
        text
        for text in sought
        if any(text.encode(code) in data for code in ("utf-8", "gb18030", "utf-16-le"))
    ]


def cells(path: Path) -> Iterator[bytes]:
    """The content of a file of a release, as its reader sees it."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        for name in table.schema.names:
            yield "\n".join(str(value) for value in table.column(name).to_pylist()).encode()
    elif path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            for name in book.namelist():
                yield book.read(name)
    else:
        yield path.read_bytes()


def test_the_sentinels_stand_in_every_kind_of_source(world: WorldPaths, village: Run) -> None:
    """Otherwise finding none would prove nothing."""
    data = world.exchange.read_bytes()
    assert not set(NUMBERS) - set(traces(data, NUMBERS))
    people = pq.read_table(village.release / "restricted" / "people.parquet")
    assert {s.id_number for s in SENTINELS} <= set(people.column("id_number").to_pylist())


def test_none_in_what_the_terminal_shows(village: Run) -> None:
    assert traces((village.stdout + village.stderr).encode(), NUMBERS + NAMES) == []


def test_none_in_the_store_dagster_and_logs_included(village: Run) -> None:
    looked_at = 0
    for path in village.store.rglob("*"):
        assert traces(path.name.encode(), NUMBERS + NAMES) == []
        if path.is_file():
            looked_at += 1
            assert traces(path.read_bytes(), NUMBERS + NAMES) == [], path.relative_to(village.store)
    assert looked_at > 20
    assert list(village.store.glob("*.db")) != []


def test_none_in_any_row_of_dagsters_databases_and_the_catalogue(village: Run) -> None:
    read = 0
    for path in [*village.store.glob("dagster/**/*.db"), *village.store.glob("*.db")]:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            tables = [
                name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")
            ]
            for table in tables:
                for row in connection.execute(f'select * from "{table}"'):  # noqa: S608 names from the database itself
                    read += 1
                    assert traces(repr(row).encode(), NUMBERS + NAMES) == [], f"{path.name}.{table}"
        connection.close()
    assert read > 50


def test_none_in_file_names_of_a_release(village: Run) -> None:
    for path in village.out.rglob("*"):
        assert traces(str(path.relative_to(village.out)).encode(), NUMBERS + NAMES) == []


@pytest.mark.parametrize("kind", ["internal", "public"])
def test_no_number_in_a_masked_release(village: Run, kind: str) -> None:
    for path in (village.release / kind).rglob("*"):
        if path.is_file():
            for data in cells(path):
                assert traces(data, NUMBERS) == [], path.name


def test_no_name_in_a_public_release(village: Run) -> None:
    for path in (village.release / "public").rglob("*"):
        if path.is_file():
            for data in cells(path):
                assert traces(data, NAMES) == [], path.name


def test_a_restricted_release_shows_the_number_in_one_column_only(village: Run) -> None:
    for path in (village.release / "restricted").rglob("*.parquet"):
        table = pq.read_table(path)
        for name in table.schema.names:
            if (path.stem, name) != ("people", "id_number"):
                text = "\n".join(str(value) for value in table.column(name).to_pylist())
                assert traces(text.encode(), NUMBERS) == [], f"{path.stem}.{name}"
