"""The table of the room that SQL can't make: which of several rows of HRSS and county finance are one payment recorded twice."""

from collections.abc import Iterator

import pyarrow as pa

from etl.engine.tables import PythonTable, Reader

PAIRS = pa.schema(
    [
        ("row_ref", pa.string()),
        ("other_ref", pa.string()),
        ("person", pa.int64()),
        ("workshop_id", pa.string()),
        ("scheme", pa.string()),
        ("from_month", pa.int64()),
        ("to_month", pa.int64()),
        ("hrss_state", pa.string()),
        ("hrss_paid_on", pa.date32()),
    ]
)


def twin_pairs(reader: Reader) -> pa.Table:
    """Each row pairs once, in row order; the one of HRSS counts, which says for what batch and workshop it is."""
    found = reader.query(
        "SELECT * FROM verify.likely_twins ORDER BY hrss_pull, hrss_row, hrss_ref, finance_pull, finance_row, finance_ref"
    ).to_pylist()
    return pa.Table.from_pylist(list(_once(found)), schema=PAIRS)


def _once(found: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    taken: set[object] = set()
    for one in found:
        pair = (one["hrss_ref"], one["finance_ref"])
        if taken.isdisjoint(pair):
            taken.update(pair)
            yield {**{name: one[name] for name in PAIRS.names[2:]}, "row_ref": pair[0], "other_ref": pair[1]}


TABLES = (PythonTable("verify.twin_pairs", ("verify.likely_twins",), PAIRS, twin_pairs),)
