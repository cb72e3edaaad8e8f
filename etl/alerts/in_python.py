"""The alert tables that SQL can't make: keyed ids, and how like two workshops' names and addresses are."""

import hashlib
import hmac

import pyarrow as pa

from etl.alerts.likeness import alike
from etl.engine.tables import PythonTable, Reader

LENGTH = 16
"""Hex digits of an id."""
IDS = pa.schema([("code", pa.string()), ("key", pa.string()), ("alert_id", pa.string())])
SUCCESSORS = pa.schema([("old", pa.string()), ("workshop_id", pa.string()), ("why", pa.string())])


def ids(reader: Reader) -> pa.Table:
    """The same facts give the same id under one key, and nothing of them can be read back."""
    told = reader.query("SELECT code, key, said FROM alerts.cases")
    keys = reader.query("SELECT key FROM run.keys WHERE purpose = 'alerts'").column("key").to_pylist()
    secret = bytes.fromhex(keys[0]) if keys else b""
    if told.num_rows and not secret:
        raise ValueError("run.keys has no key for alerts")
    hashed = [
        hmac.new(secret, said.encode(), hashlib.sha256).hexdigest()[:LENGTH]
        for said in told.column("said").to_pylist()
    ]
    return told.select(["code", "key"]).append_column("alert_id", pa.array(hashed, pa.string()))


def successors(reader: Reader) -> pa.Table:
    """Pairs that are one workshop under another name: one credit code, or one manager and a like name or address."""
    return alike(reader.arrow("alerts.successor_pairs")).select(SUCCESSORS.names)


TABLES = (
    PythonTable("alerts.ids", ("alerts.cases", "run.keys"), IDS, ids),
    PythonTable("alerts.successors", ("alerts.successor_pairs",), SUCCESSORS, successors),
)
