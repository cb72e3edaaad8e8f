"""Killed at any point of the write protocol and run again, a store holds the same, and never showed a half of anything."""

import multiprocessing
import signal
from pathlib import Path
from typing import Any

import pytest

from etl.engine.warehouse import Settings, open_warehouse
from etl.store import durable, open_store
from flow.steps import BY_NAME
from tests.etl.store.workload import FIRST, KEPT, MONTH, PRINT, STEP, roster, run, run_and_die, specs

PATIENCE = 120
POINTS = [
    ("snapshot written", 1),
    ("snapshot written", 2),
    ("file written", 1),  # the key file
    ("file written", 4),  # the second receipt
    ("folder flushed", 1),
    ("folder flushed", 3),
    ("folder renamed", 1),
    ("folder renamed", 2),
    ("folder renamed", 3),
    ("snapshot renamed", 1),
    ("snapshot noted", 1),
    ("table written", 1),
    ("step noted", 1),
]


def contents(root: Path) -> dict[str, Any]:
    """All that a reader can see: pulls, their rows, the step's rows; sealed bytes differ between writings, rows may not."""
    with (
        open_store(root, specs()) as store,
        store.scratch() as scratch,
        open_warehouse(Settings(threads=1), scratch) as warehouse,
    ):
        pulls = store.snapshots.pulls()
        seen: dict[str, Any] = {
            f"{pull.source}:{pull.pull_id}": [
                row for batch in store.snapshots.read(pull) for row in batch.to_pylist()
            ]
            for pull in pulls
        }
        seen["order"] = [(pull.source, pull.pull_id, pull.content_hash) for pull in pulls]
        for pull in pulls:
            assert len(seen[f"{pull.source}:{pull.pull_id}"]) == pull.rows
        if store.tables.rows(MONTH, STEP, PRINT) is not None:
            store.tables.give(warehouse, MONTH, STEP, PRINT, BY_NAME[STEP])
            for name, there in KEPT.items():
                seen[name] = sorted(map(repr, warehouse.arrow(there).to_pylist()))
    return seen


def exit_code(root: Path, point: str, nth: int) -> int | None:
    """What a process ends with that writes to the store and dies at a point; None where it did not end."""
    # One server imports what a store needs; each process is a fork of it.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.etl.store.workload"])
    process = context.Process(target=run_and_die, args=(root, point, nth))
    process.start()
    process.join(timeout=PATIENCE)
    if process.is_alive():
        process.kill()
        process.join(timeout=PATIENCE)
        return None
    return process.exitcode


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    root = tmp_path_factory.mktemp("whole")
    run(root)
    return contents(root)


@pytest.mark.parametrize(("point", "nth"), POINTS)
def test_killed_there_and_run_again(tmp_path: Path, whole: dict[str, Any], point: str, nth: int) -> None:
    root = tmp_path / "store"
    assert exit_code(root, point, nth) == -signal.SIGKILL

    between = contents(root)
    for name, rows in between.items():
        # What can be read after the crash is whole: it is what an undisturbed run has.
        assert rows == (whole["order"][: len(rows)] if name == "order" else whole[name])

    run(root)
    assert contents(root) == whole
    with open_store(root, specs()) as store:
        store.sweep()
        left = [p.name for p in (store.snapshots.root, store.tables.root) for p in p.rglob(".tmp-*")]
        assert left == []
        assert not list((root / "tmp").iterdir())


def test_the_points_named_here_are_those_of_the_protocol(tmp_path: Path) -> None:
    reached: list[str] = []
    durable.set_crash_point(reached.append)
    try:
        run(tmp_path)
    finally:
        durable.set_crash_point(None)
    assert {point for point, _ in POINTS} == set(reached)
    for point, nth in POINTS:
        assert reached.count(point) >= nth


def test_a_pull_that_broke_off_is_not_there(tmp_path: Path) -> None:
    with open_store(tmp_path, specs()) as store:
        writer = store.snapshots.writer("hrss", "rosters")
        writer.write(roster(FIRST))
        assert store.snapshots.pulls() == []
        writer.abort()
        assert list(store.snapshots.root.rglob("*")) == []
