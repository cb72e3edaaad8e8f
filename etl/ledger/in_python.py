"""The ledger's table that SQL can't make without the person key's blocks: the keys of households that are to be reached.

The same key that `people.household_key` has. Not here: which households those are (`homes/`).
"""

import pyarrow as pa

from etl.engine.tables import PythonTable, Reader
from matching.keys import PersonKey

HOME_KEYS = pa.schema([("household_id", pa.string()), ("household_key", pa.string())])


def home_keys(reader: Reader) -> pa.Table:
    keys = {row["purpose"]: row["key"] for row in reader.arrow("run.keys").to_pylist()}
    homes = reader.query("SELECT household_id FROM ledger.idle_homes WHERE is_told").column(0)
    if not len(homes):
        return HOME_KEYS.empty_table()
    key = PersonKey(keys["person_version"], bytes.fromhex(keys["person"]))
    named = [key.of("household", one) for one in homes.to_pylist()]
    return pa.table([homes.combine_chunks(), pa.array(named, pa.string())], schema=HOME_KEYS)


TABLES = (PythonTable("ledger.home_keys", ("ledger.idle_homes", "run.keys"), HOME_KEYS, home_keys),)
