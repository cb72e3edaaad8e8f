"""From facts to what is delivered by machines: the exchange database and the registry behind the gateway.

Nothing here decides what is true; the dirt it adds is counted by dirt.py. Not here: files of offices (`register_files.py`,
`finance_files.py`), and how a row is written (`native.py`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from world import dirt
from world.dirt import Dirt
from world.model import Cells
from world.native import AMOUNTS, TABLES, claim_row, entity_rows, roster_row, workshop_row
from world.story import World

SOURCES: dict[str, str] = {
    "BFCJ_JBXX": "hrss.workshops",
    "BFCJ_YGHMC": "hrss.rosters",
    "JYDJ": "hrss.employment",
    "LDHT": "hrss.contracts",
    "GYXGW": "hrss.public_posts",
    "PXSMZ": "hrss.training",
    "BTFF": "hrss.subsidies",
    "AC43": "social_insurance.contributions",
    "AC60": "social_insurance.pensions",
}
PADDED = {"AAC002": 20, "FZRZJHM": 20, "XZQHDM": 12}


# -- the exchange database ----------------------------------------------------------------------------------


def exchange_rows(world: World, counts: Dirt) -> dict[str, list[Cells]]:
    """Every HRSS and insurance table, everyday dirt included."""
    rosters = dirt.repeat_rosters(world, counts, [roster_row(row) for row in world.rosters])
    claims = dirt.repeat_claims(world, counts, [claim_row(c) for c in world.claims if c.via == "hrss"])
    dirt.unreadable(world, counts, rosters, claims)
    return world.tables | {
        "BFCJ_JBXX": [workshop_row(world, shop) for shop in world.workshops],
        "BFCJ_YGHMC": rosters,
        "BTFF": claims,
        "AC43": dirt.repeat_contributions(world, counts, world.tables["AC43"]),
    }


def write_exchange(path: Path, tables: dict[str, list[Cells]], order: Sequence[str] = tuple(TABLES)) -> None:
    """One SQLite file; the rows of each table in an order that is nobody's."""
    with sqlite3.connect(path) as database:
        for table in order:
            columns = TABLES[table].split()
            kinds = ", ".join(f"{name} {_kind(name)}" for name in columns)
            database.execute(f"CREATE TABLE {table} ({kinds})")
            rows = sorted(tables[table], key=lambda row: str(row[columns[0]])[::-1])
            marks = ", ".join("?" * len(columns))
            database.executemany(
                f"INSERT INTO {table} VALUES ({marks})",  # noqa: S608 -- the name is one of TABLES
                [tuple(_stored(name, row.get(name)) for name in columns) for row in rows],
            )
    database.close()


def _kind(column: str) -> str:
    if column in PADDED:
        return f"CHAR({PADDED[column]})"
    return "DECIMAL(12,2)" if column in AMOUNTS else "VARCHAR"


def _stored(column: str, value: Any) -> str | None:
    if value is None:
        return None
    return str(value).ljust(PADDED.get(column, 0))


# -- the finance office's files -----------------------------------------------------------------------------


def write_registry(folder: Path, world: World) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    entities = sorted(entity_rows(world), key=lambda row: str(row["UNISCID"])[::-1])
    officers = sorted(
        world.officers, key=lambda row: (str(row["UNISCID"])[::-1], row["CERNO"], row["POSITION"])
    )
    for name, rows in (("entities", entities), ("officers", officers)):
        (folder / f"{name}.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
