"""Pulling one source: by what the configuration says, everything it has, into snapshots.

`pull_source` is all that the assets and the command line call. It opens the delivery, lands every table,
hands the rows to the snapshot store and returns what the store kept. A source is taken whole: when one of its
tables can't be pulled, the error names it, and no snapshot of that table is left.
"""

from collections.abc import Callable
from typing import Any, Protocol

import pyarrow as pa

from connectors.deliveries import Asked, Deliveries, Tuning, Workroom
from connectors.landed import Landed
from etl.model.sources import SourceSpec

Progress = Callable[[str, int], None]


class Writer(Protocol):
    """One snapshot being written (see etl/store/snapshots.py)."""

    def write(self, data: pa.RecordBatch) -> None: ...

    def commit(self, **receipt: Any) -> Any: ...

    def abort(self) -> None: ...


class Store(Protocol):
    """Where snapshots are kept."""

    def writer(self, system: str, table: str) -> Writer: ...


def pull_source(
    spec: SourceSpec,
    config: Any,
    store: Store,
    workroom: Workroom,
    *,
    asked: Asked | None = None,
    tuning: Tuning | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Pull every table that the configuration delivers; table name -> what the store kept."""
    pulls: dict[str, Any] = {}
    with Deliveries(spec, config, workroom, asked or Asked(), tuning or Tuning()) as deliveries:
        for table in deliveries.tables:
            pulls[table] = keep(spec.system, table, deliveries.land(table), store, progress)
    return pulls


def keep(system: str, table: str, landed: Landed, store: Store, progress: Progress | None = None) -> Any:
    """Write landed rows as one snapshot, numbered from 0, and free what they came from."""
    writer = store.writer(system, table)
    rows = 0
    try:
        for batch in landed.batches:
            if not batch.num_rows:
                continue
            numbers = pa.array(range(rows, rows + batch.num_rows), pa.int64())
            writer.write(batch.append_column(pa.field("_row", pa.int64()), numbers))
            rows += batch.num_rows
            if progress is not None:
                progress(landed.source, rows)
        pull = writer.commit(
            columns=landed.columns,
            as_of=landed.as_of,
            complete=landed.complete,
            watermark=landed.watermark,
            files=landed.files,
            drift=landed.drift,
            asked=landed.asked,
        )
    except BaseException:
        writer.abort()
        raise
    landed.done()
    return pull
