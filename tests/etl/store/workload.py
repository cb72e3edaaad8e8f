"""What the crash tests do to a store: two pulls of rosters and one step's tables. Can be told to die at a named point."""

import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.engine.warehouse import Settings, Warehouse, open_warehouse
from etl.model.sources import SourceSpec, load_sources
from etl.store import Store, durable, open_store
from etl.store.snapshots import Pull

CONNECTORS = Path(__file__).resolve().parents[3] / "connectors"
PRINT = "f" * 64
MONTH, STEP = 202312, "conform"
NAMES = ("MXID", "CJBH", "AAC003", "AAC002")
FIRST = [
    ("1", "459900CJ0001", "赵一", "459900198001010010"),
    ("2", "459900CJ0001", "钱二", "459900198001010029"),
]
SECOND = [*FIRST, ("3", "459900CJ0002", "孙三", "459900198001010037")]


FORMS = {
    "form": pa.array([1, 2], pa.int64()),
    "id_text": ["459900198001010010", None],
    "name": ["赵一", "钱二"],
    "phone": pa.nulls(2, pa.string()),
    "account": pa.nulls(2, pa.string()),
    "county": ["459900", None],
    "source_kinds": ["hrss.rosters", "hrss.rosters"],
}
EMPLOYERS = {
    "employer": pa.array([1], pa.int64()),
    "uscc": ["914599000000000001"],
    "employer_name": ["测试厂"],
    "unit_no": pa.nulls(1, pa.string()),
}
KEPT = {"forms": "conform.forms", "employers": "conform.employers"}


@contextmanager
def tables_of(store: Store, forms: Mapping[str, Any], employers: Mapping[str, Any]) -> Iterator[Warehouse]:
    """A warehouse with the two tables of the step."""
    with store.scratch() as scratch, open_warehouse(Settings(threads=1), scratch) as warehouse:
        warehouse.give("conform.forms", pa.table(dict(forms)))
        warehouse.give("conform.employers", pa.table(dict(employers)))
        yield warehouse


def specs() -> dict[str, SourceSpec]:
    return load_sources(CONNECTORS)


def roster(rows: Sequence[tuple[str | None, ...]]) -> pa.Table:
    """Roster rows as a connector hands them over."""
    columns = {name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(NAMES)}
    count = len(rows)
    nothing = pa.nulls(count, pa.string())
    control = {
        "_row": pa.array(range(count), pa.int64()),
        "_file": nothing,
        "_sheet": nothing,
        "_source_row": pa.nulls(count, pa.int64()),
        "_as_of": pa.array(["2023-12-31T08:00:00"] * count, pa.string()),
    }
    return pa.table({**columns, **control})


def pull(store: Store, data: pa.Table, cut: int | None = None) -> Pull:
    """Land a roster, in batches of `cut` rows."""
    writer = store.snapshots.writer("hrss", "rosters")
    for batch in data.to_batches(max_chunksize=cut):
        writer.write(batch)
    return writer.commit(as_of="2023-12-31", complete=True)


def run(root: Path) -> None:
    """The whole workload; what stands is not done again."""
    with open_store(root, specs()) as store:
        for rows in (FIRST, SECOND):
            pull(store, roster(rows))
        if store.tables.rows(MONTH, STEP, PRINT) is None:
            with tables_of(store, FORMS, EMPLOYERS) as warehouse:
                store.tables.keep(warehouse, MONTH, STEP, PRINT, KEPT)


def die_at(point: str, nth: int) -> None:
    """Kill this process the nth time a point is reached."""
    left = [nth]

    def hook(reached: str) -> None:
        if reached == point:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    durable.set_crash_point(hook)


def run_and_die(root: Path, point: str, nth: int) -> None:
    """The workload in a process that kills itself, without any clean-up, when a point is reached for the nth time."""
    die_at(point, nth)
    run(root)
