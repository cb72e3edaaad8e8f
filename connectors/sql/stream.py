"""Rows of one statement as Arrow batches of text: through a server-side cursor, or where it can be, through COPY.

PostgreSQL's COPY hands out text; parsing it in Arrow costs a tenth of making a Python object of every cell.
"""

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.csv as pcsv
import sqlalchemy as sa
from sqlalchemy import exc

from connectors.ahead import ahead
from connectors.files.pull import is_id
from connectors.sql.database import Found
from connectors.sql.values import column_of
from etl.model.sources import TableSpec

_COPY_BYTES = 4 << 20
# What COPY writes of these is what value_text would; of others (booleans, bytes, floats in IDs) it is not.
_COPIED = (sa.String, sa.Numeric, sa.Integer, sa.Date, sa.DateTime)


def empty(found: Found) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(
        [pa.nulls(0, pa.string()) for _ in found.names], names=list(found.names)
    )


def stream(
    connection: sa.Connection, statement: sa.Select[Any], spec: TableSpec, found: Found, rows: int
) -> Iterator[pa.RecordBatch]:
    """Batches of at most `rows` rows, one behind the other."""
    if (
        connection.dialect.name == "postgresql"
        and connection.dialect.driver == "psycopg"
        and _copyable(spec, found)
    ):
        yield from _rebatched(_copied(connection, statement, found), rows)
        return
    result = connection.execution_options(yield_per=rows).execute(statement)
    for part in result.partitions():
        yield _batch(part, spec, found)


def _copyable(spec: TableSpec, found: Found) -> bool:
    for native, kind in found.kinds.items():
        if not isinstance(kind, _COPIED) or (isinstance(kind, sa.Float) and is_id(spec, native)):
            return False
    return True


def _batch(rows: Sequence[Sequence[Any]], spec: TableSpec, found: Found) -> pa.RecordBatch:
    natives = list(found.names)
    if not rows:
        return empty(found)
    arrays = [
        pa.array(column_of(values, is_id=is_id(spec, native)), pa.string())
        for native, values in zip(natives, zip(*rows, strict=True), strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, names=natives)


def _copied(connection: sa.Connection, statement: sa.Select[Any], found: Found) -> Iterator[pa.RecordBatch]:
    compiled = statement.compile(connection, compile_kwargs={"render_postcompile": True})
    command = f"COPY ({compiled}) TO STDOUT (FORMAT csv)"
    natives = list(found.names)
    read = pcsv.ReadOptions(column_names=natives, use_threads=False, block_size=_COPY_BYTES * 4)
    parse = pcsv.ParseOptions(newlines_in_values=True)
    convert = pcsv.ConvertOptions(
        column_types=dict.fromkeys(natives, pa.string()),
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )
    if not connection.in_transaction():
        connection.begin()
    driver: Any = connection.connection.driver_connection
    blocks = _copy_blocks(connection, driver, command, compiled.params or None)
    # The next block is fetched while Arrow parses this one; a pull that ends early tells the server to stop.
    for block in ahead(blocks, stop=driver.cancel):
        yield from pcsv.read_csv(pa.py_buffer(block), read, parse, convert).to_batches()


def _copy_blocks(connection: sa.Connection, driver: Any, command: str, given: Any) -> Iterator[bytes]:
    """What COPY sends, in blocks of whole rows."""
    dialect = connection.dialect
    base = dialect.loaded_dbapi.Error
    held = io.BytesIO()
    try:
        query = dialect.loaded_dbapi.ClientCursor(driver).mogrify(command, given)
        wire = driver.pgconn
        _expect(dialect, wire.exec_(query.encode()), copying=True)
        fetch = wire.get_copy_data
        while True:
            # One call a row, straight into libpq: the driver's own loop costs ten times as much.
            size, row = fetch(0)
            if size < 0:
                break
            held.write(row)
            if held.tell() >= _COPY_BYTES:
                yield held.getvalue()
                held = io.BytesIO()
        while (result := wire.get_result()) is not None:
            _expect(dialect, result, copying=False)
    except base as error:
        raise exc.DBAPIError.instance(None, None, error, base, hide_parameters=True) from None
    if held.tell():
        yield held.getvalue()


def _expect(dialect: sa.Dialect, result: Any, *, copying: bool) -> None:
    """Raise what the server says went wrong, as the driver itself would."""
    driver: Any = dialect.loaded_dbapi
    status = driver.pq.ExecStatus
    if result.status != (status.COPY_OUT if copying else status.COMMAND_OK):
        raise driver.errors.error_from_result(result)


def _rebatched(batches: Iterator[pa.RecordBatch], rows: int) -> Iterator[pa.RecordBatch]:
    """Batches of exactly `rows` rows, but for the last."""
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        rest = batch
        while count + rest.num_rows >= rows:
            taken = rest.slice(0, rows - count)
            yield pa.Table.from_batches([*held, taken]).combine_chunks().to_batches()[0]
            rest, held, count = rest.slice(rows - count), [], 0
        if rest.num_rows:
            held.append(rest)
            count += rest.num_rows
    if count:
        yield pa.Table.from_batches(held).combine_chunks().to_batches()[0]
