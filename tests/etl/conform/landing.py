"""Lands a world folder without the connectors: everything as text under native names, with the control columns."""

import csv
import datetime as dt
import hashlib
import io
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml
from python_calamine import CalamineWorkbook

from etl.conform.given import LandedPull
from etl.model.sources import SourceSpec, TableSpec

# Where a world keeps the files of a system; another system hands in none there.
FOLDERS = {"monitoring": "monitoring", "county_finance": "finance"}
FOLDED = str.maketrans("（）＊　", "()* ")


def _heading(text: str) -> str:
    return re.sub(r"\(必填\)|[\s*]", "", text.translate(FOLDED))


def snapshot(
    spec: TableSpec,
    columns: Mapping[str, Sequence[str | None]],
    control: Mapping[str, Sequence[Any]],
    **known: Any,
) -> LandedPull:
    """One pull of text, its id a hash of its content."""
    rows = len(next(iter(columns.values()), []))
    table = pa.table(
        {
            **{name: pa.array(values, pa.string()) for name, values in columns.items()},
            "_row": pa.array(range(rows), pa.int64()),
            **{
                name: pa.array(control.get(name, [None] * rows), pa.string())
                for name in ("_file", "_sheet", "_as_of")
            },
            "_source_row": pa.array(control.get("_source_row", [None] * rows), pa.int64()),
        }
    )
    return LandedPull(
        source=spec.source,
        pull_id=hashlib.sha256(repr((spec.source, table.to_pydict())).encode()).hexdigest()[:12],
        order=int(known.get("order", 0)),
        complete=bool(known.get("complete", True)),
        rows=rows,
        batches=table.to_batches,
        as_of=known.get("as_of"),
        asked=known.get("asked"),
        persons=known.get("persons"),
    )


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, float):
        if value >= 1e15:
            return f"{value:.15g}".replace(".", "").split("e")[0].ljust(15, "0")[:15] + "…"
        return repr(value).removesuffix(".0")
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    return str(value)


def _sheets(path: Path) -> Iterator[tuple[str | None, Sequence[Sequence[object]]]]:
    if path.suffix in (".xlsx", ".xls"):
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        return
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    yield None, [list(row) for row in csv.reader(io.StringIO(text))]


def _files(folder: Path, spec: TableSpec) -> LandedPull:
    columns: dict[str, list[str | None]] = {native: [] for native in spec.columns}
    control: dict[str, list[object]] = {"_file": [], "_sheet": [], "_as_of": [], "_source_row": []}
    names = {_heading(native): native for native in spec.columns}
    names |= {_heading(other): native for native, others in spec.aliases.items() for other in others}
    for path in sorted(folder.iterdir()):
        day = re.search(r"(\d{4})(\d{2})(\d{2})", path.stem.rsplit("_", 1)[-1])
        as_of = "-".join(day.groups()) if day else None
        for sheet, rows in _sheets(path):
            head: dict[int, str] | None = None
            for number, row in enumerate(rows, 1):
                known = {i: names[_heading(str(v))] for i, v in enumerate(row) if _heading(str(v)) in names}
                if len(known) >= len(spec.columns) // 2:
                    head = known
                    continue
                values = {head[i]: _text(value) for i, value in enumerate(row) if i in head} if head else {}
                first = str(row[0]) if row else ""
                if not any(values.values()) or re.match(r"合计|制表人|审核人|填报", first):
                    continue
                for native, held in columns.items():
                    held.append(values.get(native))
                for name, value in zip(control, (path.name, sheet, as_of, number), strict=True):
                    control[name].append(value)
    return snapshot(spec, columns, control)


def _sql(database: Path, spec: TableSpec) -> LandedPull:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        natives = ", ".join(f'"{native}"' for native in spec.columns)
        rows = connection.execute(f'SELECT {natives} FROM "{spec.native_table}"').fetchall()  # noqa: S608 - names of the mapping
    rows.sort(key=lambda row: tuple(str(row[list(spec.columns).index(native)]) for native in spec.key))
    columns = {native: [_text(row[i]) for row in rows] for i, native in enumerate(spec.columns)}
    return snapshot(spec, columns, {})


def _gateway(path: Path, spec: TableSpec) -> LandedPull:
    rows = json.loads(path.read_text(encoding="utf-8"))
    newest = max(row["UPDATED_AT"] for row in rows)[:10]
    columns = {native: [_text(row.get(native)) for row in rows] for native in spec.columns}
    return snapshot(spec, columns, {}, as_of=dt.date.fromisoformat(newest))


def land_world(world: Path, specs: Mapping[str, SourceSpec]) -> list[LandedPull]:
    """Every table of the sources that a world is configured with, as one complete pull each."""
    configured = yaml.safe_load((world / "hecha.yaml").read_text(encoding="utf-8"))["sources"]
    pulls = []
    for system, spec in specs.items():
        if system not in configured:
            continue
        for table in spec.tables.values():
            match spec.delivery:
                case "sql":
                    pulls.append(_sql(world / "exchange.db", table))
                case "gateway":
                    pulls.append(_gateway(world / "gateway" / f"{table.name}.json", table))
                case "files":
                    if system in FOLDERS:
                        pulls.append(_files(world / FOLDERS[system], table))
    return pulls
