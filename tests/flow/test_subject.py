"""A person is forgotten however often the act was killed on the way: no file, no decision stays because it was begun before."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.decisions.form import Decision, Found
from etl.decisions.keeping import take, taken
from etl.store import Store, durable, open_store
from etl.store.parquet import read_batches
from etl.store.snapshots import DATA
from flow.subject import Subject, forget
from tests.etl.store.workload import FIRST, SECOND, pull, roster, specs

(WHO_KEY, _, _, WHO), OTHER_KEY = SECOND[2], SECOND[0][0]
POINTS = [
    ("marked as forgotten", 1),
    ("decisions forgotten", 1),
    ("folder flushed", 1),
    ("folder renamed", 1),
    ("snapshot replaced", 1),
    ("snapshot rewritten", 1),
    ("snapshot replaced", 2),
    ("snapshot rewritten", 2),
]


def decided(row_ref: str | None, key: str | None) -> tuple[Decision, Found]:
    """Somebody said of a row whose it is: by its own key, or by a row_ref of which the key is known."""
    named = {"source": None, "native_key": None} if row_ref else {"source": "hrss.rosters", "native_key": key}
    why = f"{row_ref} {key}"
    return Decision("identity", "same", "核查员", "2024-01-05", why, row_ref, other="P1", **named), Found(
        key=key
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The person stands in three of four snapshots; two of them are the same without the person."""
    with open_store(tmp_path / "store", specs()) as opened:
        for rows in (FIRST, SECOND, [SECOND[2], *FIRST], SECOND[1:]):
            newest = pull(opened, roster(rows))
        about = dict(
            [
                decided(f"{newest.source}:{newest.pull_id}:1", None),
                decided("hrss.rosters:0123456789ab:7", WHO_KEY),
                decided(None, WHO_KEY),
                decided("hrss.rosters:0123456789ab:8", OTHER_KEY),
                decided(None, OTHER_KEY),
            ]
        )
        take(opened.catalogue, list(about), about.__getitem__)
        yield opened


def killed_at(store: Store, point: str, nth: int) -> None:
    left = nth

    def die(reached: str) -> None:
        nonlocal left
        left -= reached == point
        if left == 0:
            raise InterruptedError

    durable.set_crash_point(die)
    try:
        with pytest.raises(InterruptedError):
            forget(Subject(store, specs(), WHO))
    finally:
        durable.set_crash_point(None)


def files_with(store: Store, number: str) -> list[Path]:
    """Every file of rows below the snapshots, known or not, in which a number stands."""
    return [
        path
        for path in sorted(store.snapshots.root.rglob(DATA))
        if any(number in str(batch.to_pylist()) for batch in read_batches(path, store.snapshots.ring))
    ]


@pytest.mark.parametrize(("point", "nth"), POINTS, ids=[f"{point} {nth}" for point, nth in POINTS])
def test_killed_on_the_way_it_is_done_again_to_the_end(store: Store, point: str, nth: int) -> None:
    killed_at(store, point, nth)
    forget(Subject(store, specs(), WHO))
    assert files_with(store, WHO) == []
    assert len(files_with(store, SECOND[1][3])) == len(store.snapshots.pulls()) == 2
    assert {one.key or one.decision.native_key for one in taken(store.catalogue)} == {OTHER_KEY}
    assert all(store.snapshots.is_whole(pull) for pull in store.snapshots.pulls())


def test_what_a_killed_pull_left_of_the_person_goes_too(store: Store) -> None:
    newest = store.snapshots.pulls()[-1]
    for left in (newest.folder.with_name("ffffffffffff"), store.snapshots.root / f"{durable.TEMPORARY}0a0a"):
        shutil.copytree(newest.folder, left)
    forget(Subject(store, specs(), WHO))
    assert files_with(store, WHO) == []
