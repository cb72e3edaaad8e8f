"""Each distinct text of a table's columns read once, and joined back to the rows.

Parsing costs far more than looking up: millions of rows hold a few thousand different dates, amounts and codes. One
dictionary per table holds what every text means for every kind of column.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from etl.conform import text, values
from etl.conform.codes import code, is_coded, words_of
from etl.conform.landed import Settings
from etl.engine import Engine
from etl.model.sources import ColumnSpec, TableSpec

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
# Columns of text that are more than words: names stay as they came, codes are compared by equality.
TEXTS: Mapping[str, Callable[[ir.StringValue], ir.StringValue]] = {
    "id_text": text.id_text,
    "id_number": text.id_text,
    "name": text.name,
    "former_name": text.name,
    "employer_name": text.name,
    "phone": text.number_text,
    "account": text.number_text,
    "insured_no": text.number_text,
    "uscc": text.credit_code,
    "unit_no": text.credit_code,
    "workshop_id": text.credit_code,
    "area_code": text.credit_code,
    "village_code": text.credit_code,
}
# Capitals and digits with a digit among them, padded at most: nothing to fold or to take for an empty value.
CLEAN = "^[0-9A-Z]*[0-9][0-9A-Z]* *$"


@dataclass(frozen=True)
class Read:
    """The rows with, for each column that was looked up, its value (`_v<n>`) and whether it was empty (`_e<n>`)."""

    rows: ir.Table
    looked_up: frozenset[str]


def is_plain(column: ColumnSpec) -> bool:
    """Text of no list: whatever stands there can be read."""
    return column.type == "text" and not is_coded(column)


def directly(raw: ir.StringValue, clean: Callable[[ir.StringValue], ir.StringValue]) -> ir.StringValue:
    """A text that differs in nearly every row is cleaned in place; one that is clean already is left alone."""
    return ibis.ifelse(raw.re_search(CLEAN), raw.rstrip(), clean(raw))


def _kind(native: str, column: ColumnSpec, spec: TableSpec) -> str | None:
    """Columns of one kind share their readings; None: cleaned in place."""
    if is_coded(column):
        return f"code {native}"
    if column.type != "text":
        return column.type
    return None if native in spec.key or column.name in TEXTS else "text"


def _parser(
    kind: str, column: ColumnSpec, source: str, settings: Settings
) -> Callable[[ir.StringValue], ir.Value]:
    if not is_coded(column):
        return PARSERS[kind]
    words = words_of(source, column, settings.scheme_names)
    return lambda raw: code(raw, words)


def _entries(
    table: ir.Table, natives: Mapping[str, ColumnSpec], kind: str, source: str, settings: Settings
) -> ir.Table:
    """Every distinct text of the columns of one kind, with what it means."""
    first = next(iter(natives.values()))
    each = [table.select(raw=ibis.coalesce(table[native], "")).distinct() for native in natives]
    texts = each[0] if len(each) == 1 else ibis.union(*each, distinct=True)
    value = _parser(kind, first, source, settings)(texts["raw"])
    keep = ("无",) if first.type == "flag" else ()
    slots = {
        f"_{name}": value if name == first.type else ibis.null(slot)
        for name, slot in SLOTS.items()
        if name != "text"
    }
    return texts.select(
        kind=ibis.literal(kind),
        raw=texts["raw"],
        empty=text.folded(texts["raw"], keep).isnull(),
        **slots,
        _text=value if first.type == "text" else ibis.null("string"),
    )


def read(
    engine: Engine, table: ir.Table, spec: TableSpec, natives: Mapping[str, ColumnSpec], settings: Settings
) -> Read:
    """The rows with the readings of all columns that are looked up."""
    kinds: dict[str, dict[str, ColumnSpec]] = {}
    for native, column in natives.items():
        kind = _kind(native, column, spec)
        if kind:
            kinds.setdefault(kind, {})[native] = column
    if not kinds:
        return Read(table, frozenset())
    entries = [_entries(table, columns, kind, spec.source, settings) for kind, columns in kinds.items()]
    readings = engine.keep(entries[0] if len(entries) == 1 else ibis.union(*entries), f"{spec.name}-readings")
    place = {native: number for number, native in enumerate(spec.columns)}
    looked_up = {native: kind for kind, columns in kinds.items() for native in columns}
    joined = table.mutate(**{f"_j{place[native]}": ibis.coalesce(table[native], "") for native in looked_up})
    names = list(table.columns)
    for native, kind in looked_up.items():
        number = place[native]
        entry = readings.filter(readings["kind"] == kind).select(
            **{
                f"_r{number}": readings["raw"],
                f"_v{number}": readings[f"_{natives[native].type}"],
                f"_e{number}": readings["empty"],
            }
        )
        joined = joined.inner_join(entry, [joined[f"_j{number}"] == entry[f"_r{number}"]])
        names += [f"_v{number}", f"_e{number}"]
    return Read(joined.select(*names), frozenset(looked_up))
