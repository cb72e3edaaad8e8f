"""The tables of the rules that SQL can't make: keyed hashes, and the season of a workshop out of what a person wrote."""

import hmac
import re

import pyarrow as pa

from etl import months
from etl.engine.tables import PythonTable, Reader

ID_LENGTH = 16
PURPOSE = "entitlements"
_IDS = pa.schema([("unit", pa.int64()), ("entitlement_id", pa.string())])
_SPAN = re.compile(r"(\d{1,2})(?:\s*[-至~—]\s*(\d{1,2}))?")
_SEASONS = pa.schema({"workshop_id": pa.string(), "season_month": pa.int64()})


def _entitlement_ids(tables: Reader) -> pa.Table:
    """A keyed hash of each unit's word, so that an id says nothing of the person and stays the same from month to month."""
    keys = {row["purpose"]: row["key"] for row in tables.arrow("run.keys").to_pylist()}
    secret = bytes.fromhex(keys[PURPOSE])
    asked = tables.query("SELECT unit, word FROM rules.grant_words")
    ids = [
        hmac.digest(secret, word.encode(), "sha256").hex()[:ID_LENGTH]
        for word in asked.column("word").to_pylist()
    ]
    return pa.table({"unit": asked.column("unit"), "entitlement_id": pa.array(ids, pa.string())})


def seasons(reader: Reader) -> pa.Table:
    """`workshop_id`, `season_month` (1..12) from the recorded season: "4-10", "4,5,6", or the fact's own months."""
    said = reader.query(
        "SELECT workshop_id, value, from_month, to_month FROM link.facts "
        "WHERE code = 'seasonal_months' AND workshop_id IS NOT NULL"
    )
    found = {
        (row["workshop_id"], month)
        for row in said.to_pylist()
        for month in season_months(row["value"] or "", row["from_month"], row["to_month"])
    }
    rows = sorted(found)
    return pa.table([[shop for shop, _ in rows], [month for _, month in rows]], schema=_SEASONS)


def season_months(value: str, first: int | None, last: int | None) -> list[int]:
    """The months of the year that a recorded season names."""
    found: set[int] = set()
    for start, end in _SPAN.findall(value):
        lower, upper = int(start), int(end or start)
        within = range(lower, upper + 1) if lower <= upper else (*range(lower, 13), *range(1, upper + 1))
        found |= {month for month in within if 1 <= month <= 12}
    if not found and first is not None and last is not None:
        found = {month % 100 for month in months.span(first, last)}
    return sorted(found)


TABLES = (
    PythonTable("rules.grant_ids", ("rules.grant_words", "run.keys"), _IDS, _entitlement_ids),
    PythonTable("rules.seasons", ("link.facts",), _SEASONS, seasons),
)
