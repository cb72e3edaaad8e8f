"""What only the release asks for beside the tables of a run: what is compared with, columns of the sources, what a notice shows.

Not here: which rows any table takes of it (the SQL files), and what the workbook's words are (`headings.yaml`).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.alerts.facts import Cell, Writing, alerts
from etl.engine.warehouse import Warehouse
from etl.model.contracts import load_contracts, published, working
from etl.model.sources import SourceSpec
from etl.policy.figures import once_table
from etl.policy.in_force import Library
from etl.publish.inspections import visits_table
from etl.publish.kinds import public_rules

ROSTERS, MONTH = "hrss.rosters", "month"
CHECK = "：与其他系统的记载不一致，请核实本行；是否有误以核实为准。"
CHECK_WRITING = "：请核实本行填写的姓名和证件号码；是否有误以核实为准。"


def give_earlier(warehouse: Warehouse, folder: Path | None) -> None:
    """`earlier.*`: every published table as the release of this folder holds it inside the office; without rows where it doesn't."""
    inside = None if folder is None else folder / "internal" if (folder / "internal").is_dir() else folder
    for name in load_contracts("published"):
        path = None if inside is None else inside / f"{name}.parquet"
        if path is not None and path.exists():
            warehouse.give(f"earlier.{name}", _whole(name, path))
        else:
            warehouse.give_empty([f"earlier.{name}"])


def _whole(name: str, path: Path) -> Path | pa.Table:
    """A table of an earlier release; one of an earlier version of the contract gets the columns that it didn't have, empty."""
    schema = published(name).arrow_schema()
    there = set(pq.read_schema(path).names)
    if there >= set(schema.names):
        return path
    table = pq.read_table(path, columns=[one for one in schema.names if one in there])
    columns = [
        table.column(one.name).cast(one.type) if one.name in there else pa.nulls(table.num_rows, one.type)
        for one in schema
    ]
    return pa.table(columns, names=schema.names)


def release_tables(
    library: Library,
    sources: Mapping[str, SourceSpec],
    *,
    policy_changed: bool,
    people: Mapping[str, str] = MappingProxyType({}),
    threshold: int | None = None,
) -> dict[str, pa.Table]:
    """The tables that the SQL files of this room read and no other room does.

    `people`: schemes whose lists of people a rule orders to be put up, by that rule; `threshold`: the site's own.
    """
    rules = public_rules()
    shown = {"first": rules.first, "last": rules.last, "threshold": threshold or rules.threshold}
    rows: dict[str, list[dict[str, Any]]] = {
        "run.release": [{"policy_changed": policy_changed}],
        "run.written_columns": _written(sources),
        "run.questioned_columns": _questioned(sources),
        "run.public_schemes": [
            {"scheme": scheme, "document": rule} for scheme, rule in sorted(people.items())
        ],
        "run.public_numbers": [shown],
    }
    made = {name: _table(name, listed) for name, listed in rows.items()}
    return made | {"run.visits": visits_table(), "policy.published_always": once_table(library)}


def _table(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=working(name).arrow_schema())


def _written(sources: Mapping[str, SourceSpec]) -> list[dict[str, Any]]:
    """Native names of the columns that hold a person's number and name, by table."""
    rows = []
    for spec in sources.values():
        for table in spec.tables.values():
            of = {column.person: column.native for column in table.columns.values() if column.person}
            rows.append({"source": table.source, "id_column": of.get("id"), "name_column": of.get("name")})
    return rows


def _questioned(sources: Mapping[str, SourceSpec]) -> list[dict[str, Any]]:
    """The source's own name of the column that an alert of each code puts in question (`correction` in its head)."""
    asks = {code: one.correction for code, one in alerts().items() if one.correction is not None}
    written = {code: one.part for code, one in asks.items() if isinstance(one, Writing)}
    contradicting = {code: (one.source, one.column) for code, one in asks.items() if isinstance(one, Cell)}
    rows: list[dict[str, Any]] = []
    for spec in sources.values():
        for table in spec.tables.values():
            columns = table.columns.values()
            parts = {column.person: column.native for column in columns if column.person}
            natives = {column.name: column.native for column in columns}
            asked = {code: parts.get(part) for code, part in written.items()}
            if table.source == ROSTERS:
                asked |= dict.fromkeys(contradicting, natives[MONTH])
            asked |= {
                code: natives[column]
                for code, (source, column) in contradicting.items()
                if source == table.source
            }
            rows += [
                {
                    "code": code,
                    "source": table.source,
                    "column": native,
                    "zh": alerts()[code].zh,
                    "asks": CHECK_WRITING if code in written else CHECK,
                }
                for code, native in asked.items()
                if native is not None
            ]
    return rows
