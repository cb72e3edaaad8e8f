"""Pulling a source: by what the configuration says, everything it has, into snapshots.

Who is asked for in social insurance and in the registry is known only from what the other sources said (`narrowed`), so
they come after those (`connectors.ORDER`). When a table can't be pulled, the error names it and no snapshot of that table
is left; its pages stay, so the next run goes on.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

import pyarrow as pa

from connectors.ahead import ahead
from connectors.chain import Base, chained
from connectors.controls import without_controls
from connectors.deliveries import Asked, Deliveries, SourceConfig, Tuning, Workroom
from connectors.errors import IncompleteError
from connectors.forgotten import Forgotten
from connectors.guards import Said, against_before, guards_of, refuse
from connectors.interest import persons_of_interest, wanted_codes
from connectors.landed import Landed
from connectors.marks import Clock, Marks
from etl.config_sources import GatewaySource, Guards, SqlSource
from etl.model.sources import SourceSpec, TableSpec
from etl.store.snapshots import Pull, SnapshotStore

Progress = Callable[[str, int], None]
Guard = Callable[[int, int | None], Said | None]
"""Judges the rows that came and the people who were asked for, before anything is kept."""


def pull_source(
    spec: SourceSpec,
    config: SourceConfig,
    snapshots: SnapshotStore,
    workroom: Workroom,
    *,
    asked: Asked | None = None,
    tuning: Tuning | None = None,
    progress: Progress | None = None,
    clock: Clock = time.time,
    guards: Guards | None = None,
    forgotten: Forgotten | None = None,
) -> dict[str, Pull]:
    """Pull every table that the configuration delivers; table name -> the snapshot kept.

    With `pull: changes` a table is asked for what changed since the snapshot before, where that can be trusted; what is
    kept is the whole table all the same. `guards`: what is done where less comes than came before. `forgotten`: people of whom
    nothing is kept.
    """
    pulls: dict[str, Pull] = {}
    marks = Marks(workroom.folder, clock)
    with Deliveries(spec, config, workroom, asked or Asked(), tuning or Tuning()) as deliveries:
        for table in deliveries.tables:
            begun = time.monotonic()
            latest, told = snapshots.latest(f"{spec.system}.{table}"), deliveries.tells_changes(table)
            since = marks.since(spec.tables[table], latest) if told else None
            landed = without_controls(deliveries.land(table, since))
            whole: Landed | None = landed
            if latest is not None and not landed.complete:
                whole = _brought_in(landed, latest, snapshots, spec.tables[table], workroom)
            reading = time.monotonic() - begun
            if whole is None and latest is not None:
                landed.done()
                pulls[table] = latest
            elif whole is not None:
                own = guards_of(guards or Guards(), config, table)
                guard = partial(against_before, spec.tables[table], own, latest)
                leave_out = None if forgotten is None else partial(forgotten.without, spec=spec.tables[table])
                pulls[table] = keep(
                    spec.system,
                    table,
                    whole,
                    snapshots,
                    progress,
                    reading=reading,
                    guard=guard,
                    leave_out=leave_out,
                )
            if told:
                marks.set(spec.tables[table], landed, pulls[table])
        for table in spec.tables.keys() - pulls.keys():
            # Nothing delivers it any more: that too is nothing where there was something.
            own = guards_of(guards or Guards(), config, table)
            latest = snapshots.latest(f"{spec.system}.{table}")
            asked = None if latest is None else latest.receipt.get("persons")
            refuse(against_before(spec.tables[table], own, latest, 0, asked))
    return pulls


def _brought_in(
    changes: Landed, latest: Pull, snapshots: SnapshotStore, spec: TableSpec, workroom: Workroom
) -> Landed | None:
    stated = latest.receipt.get("as_of")
    columns = snapshots.columns(latest)
    base = Base(lambda: snapshots.read(latest), columns, str(stated) if stated else None)
    return chained(changes, base, spec, workroom.scratch())


def narrowed(config: SourceConfig, snapshots: SnapshotStore, areas: Sequence[str]) -> Asked:
    """What a source is asked for, from the newest snapshots of the others; all of it where its mode says so."""

    def read(source: str, columns: Sequence[str]) -> Iterable[pa.RecordBatch]:
        pull = snapshots.latest(source)
        return () if pull is None else snapshots.read(pull, columns)

    asked = Asked()
    if isinstance(config, SqlSource) and config.mode == "persons":
        asked = replace(asked, persons=tuple(persons_of_interest(read, areas)))
    if isinstance(config, GatewaySource) and config.mode == "lookup":
        asked = replace(asked, codes=tuple(wanted_codes(read)))
    return asked


def _refuse_lost(landed: Landed, kept: int) -> None:
    if landed.rows is not None and kept != landed.rows:
        raise IncompleteError(landed.source, f"{landed.rows} rows were read, but {kept} would be kept")


def keep(
    system: str,
    table: str,
    landed: Landed,
    snapshots: SnapshotStore,
    progress: Progress | None = None,
    *,
    reading: float = 0.0,
    guard: Guard | None = None,
    leave_out: Callable[[pa.RecordBatch], pa.RecordBatch] | None = None,
) -> Pull:
    """Write landed rows as one snapshot, numbered from 0, and free what they came from.

    `reading`: the seconds that the source took; the receipt says them, and how long the writing took.
    """
    begun = time.monotonic()
    writer = snapshots.writer(system, table)
    rows = came = 0
    try:
        for whole in ahead(landed.batches):
            came += whole.num_rows
            batch = whole if leave_out is None else leave_out(whole)
            if not batch.num_rows:
                continue
            numbers = pa.array(range(rows, rows + batch.num_rows), pa.int64())
            writer.write(batch.append_column(pa.field("_row", pa.int64()), numbers))
            rows += batch.num_rows
            if progress is not None:
                progress(landed.source, rows)
        _refuse_lost(landed, came)
        if guard is not None:
            refuse(guard(came, None if landed.persons is None else len(landed.persons)))
        pull = writer.commit(
            columns=landed.columns,
            as_of=landed.as_of,
            complete=landed.complete,
            watermark=landed.watermark,
            files=landed.files,
            drift=landed.drift,
            sums=landed.sums if came == rows else {**landed.sums, "forgotten": came - rows},
            asked=landed.asked,
            persons=landed.persons,
            seconds={"reading": round(reading, 3), "writing": round(time.monotonic() - begun, 3)},
        )
    except BaseException:
        writer.abort()
        raise
    landed.done()
    return pull
