"""Each distinct text of all tables' columns read once; typed.py looks it up for the rows.

Parsing costs far more than looking up: millions of rows hold a few thousand different dates, amounts and codes. One
dictionary holds what every text means for every kind of column.
"""

from collections.abc import Callable, Mapping

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.conform import text, values
from etl.conform.codes import folded_code, is_coded, words_of
from etl.conform.landed import Settings
from etl.conform.stacked import Stacked, one
from etl.conform.wordings import parts
from etl.engine import Engine
from etl.model.sources import TableSpec

# Where the dictionary keeps a value of each type.
SLOTS: Mapping[str, str] = {
    "date": "date",
    "month": "int64",
    "time": "timestamp(6)",
    "flag": "boolean",
    "decimal": "decimal(18, 2)",
    "int": "int64",
    "text": "string",
}
PARSERS: Mapping[str, Callable[[ir.StringValue], ir.Value]] = {
    "date": values.date,
    "month": values.month,
    "time": values.time,
    "flag": values.flag,
    "decimal": values.decimal,
    "int": values.whole,
    "text": text.words,
}
CODE = "code "
# Ends of spells, which offices leave open by a day at the end of time.
ENDS = ("ended_on", "ended_early_on", "contract_to", "to_month")
OR_OPEN = " or open"


def kinds(spec: TableSpec) -> dict[str, str]:
    """The kind of each column that is looked up: its type, or a list of codes. Other columns are cleaned in place."""
    of = parts(spec)
    found = {}
    for native, column in spec.columns.items():
        if native in of:
            continue
        if is_coded(column):
            found[native] = f"{CODE}{spec.source} {native}"
        elif column.type != "text":
            is_end = column.name in ENDS and not column.required
            found[native] = column.type + (OR_OPEN if is_end else "")
        elif native not in spec.key and column.name not in text.CLEANERS:
            found[native] = "text"
    return found


def _codes(engine: Engine, tables: Mapping[str, Stacked], settings: Settings) -> ir.Table:
    """Every word of every list of codes, folded, with the code that it means."""
    lists = [
        (kind, words_of(source, table.spec.columns[native], settings.scheme_names))
        for source, table in tables.items()
        for native, kind in kinds(table.spec).items()
        if kind.startswith(CODE)
    ]
    entries = [(kind, word, code) for kind, words in lists for word, code in words.items() if word]
    columns = zip(*entries, strict=True) if entries else ((), (), ())
    return engine.table(
        pa.table([pa.array(column, pa.string()) for column in columns], names=["_kind", "_word", "_code"])
    )


def readings(engine: Engine, tables: Mapping[str, Stacked], settings: Settings) -> ir.Table | None:
    """Every distinct text of each kind of column: what it means (`_<type>`), and whether anything stands there (`held`)."""
    each = [
        table.raw.select(kind=ibis.literal(kind), raw=ibis.coalesce(table.raw[native], "")).distinct()
        for table in tables.values()
        for native, kind in kinds(table.spec).items()
    ]
    if not each:
        return None
    texts = engine.keep(one(each, distinct=True), "texts")
    found = []
    for kind in sorted({kind for table in tables.values() for kind in kinds(table.spec).values()}):
        if kind.startswith(CODE):
            continue
        mine, slot = texts.filter(texts["kind"] == kind), kind.removesuffix(OR_OPEN)
        found.append(_read(mine, slot, PARSERS[slot](mine["raw"]), may_be_open=slot != kind))
    coded = texts.filter(texts["kind"].startswith(CODE))
    coded = coded.mutate(_folded=folded_code(coded["raw"]))
    codes = _codes(engine, tables, settings)
    coded = coded.left_join(codes, [("kind", "_kind"), ("_folded", "_word")])
    found.append(_read(coded, "text", coded["_code"]))
    return engine.keep(one(found), "readings")


def _read(texts: ir.Table, slot: str, value: ir.Value, *, may_be_open: bool = False) -> ir.Table:
    slots = {f"_{name}": value if name == slot else ibis.null(kind) for name, kind in SLOTS.items()}
    held = text.folded(texts["raw"]).notnull()
    if may_be_open:
        held = held & ~values.is_end_of_time(texts["raw"])
    return texts.select("kind", "raw", **slots, held=held)
