"""Files that are tables: what each reads, their order, and what the check refuses; each fault with a file that has it."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from etl.engine import check, tables, warehouse
from etl.engine.check import faults_of
from etl.engine.tables import (
    PythonTable,
    Reader,
    SqlTable,
    TableError,
    in_order,
    last_readers,
    made_with,
    names_in,
    tables_of,
)
from etl.engine.translate import spark_sql


def made(**files: str) -> dict[str, SqlTable]:
    """Tables of a room `link` typed in a test."""
    return {
        f"link.{name}": SqlTable(f"link.{name}", Path(f"{name}.sql"), f"-- a row.\n{text}\n")
        for name, text in files.items()
    }


def test_what_stands_in_texts_and_comments_is_not_read() -> None:
    sql = "SELECT 'link.a' AS x FROM link.b -- link.c\nJOIN conform.people USING (x)"
    assert names_in(sql) == ("link.b", "conform.people")


def test_tables_come_after_what_they_read_and_only_those_that_are_needed() -> None:
    room = made(
        a="SELECT 1 AS x FROM conform.people",
        b="SELECT x FROM link.a",
        c="SELECT x FROM link.b",
        d="SELECT x FROM link.a",
    )
    order = in_order(room, ["link.c"])
    assert [one.name for one in order] == ["link.a", "link.b", "link.c"]
    assert last_readers(order) == {"conform.people": "link.a", "link.a": "link.b", "link.b": "link.c"}


def test_a_circle_is_told_by_its_names() -> None:
    room = made(a="SELECT x FROM link.c", b="SELECT x FROM link.a", c="SELECT x FROM link.b")
    with pytest.raises(TableError, match=r"link\.a -> link\.c -> link\.b -> link\.a"):
        in_order(room, ["link.a"])


@pytest.mark.parametrize(
    ("wanted", "says"), [("link.z", "no file makes link.z"), ("link.a", "link.a reads link.gone")]
)
def test_a_name_that_nothing_makes_is_named(wanted: str, says: str) -> None:
    with pytest.raises(TableError, match=says):
        in_order(made(a="SELECT x FROM link.gone"), [wanted])


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A house with one room of files that a test writes."""
    for module in (tables, check):
        monkeypatch.setattr(module, "HOUSE", tmp_path)
    # The room's own tables in Python read what its own files make.
    monkeypatch.setattr(tables, "IN_PYTHON", "no_python")
    _forget()
    yield tmp_path / "ledger"
    _forget()


def _forget() -> None:
    tables_of.cache_clear()
    made_with.cache_clear()


HEAD = "-- 一行一月。 A row a month.\n"
SOUND = "-- 一行一月。 A row a month.\nSELECT r.month FROM run.calendar AS r\n"
FAULTS = [
    ("SELECT r.mont FROM run.calendar AS r", 2, "mont"),
    ("SELECT r.month + 'x' AS n, r.day FROM run.calendar AS r", 2, "day"),
    ("SELECT r.month\nFROM run.calender AS r", 3, "run.calender"),
    ("SELECT hash(r.month) AS h FROM run.calendar AS r", 2, "hash"),
    ("SELECT today() AS d FROM run.calendar AS r", 2, "current_date"),
    ("SELECT string_agg(CAST(r.month AS VARCHAR)) AS t FROM run.calendar AS r", 2, "listed"),
    ("SELECT array_agg(r.month ORDER BY r.month) AS t FROM run.calendar AS r", 2, "list_sort"),
    (
        "SELECT count(*) FILTER (WHERE r.month > 0) OVER (PARTITION BY r.month) AS t FROM run.calendar AS r",
        2,
        "no FILTER in a window",
    ),
    ("SELECT list(r.month)[r.year] AS t FROM run.calendar AS r GROUP BY r.year", 2, "index"),
    ("SELECT * FROM run.calendar AS r JOIN run.window AS w USING (month)", 2, "join"),
    ("SELECT r.month FROM run.calendar AS r WHERE", 2, ""),
]


@pytest.mark.parametrize(("sql", "line", "says"), FAULTS)
def test_each_fault_is_told_with_file_and_line(house: Path, sql: str, line: int, says: str) -> None:
    house.mkdir()
    (house / "wrong.sql").write_text(HEAD + sql + "\n", encoding="utf-8")
    found = faults_of(("ledger",))
    assert found, sql
    assert found[0].path == house / "wrong.sql"
    assert found[0].line == line
    assert says in " ".join(fault.says for fault in found)


def test_a_file_without_a_first_line_of_words_is_refused(house: Path) -> None:
    house.mkdir()
    (house / "bare_one.sql").write_text("SELECT r.month FROM run.calendar AS r\n", encoding="utf-8")
    assert [fault.says for fault in faults_of(("ledger",))] == [
        "the first line says what a row is",
        "nobody asks for ledger.bare_one",
    ]


def test_a_sound_file_that_nobody_reads_and_no_contract_keeps_is_told(house: Path) -> None:
    house.mkdir()
    (house / "right.sql").write_text(SOUND, encoding="utf-8")
    assert [fault.says for fault in faults_of(("ledger",))] == ["nobody asks for ledger.right"]


def test_a_table_that_is_made_twice_is_refused(house: Path) -> None:
    for folder in (house / "one", house / "two"):
        folder.mkdir(parents=True)
        (folder / "same.sql").write_text(SOUND, encoding="utf-8")
    with pytest.raises(TableError, match=r"ledger\.same is made twice"):
        tables_of("ledger")


def test_the_translation_renames_tables_and_spells_out_our_functions() -> None:
    told = spark_sql("SELECT p.person_id, is_plain_number(p.id_number) AS plain FROM conform.people AS p")
    assert "conform__people" in told
    assert "is_plain_number" not in told


def test_a_translation_is_kept_by_its_text(tmp_path: Path) -> None:
    sql = "SELECT p.name FROM conform.people AS p"
    assert spark_sql(sql, tmp_path) == spark_sql(sql)
    (kept,) = tmp_path.iterdir()
    kept.write_text("SELECT 1", encoding="utf-8")
    assert spark_sql(sql, tmp_path) == "SELECT 1"
    assert spark_sql(sql + " ", tmp_path) != "SELECT 1"


def test_a_table_made_in_python_bit_by_bit_lies_in_a_file_once_it_is_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warehouse, "FEW", 10)
    schema = pa.schema([("number", pa.int64())])

    def some(batches: int) -> PythonTable:
        def rows(_reader: Reader) -> Iterator[pa.RecordBatch]:
            for at in range(batches):
                yield pa.record_batch([list(range(at * 4, at * 4 + 4))], schema=schema)

        return PythonTable(f"link.of_{batches}", (), schema, rows)

    with warehouse.open_warehouse(warehouse.Settings(threads=1), tmp_path) as opened:
        for batches in (0, 2, 5):
            opened.run([some(batches)], [])
            assert opened.arrow(f"link.of_{batches}")["number"].to_pylist() == list(range(batches * 4))
        assert [path.name for path in tmp_path.glob("*.parquet")] == ["00001-link.of_5.parquet"]
        opened.forget("link.of_5")
        assert not list(tmp_path.glob("*.parquet"))
