"""The tables of this room that SQL can't make: numbers and names read, names compared, the weights, and keys prepared."""

from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from etl.engine.tables import PythonTable, Reader
from etl.engine.warehouse import plain
from matching.bounds import BOUNDS, KEYS
from matching.ids import READ, read_ids, repairs
from matching.keys import blocks
from matching.names import agreement, compare_names, spellings
from matching.weights import load_weights

TEXT, NUMBER, REAL, FLAG = pa.string(), pa.int64(), pa.float64(), pa.bool_()


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema(list(columns.items()))


AT_ONCE = 1 << 16
"""Texts or pairs read and compared at a time: they grow with people, and each is several Python objects meanwhile."""


def _some(reader: Reader, sql: str) -> Iterator[pa.Table]:
    for batch in reader.stream(sql, AT_ONCE):
        yield plain(pa.Table.from_batches([batch]))


def _made(parts: Iterable[pa.Table]) -> Iterator[pa.RecordBatch]:
    for part in parts:
        yield from part.to_batches()


def _numbers(reader: Reader) -> Iterator[pa.RecordBatch]:
    texts = _some(reader, "SELECT s.text FROM link.strange_texts AS s")
    return _made(read_ids(some["text"]) for some in texts)


def _repairs(reader: Reader) -> Iterator[pa.RecordBatch]:
    failing = (
        "SELECT n.text, n.text18 FROM link.numbers AS n WHERE n.text18 IS NOT NULL AND n.fault IS NOT NULL"
    )
    return _made(repairs(some["text"], some["text18"]) for some in _some(reader, failing))


def _odd_names(reader: Reader) -> Iterator[pa.RecordBatch]:
    names = "SELECT DISTINCT f.name FROM conform.forms AS f ANTI JOIN link.written USING (form) WHERE f.name <> ''"
    return _made(spellings(some["name"]) for some in _some(reader, names))


def _agreement(reader: Reader, pairs: str) -> Iterator[pa.RecordBatch]:
    """Of each name of a form and each known name of a candidate how they agree."""
    distinct = f"SELECT DISTINCT name, name_normal, known, is_former FROM {pairs}"
    return _made(
        some.append_column(
            "rank", agreement(some["name"], some["name_normal"], some["known"], some["is_former"])
        )
        for some in _some(reader, distinct)
    )


def _entry_ways(reader: Reader) -> Iterator[pa.RecordBatch]:
    """Of each name of an entry and each known name of who has its number how they agree."""
    pairs = "SELECT DISTINCT name, known, is_former FROM link.entry_names"
    return _made(_entry_way(some) for some in _some(reader, pairs))


def _entry_way(pairs: pa.Table) -> pa.Table:
    normal = {row["name"]: row["name_normal"] for row in spellings(pairs["name"]).to_pylist()}
    spelt = pa.chunked_array([pa.array([normal.get(name, name) for name in pairs["name"].to_pylist()], TEXT)])
    return pairs.append_column("rank", agreement(pairs["name"], spelt, pairs["known"], pairs["is_former"]))


def _stranger_ways(reader: Reader) -> Iterator[pa.RecordBatch]:
    pairs = (
        "SELECT n.id_normal, n.name_normal, o.name_normal AS other, o.place FROM link.stranger_names AS n"
        " INNER JOIN link.stranger_names AS o ON o.id_normal = n.id_normal AND o.place < n.place"
    )
    return _made(_stranger_way(some) for some in _some(reader, pairs))


def _stranger_way(pairs: pa.Table) -> pa.Table:
    ways = compare_names(pairs["name_normal"].to_pylist(), pairs["other"].to_pylist())
    nameless = pc.or_(pc.equal(pairs["name_normal"], ""), pc.equal(pairs["other"], ""))
    return pairs.filter(pc.or_(pc.not_equal(ways, "name_differs"), nameless))


def _ways(_reader: Reader) -> pa.Table:
    return load_weights().ways()


def _weights(_reader: Reader) -> pa.Table:
    return load_weights().table()


def _bounds(_reader: Reader) -> pa.Table:
    kinds = list(BOUNDS)
    return pa.table(
        {"kind": kinds, "most": list(BOUNDS.values()), "is_key": [kind in KEYS for kind in kinds]}
    )


def _key_blocks(reader: Reader) -> pa.Table:
    keys: Mapping[str, str] = {row["purpose"]: row["key"] for row in reader.arrow("run.keys").to_pylist()}
    inner, outer = blocks(bytes.fromhex(keys["person"]))
    return pa.table({"version": [keys["person_version"]], "inner_block": [inner], "outer_block": [outer]})


_WAY = _schema(name=TEXT, known=TEXT, is_former=FLAG, rank=NUMBER)
TABLES = (
    PythonTable(
        "link.numbers", ("link.strange_texts",), _schema(text=TEXT, **dict.fromkeys(READ, TEXT)), _numbers
    ),
    PythonTable("link.repairs", ("link.numbers",), _schema(text=TEXT, repaired=TEXT, slip=TEXT), _repairs),
    PythonTable(
        "link.odd_names",
        ("conform.forms", "link.written"),
        _schema(name=TEXT, name_normal=TEXT, name_bare=TEXT, name_fold=TEXT),
        _odd_names,
    ),
    PythonTable(
        "link.hit_ways", ("link.hit_names",), _WAY, lambda reader: _agreement(reader, "link.hit_names")
    ),
    PythonTable(
        "link.pair_ways", ("link.pair_names",), _WAY, lambda reader: _agreement(reader, "link.pair_names")
    ),
    PythonTable(
        "link.entry_ways",
        ("link.entry_names",),
        _schema(name=TEXT, known=TEXT, is_former=FLAG, rank=NUMBER),
        _entry_ways,
    ),
    PythonTable(
        "link.stranger_ways",
        ("link.stranger_names",),
        _schema(id_normal=TEXT, name_normal=TEXT, place=NUMBER),
        _stranger_ways,
    ),
    PythonTable(
        "link.ways",
        (),
        _schema(rank=NUMBER, way=TEXT, is_known=FLAG, is_name=FLAG, points=REAL, by_number=REAL),
        _ways,
    ),
    PythonTable("link.weights", (), _schema(kind=TEXT, code=TEXT, points=REAL), _weights),
    PythonTable("link.bounds", (), _schema(kind=TEXT, most=NUMBER, is_key=FLAG), _bounds),
    PythonTable(
        "link.key_blocks",
        ("run.keys",),
        _schema(version=TEXT, inner_block=TEXT, outer_block=TEXT),
        _key_blocks,
    ),
)
