"""The tables of the rules that SQL can't make: keyed hashes."""

import hmac

import pyarrow as pa

from etl.engine.tables import PythonTable, Reader

ID_LENGTH = 16
PURPOSE = "entitlements"
_IDS = pa.schema([("unit", pa.int64()), ("entitlement_id", pa.string())])


def _entitlement_ids(tables: Reader) -> pa.Table:
    """A keyed hash of each unit's word, so that an id says nothing of the person and stays the same from month to month."""
    (key,) = tables.query(f"SELECT key FROM run.keys WHERE purpose = '{PURPOSE}'").column("key").to_pylist()
    secret = bytes.fromhex(key)
    asked = tables.query("SELECT unit, word FROM rules.grant_words")
    ids = [
        hmac.digest(secret, word.encode(), "sha256").hex()[:ID_LENGTH]
        for word in asked.column("word").to_pylist()
    ]
    return pa.table({"unit": asked.column("unit"), "entitlement_id": pa.array(ids, pa.string())})


TABLES = (PythonTable("rules.grant_ids", ("rules.grant_words", "run.keys"), _IDS, _entitlement_ids),)
