"""The further systems of the papers: each table from a workbook, a csv, a parquet file and a database alike."""

import sqlite3
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import TypeAdapter

from connectors.deliveries import Asked, Deliveries, SourceConfig, Tuning, Workroom
from connectors.errors import FilesRefusedError
from etl.config_sources import Source
from etl.model.sources import TableSpec
from tests.connectors import sheets
from tests.connectors.sheets import SPECS, rows_of

SYSTEMS = (
    "resettlement",
    "civil_affairs",
    "unemployment",
    "labour_inspection",
    "outwork",
    "industry_lists",
    "loans",
    "vacancies",
    "assets",
)
TABLES = [table for system in SYSTEMS for table in SPECS[system].tables.values()]
PERSON = "459901199003070126"
TEXTS = {
    "date": "2024-06-30",
    "month": "202406",
    "decimal": "12.50",
    "int": "2024",
    "time": "2024-06-30 09:00:00",
}


def row_of(table: TableSpec, number: int = 1) -> dict[str, str]:
    """A row with every column filled."""
    row = {}
    for native, column in table.columns.items():
        if column.codes:
            row[native] = next(iter(column.codes))
        elif column.name == "id_number":
            row[native] = PERSON
        elif column.type == "text":
            row[native] = f"{native}{number}"
        else:
            row[native] = TEXTS[column.type]
    return row


def config(delivery: str, **other: Any) -> SourceConfig:
    adapter: TypeAdapter[SourceConfig] = TypeAdapter(Source)
    return adapter.validate_python({"delivery": delivery, **other})


def landed(
    table: TableSpec, given: SourceConfig, folder: Path, asked: Asked | None = None
) -> list[dict[str, Any]]:
    """The rows of one table under its native columns."""
    room = Workroom(folder / "work", folder / "keys" / "spool.key")
    with Deliveries(SPECS[table.system], given, room, asked or Asked(), Tuning()) as deliveries:
        assert table.name in deliveries.tables
        one = deliveries.land(table.name)
        rows = [{native: row.get(native) for native in table.columns} for row in rows_of(one)]
        one.done()
    return rows


def database(table: TableSpec, path: Path, rows: list[dict[str, str]]) -> SourceConfig:
    with sqlite3.connect(path) as connection:
        for one in SPECS[table.system].tables.values():
            others = ", ".join(f'"{native}" TEXT' for native in one.columns)
            connection.execute(f'CREATE TABLE "{one.native_table}" ({others})')
        marks = ", ".join("?" for _ in table.columns)
        sql = f'INSERT INTO "{table.native_table}" VALUES ({marks})'  # noqa: S608 names of the mapping
        connection.executemany(sql, [tuple(row.values()) for row in rows])
    connection.close()
    return config("sql", url=f"sqlite:///{path}")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.source)
def test_every_delivery_brings_the_same_rows(table: TableSpec, tmp_path: Path) -> None:
    rows = [row_of(table, number) for number in (1, 2)]
    heading, cells = list(table.columns), [list(row.values()) for row in rows]
    for kind in ("xlsx", "csv", "parquet"):
        (tmp_path / kind).mkdir()
    name = f"{table.zh}_20240630"
    sheets.write_xlsx(tmp_path / "xlsx" / f"{name}.xlsx", [[table.zh], heading, *cells])
    sheets.write_csv(tmp_path / "csv" / f"{name}.csv", [heading, *cells], encoding="gb18030")
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "parquet" / f"{name}.parquet")
    by_key = sorted(rows, key=lambda row: [row[native] for native in table.key])
    for kind in ("xlsx", "csv", "parquet"):
        found = landed(table, config("files", path=tmp_path / kind), tmp_path)
        assert sorted(found, key=lambda row: [row[native] for native in table.key]) == by_key, kind
    assert landed(table, database(table, tmp_path / "x.db", rows), tmp_path) == by_key


def test_people_of_interest_alone_are_asked_for_and_a_table_without_people_whole(tmp_path: Path) -> None:
    benefits = SPECS["unemployment"].tables["benefits"]
    other = row_of(benefits, 2) | {"AAC002": "45990119900307002X"}
    given = database(benefits, tmp_path / "u.db", [row_of(benefits), other])
    asked = Asked(persons=(PERSON,))
    narrowed = config("sql", url=given.model_dump()["url"], mode="persons")
    assert [row["AAC002"] for row in landed(benefits, narrowed, tmp_path, asked)] == [PERSON]
    cases = SPECS["labour_inspection"].tables["cases"]
    whole = database(cases, tmp_path / "c.db", [row_of(cases)])
    narrowed = config("sql", url=whole.model_dump()["url"], mode="persons")
    assert len(landed(cases, narrowed, tmp_path / "c", Asked(persons=(PERSON,)))) == 1


def test_a_file_without_a_required_column_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    table = SPECS["assets"].tables["projects"]
    heading = [native for native in table.columns if native != "投资总额"]
    sheets.write_csv(tmp_path / "in" / "台账_20240630.csv", [heading, ["1"] * len(heading)])
    with pytest.raises(FilesRefusedError, match="投资总额"):
        landed(table, config("files", path=tmp_path / "in"), tmp_path)
