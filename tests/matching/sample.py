"""Forms and register of the sample world, read straight from its files: the link step alone is under test."""

import csv
import datetime as dt
import io
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from python_calamine import CalamineWorkbook

TABLES = {
    # source: table, key, phone, account, workshop
    "hrss.rosters": ("BFCJ_YGHMC", "MXID", "LXDH", "YHZH", "CJBH"),
    "hrss.subsidies": ("BTFF", "BTID", None, "YHZH", "CJBH"),
    "hrss.public_posts": ("GYXGW", "GWBH", None, None, None),
    "hrss.training": ("PXSMZ", "PXBH", None, None, "CJBH"),
}
COLUMNS = {
    "person_id": "人编号",
    "name": "姓名",
    "former_name": "曾用名",
    "sex": "性别",
    "phone": "联系电话",
    "household_id": "户编号",
    "village_code": "行政区划代码",
    "township_name": "乡",
    "village_name": "村",
    "person_state": "人员状态",
}


@dataclass(frozen=True)
class Sample:
    """`rows`: (source, native key) -> form."""

    forms: pa.Table
    people: pa.Table
    rows: dict[tuple[str, str], int]


def number(text: object) -> str | None:
    """An ID as conforming leaves it: trimmed, upper case, a destroyed one as 15 digits and an ellipsis."""
    bare = str(text or "").strip().lstrip("'").strip().upper()
    cut = re.fullmatch(r"(\d)\.(\d+)E\+17", bare)
    return f"{(cut[1] + cut[2])[:15]}…" if cut else bare or None


def day(text: str) -> dt.date | None:
    parts = re.findall(r"\d+", text)
    if len(parts) == 1 and len(parts[0]) == 8:
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    if len(parts) == 1:
        return dt.date(1899, 12, 30) + dt.timedelta(int(parts[0]))
    return dt.date(*(int(part) for part in parts[:3])) if parts else None


def _sheet(path: Path) -> list[list[str]]:
    data = path.read_bytes()
    if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0":
        book = CalamineWorkbook.from_path(path)
        return [
            [str(c) for c in row]
            for name in book.sheet_names
            for row in book.get_sheet_by_name(name).to_python()
        ]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    return list(csv.reader(io.StringIO(text)))


def _people(folder: Path) -> pa.Table:
    found: list[dict[str, object]] = []
    for path in sorted(folder.iterdir()):
        heading: list[str] | None = None
        for row in _sheet(path):
            names = [re.sub(r"\s|\*|（必填）", "", cell) for cell in row]
            if heading is None:
                heading = names if "人编号" in names else None
                continue
            cells = dict(zip(heading, row, strict=False))
            if not cells.get("人编号", "").strip() or not cells.get("姓名", "").strip():
                continue
            person: dict[str, object] = {
                as_: cells[zh].strip().lstrip("'") or None for as_, zh in COLUMNS.items()
            }
            found.append(
                {
                    **person,
                    "id_number": number(cells["证件号码"]),
                    "born_on": day(cells["出生日期"]),
                    "person_state_on": day(cells["状态变更日期"]),
                    "known_from": dt.date(2023, 12, 31),
                }
            )
    dates = {"born_on", "person_state_on", "known_from"}
    schema = pa.schema([(name, pa.date32() if name in dates else pa.string()) for name in found[0]])
    return pa.Table.from_pylist(found, schema=schema)


def read_sample(world: Path) -> Sample:
    people = _people(world / "monitoring")
    forms: dict[tuple[str | None, ...], int] = {}
    rows = {}
    with sqlite3.connect(f"file:{world / 'exchange.db'}?mode=ro", uri=True) as database:
        database.row_factory = sqlite3.Row
        places = {r["CJBH"].strip(): r["XZQHDM"][:6] for r in database.execute("select * from BFCJ_JBXX")}
        for source, (table, key, phone, account, workshop) in TABLES.items():
            for row in database.execute(f"select * from {table}"):  # noqa: S608  # names typed above
                form = (
                    number(row["AAC002"]),
                    (row["AAC003"] or "").strip() or None,
                    row[phone] if phone else None,
                    row[account] if account else None,
                    places.get((row[workshop] or "").strip()) if workshop else None,
                )
                rows[source, row[key].strip()] = forms.setdefault(form, len(forms))
    database.close()
    names = ("id_text", "name", "phone", "account", "county")
    columns = {
        name: pa.array([form[at] for form in forms], type=pa.string()) for at, name in enumerate(names)
    }
    return Sample(pa.table({"form": pa.array(forms.values(), type=pa.int64()), **columns}), people, rows)
