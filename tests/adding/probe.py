"""What the house makes of the additions, as JSON: run in a copy of it, with the copy's modules before the house's own."""

import datetime as dt
import json
import runpy
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

WRITERS = ("etl.conform.write", "etl.publish.cells", "etl.alerts.pages", "etl.model.dictionary")
"""Commands that write files from other files."""
SHANXI = "140222"


def write() -> None:
    for name in WRITERS:
        try:
            runpy.run_module(name, run_name="__main__")
        except SystemExit as ended:
            if ended.code:
                raise


def heading_alias() -> object:
    from connectors.files.layout import Layout, read_heading
    from etl.model.landed import sources

    spec = sources()["monitoring.people"]
    layout = Layout(spec.source, spec.name, tuple(spec.columns), (), frozenset(), spec.aliases)
    return read_heading(layout, 1, ["所属县", "姓名"]).landed


def source_table() -> object:
    from etl.conform.given import Settings, landed_tables
    from etl.engine.warehouse import Settings as Engine
    from etl.engine.warehouse import open_warehouse
    from etl.model.landed import CONNECTORS, sources
    from etl.model.sources import load_sources
    from tests.etl.conform.landing import snapshot
    from tests.rooms import room, rows_of

    row = {"维修编号": "W1", "区划代码": "459901", "金额": "1,200.50元", "完工日期": "2023年5月6日"}
    spec = sources()["assets.repairs"]
    pull = snapshot(spec, {native: [row.get(native)] for native in spec.columns}, {"_as_of": ["2023-12-31"]})
    with TemporaryDirectory() as folder, open_warehouse(Engine(threads=1), Path(folder) / "engine") as open_:
        given = landed_tables([pull], load_sources(CONNECTORS), Settings(), Path(folder))
        for name, rows in given.items():
            open_.give(name, rows)
        open_.make("conform", ["conform.repairs"])
        (repair,) = rows_of(open_, "conform.repairs")
    given = {
        "conform.repairs": [{**repair}],
        "conform.data_times": [
            {
                "source": "assets.repairs",
                "pull_id": "p",
                "pull_order": 1,
                "as_of": dt.date(2023, 12, 31),
                "rows": 1,
                "complete": True,
            }
        ],
    }
    with room("verify", given, ["coverage"], config("459901"), 202312) as warehouse:
        covered = {
            row["state"] for row in rows_of(warehouse, "verify.coverage") if row["source"] == "assets.repairs"
        }
    return [repair["repair_id"], str(repair["amount"]), str(repair["repaired_on"]), sorted(covered)]


def config(*areas: str) -> Any:
    from etl.config import Config

    return Config.model_construct(areas=areas, parameters=(), paused={})


def alert() -> object:
    from etl.alerts.facts import alerts
    from etl.alerts.pages import pages
    from etl.model.contracts import vocabulary
    from tests.etl.alerts.small import Small

    small = Small()
    small.workshop("450721CJ0001", premises=None)
    small.workshop("450721CJ0002")
    raised = small.alerts().of("premises_unknown")
    return [
        [(one["workshop_id"], one["level"], one["state"], one["says"]) for one in raised],
        vocabulary()["alerts"]["premises_unknown"],
        list(alerts())[-1],
        "en/premises_unknown.md" in pages(),
    ]


def amounts() -> object:
    """What two clauses of the document give, one of them by the new kind of amount."""
    from tests.etl.rules.claimed import paid, plain
    from tests.etl.rules.in_sql import SqlDesk
    from tests.etl.rules.small import library, shop
    from tests.etl.rules.stories import Book

    book = Book()
    shops = [shop("A", SHANXI, recognised_on=dt.date(2022, 1, 1), floor_area_m2=Decimal("200.00"))]
    claims = [
        paid(scheme, 202301, 202312, "300.00", county=SHANXI, person=None, form=None)
        for scheme in ("LOGISTICS", "UTILITIES")
    ]
    story = book.add(202312, **{**plain(SHANXI), "workshops": shops, "benefits": claims})
    rows = SqlDesk(book, library, ["entitlements"]).rows(story, "entitlements")
    found = {row["scheme"]: (row["rule"], str(row["amount_high"]), str(row["over"])) for row in rows}
    return [found["LOGISTICS"], found["UTILITIES"]]


def ledger_column() -> object:
    from etl.publish.layout import layout
    from etl.publish.trace import Terms, trace
    from tests.etl.publish.small import county, rows, shop
    from tests.rooms import room, rows_of, typed

    shops = [*rows()["conform.workshops"]]
    shops[0] = {**shops[0], "opened_on": dt.date(2021, 5, 6)}
    with county({"conform.workshops": shops}) as warehouse:
        ledger = {row["workshop_id"]: row for row in rows_of(warehouse, "ledger.ledger")}
        tables = {"ledger": warehouse.arrow("ledger.ledger")}
    index = {"row_ref": "r1", "source": "hrss.workshops", "native_key": "W1"}
    tables["row_index"] = typed("publish.row_index", [index])
    with room(
        "publish", {"ledger.ledger": tables["ledger"]}, ["ledger_cells"], config(), 202312
    ) as warehouse:
        cells = [row for row in rows_of(warehouse, "publish.ledger_cells") if row["cell"] == "opened_on"]
    first = shop("W1")["workshop_id"]

    def read(name: str, terms: Terms) -> Any:
        table = tables[name]
        for (column, *_), values in terms:
            kind = table.schema.field(column).type
            table = table.filter(pc.is_in(table.column(column), value_set=pa.array(values, kind)))
        return table

    traced = trace(Path(), first, "opened_on", read=read)
    return [
        str(ledger[first]["opened_on"]),
        sorted({(one["kind_of_cell"], one["value"]) for one in cells if one["workshop_id"] == first}),
        [(row.source, row.native_key) for row in traced.rows],
        layout().words["column"]["opened_on"],
        [one.heading for one in layout().sheets["台账"].columns if one.column == "opened_on"],
    ]


def document() -> object:
    from etl.policy.in_force import open_library

    library = open_library()
    return [[one.id for one in library.basis("430102", month).documents] for month in (202302, 202303)]


def main() -> None:
    if sys.argv[1:] == ["write"]:
        write()
        return
    said: Mapping[str, object] = {
        "heading alias": heading_alias(),
        "source table": source_table(),
        "alert": alert(),
        "amounts": amounts(),
        "ledger column": ledger_column(),
        "document": document(),
    }
    sys.stdout.write(json.dumps(said, ensure_ascii=False))


if __name__ == "__main__":
    main()
