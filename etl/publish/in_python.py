"""The one table of this room that Python makes: names as a public release shows them, each distinct name once."""

import pyarrow as pa

from etl.engine.tables import PythonTable, Reader
from etl.publish.kinds import masked_name, surname

NAMES = pa.schema([("name", pa.string()), ("masked", pa.string()), ("surname", pa.string())])


def shown_names(reader: Reader) -> pa.Table:
    """Of everybody in a village of somebody on the notice, and of whoever is in charge of a workshop."""
    rows = reader.query(
        "SELECT name FROM publish.neighbours UNION SELECT manager_name AS name FROM ledger.ledger"
    )
    names = sorted(one for one in rows.column("name").to_pylist() if one)
    return pa.table(
        [names, [masked_name(one) for one in names], [surname(one) for one in names]], schema=NAMES
    )


TABLES = (PythonTable("publish.shown_names", ("publish.neighbours", "ledger.ledger"), NAMES, shown_names),)
